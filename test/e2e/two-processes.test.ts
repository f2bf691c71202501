import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify } from '../../cli/verify.ts';
import { holderAddress } from '../../db/query/lease.ts';
import { DOCUMENT, until } from '../engine/harness.ts';
import { makeHome } from '../support/home.ts';
import { Installation } from '../support/installation.ts';
import { testDatabase } from '../support/servers.ts';

const home = makeHome('two');
let at: Installation;

beforeAll(async () => {
  const { url } = await testDatabase();
  at = await Installation.start({ count: 2, databaseUrl: url, home: home.path, leaseMs: 1_000 });
  await at.publish(DOCUMENT, ['anna', 'bo']);
});
afterAll(async () => {
  await at.close();
  home.remove();
});

describe('two API processes on one database', () => {
  it('take commands whichever of them leads', async () => {
    const standby = at.other(await at.leader());
    const created = await standby.ask('POST', '/v1/work-items', { source: 'test', channel: 'chat' });
    expect(created).toMatchObject({ status: 201, body: { state: 'offered' } });
    const [offer] = created!.body.offers as { id: string }[];
    const accepted = await standby.ask('POST', `/v1/offers/${offer!.id}/accept`);
    expect(accepted).toMatchObject({ status: 200, body: { state: 'accepted' } });
    const closed = await standby.ask('POST', `/v1/work-items/${created!.body.id}/complete`, {});
    expect(closed).toMatchObject({ status: 200, body: { state: 'closed' } });
  });

  it('keep the way between them to themselves', async () => {
    const message = { ask: { kind: 'queues' } };
    expect((await (await at.leader()).ask('POST', '/internal/engine', message))?.status).toBe(401);
  });

  it('keep every answered item when the leader is killed under load', { timeout: 60_000 }, async () => {
    const before = await at.leader();
    const after = at.other(before);
    const answered = new Set<string>();
    let go = true;
    const callers = Array.from({ length: 8 }, async (_, caller) => {
      for (let n = 0; go; n += 1) {
        const to = n % 2 === 0 || !before.running ? after : before;
        const body = { source: 'load', externalId: `${caller}-${n}`, channel: 'chat' };
        const created = await to.ask('POST', '/v1/work-items', body);
        if (created?.status === 201 || created?.status === 200) answered.add(String(created.body.id));
      }
    });
    await until('there is load', () => answered.size > 100);
    await before.end('SIGKILL');
    expect(await at.leader()).toBe(after);
    const atTakeover = answered.size;
    await until('the other one answers', () => answered.size > atTakeover + 100);
    go = false;
    await Promise.all(callers);
    const rows = await at.db.sql`select id::text as id from work_item_payload where source = 'load'`;
    const kept = new Set(rows.map((row) => `wi_${row.id}`));
    expect([...answered].filter((id) => !kept.has(id))).toEqual([]);
    expect((await verify(at.db)).violations).toEqual([]);
    await before.start();
  });

  it('hand the lease over on SIGTERM and leave with code 0', async () => {
    const before = await at.leader();
    const after = at.other(before);
    expect(await before.end('SIGTERM')).toBe(0);
    expect(await holderAddress(at.db)).not.toBe(before.url);
    expect(await at.leader()).toBe(after);
  });
});
