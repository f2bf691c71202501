import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify } from '../../cli/verify.ts';
import { close, connect, type Database } from '../../db/client.ts';
import { holderAddress } from '../../db/query/lease.ts';
import { DOCUMENT, until } from '../engine/harness.ts';
import { ApiProcess } from '../support/api-process.ts';
import { makeHome } from '../support/home.ts';
import { testDatabase } from '../support/servers.ts';

const home = makeHome('two');
let db: Database;
let both: [ApiProcess, ApiProcess];

const leader = async (): Promise<ApiProcess> => {
  let found: ApiProcess | undefined;
  await until('a process leads', async () => {
    const address = await holderAddress(db);
    found = both.find((one) => one.url === address);
    return found !== undefined && (await found.ask('GET', '/v1/queues'))?.status === 200;
  });
  return found!;
};
const other = (one: ApiProcess): ApiProcess => both.find((candidate) => candidate !== one)!;

const publish = async (at: ApiProcess): Promise<void> => {
  const response = await fetch(`${at.url}/v1/configuration`, {
    method: 'PUT',
    headers: { authorization: 'Bearer sbk_test_admin', 'content-type': 'application/json', 'if-match': '*' },
    body: JSON.stringify(DOCUMENT),
  });
  expect(response.status).toBe(200);
  for (const agent of ['anna', 'bo'])
    expect((await at.ask('PUT', `/v1/agents/${agent}/presence`, { intent: 'available' }))?.status).toBe(200);
};

beforeAll(async () => {
  const database = await testDatabase();
  db = connect(database.url);
  const options = { databaseUrl: database.url, home: home.path, leaseMs: 1_000 };
  both = [await ApiProcess.create(options), await ApiProcess.create(options)];
  await Promise.all(both.map((one) => one.start()));
});
afterAll(async () => {
  await Promise.all(both.map((one) => one.end('SIGKILL')));
  await close(db);
  home.remove();
});

describe('two API processes on one database', () => {
  it('take commands whichever of them leads', async () => {
    const standby = other(await leader());
    await publish(standby);
    const created = await standby.ask('POST', '/v1/work-items', { source: 'test', channel: 'chat' });
    expect(created).toMatchObject({ status: 201, body: { state: 'offered' } });
    const [offer] = created!.body.offers as { id: string }[];
    const accepted = await standby.ask('POST', `/v1/offers/${offer!.id}/accept`);
    expect(accepted).toMatchObject({ status: 200, body: { state: 'accepted' } });
    const closed = await standby.ask('POST', `/v1/work-items/${created!.body.id}/complete`, {});
    expect(closed).toMatchObject({ status: 200, body: { state: 'closed' } });
    expect((await standby.ask('POST', '/internal/engine', { ask: { kind: 'queues' } }))?.status).toBe(401);
  });

  it('keep every answered item when the leader is killed under load', { timeout: 60_000 }, async () => {
    const before = await leader();
    const after = other(before);
    const answered = new Set<string>();
    let go = true;
    const callers = Array.from({ length: 8 }, async (_, caller) => {
      for (let n = 0; go; n += 1) {
        const at = n % 2 === 0 || !before.running ? after : before;
        const body = { source: 'load', externalId: `${caller}-${n}`, channel: 'chat' };
        const created = await at.ask('POST', '/v1/work-items', body);
        if (created?.status === 201 || created?.status === 200) answered.add(String(created.body.id));
      }
    });
    await until('there is load', () => answered.size > 100);
    await before.end('SIGKILL');
    expect(await leader()).toBe(after);
    const atTakeover = answered.size;
    await until('the other one answers', () => answered.size > atTakeover + 100);
    go = false;
    await Promise.all(callers);
    const rows = await db.sql`select id::text as id from work_item where source = 'load'`;
    const kept = new Set(rows.map((row) => `wi_${row.id}`));
    expect([...answered].filter((id) => !kept.has(id))).toEqual([]);
    expect((await verify(db)).violations).toEqual([]);
    await before.start();
  });

  it('hand the lease over on SIGTERM and leave with code 0', async () => {
    const before = await leader();
    const after = other(before);
    const asked = performance.now();
    expect(await before.end('SIGTERM')).toBe(0);
    expect(await holderAddress(db).then((address) => address ?? after.url)).toBe(after.url);
    expect(await leader()).toBe(after);
    expect(performance.now() - asked).toBeLessThan(5_000);
  });
});
