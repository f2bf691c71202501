import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { verifyAll } from '../../cli/verify.ts';
import { close, connect } from '../../db/client.ts';
import { until } from '../engine/harness.ts';
import { ApiProcess } from '../support/api-process.ts';
import { makeHome } from '../support/home.ts';
import { testDatabase, testTemporal } from '../support/servers.ts';

const COUNT = 350;
/** Each await of its path, one death after the other. */
const POINTS = ['bulk.tell.before:1', 'bulk.tell.after:1', 'worker.ask.before:2', 'worker.ask.after:1'];
const home = makeHome('bulk-kill');
let one: ApiProcess;
afterAll(async () => {
  await one.end('SIGKILL');
  home.remove();
});

it('a bulk cancel ends each item once, wherever engine and worker are killed', { timeout: 400_000 }, async () => {
  const { url } = await testDatabase();
  const db = connect(url);
  one = await ApiProcess.create({
    databaseUrl: url,
    home: home.path,
    command: ['start', '--no-demo'],
    temporal: testTemporal(),
  });
  await one.start();
  await until('the demo is published', async () => (await one.ask('GET', '/v1/configuration'))?.status === 200);
  const { body } = (await one.ask('GET', '/v1/configuration'))!;
  const [workstream] = Object.keys((body['document'] as { workstreams: object }).workstreams);
  const notBefore = new Date(Date.now() + 86_400_000).toISOString();
  for (let made = 0; made < COUNT; made += 50)
    await Promise.all(
      Array.from({ length: 50 }, () => one.ask('POST', '/v1/work-items', { source: 'bulk', workstream, notBefore })),
    );
  const cancel = { action: 'cancel', filter: { source: 'bulk' } };
  let bulk: string | null = null;
  const died = (): number => {
    const file = join(home.path, 'failpoints');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0;
  };
  for (const [nth, point] of POINTS.entries()) {
    await one.end('SIGKILL');
    one.launch({ SIGNALBOX_FAILPOINT: point });
    if (bulk === null) {
      await until('it answers', async () => (await one.ask('GET', '/v1/queues'))?.status === 200, 60_000);
      const asked = await one.ask('POST', '/v1/bulk-operations', cancel);
      expect(asked?.body).toMatchObject({ matched: COUNT });
      const begun = await one.ask('POST', '/v1/bulk-operations', { ...cancel, confirm: asked!.body['confirm'] });
      // Where the answer is lost with the process, the row is there.
      const [row] = await db.sql`select id from bulk_operation`;
      bulk = `bk_${row!['id']}`;
      if (begun !== null) expect(begun.body['id']).toBe(bulk);
    }
    await until(`it dies at ${point}`, () => died() === nth + 1, 90_000);
  }
  await one.end('SIGKILL');
  await one.start();
  const row = async () =>
    (await db.sql`select state, done, skipped, failed from bulk_operation where id = ${bulk!.slice(3)}::uuid`)[0]!;
  await until('it is done', async () => (await row())['state'] === 'done', 120_000);
  expect(await row()).toMatchObject({ done: COUNT, skipped: 0, failed: 0 });
  const [ends] = await db.sql`select count(*)::int as events, count(distinct item_id)::int as items from event
    where type = 'item.cancelled' and cause = ${`bulk/${bulk}`}`;
  expect(ends).toEqual({ events: COUNT, items: COUNT });
  expect((await verifyAll(url, null)).violations).toEqual([]);
  await close(db);
});
