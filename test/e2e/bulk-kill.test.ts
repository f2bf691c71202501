import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { verifyAll } from '../../cli/verify.ts';
import { until } from '../engine/harness.ts';
import { DemoProcess } from './demo-process.ts';

const COUNT = 350;
/** Each await of its path, one death after the other. */
const POINTS = ['bulk.tell.before:1', 'bulk.tell.after:1', 'worker.ask.before:2', 'worker.ask.after:1'];
let demo: DemoProcess;
afterAll(() => demo?.end());

it('a bulk cancel ends each item once, wherever engine and worker are killed', { timeout: 400_000 }, async () => {
  demo = await DemoProcess.start('bulk-kill');
  const { process: one, db } = demo;
  const workstream = await demo.workstream();
  const notBefore = new Date(Date.now() + 86_400_000).toISOString();
  for (let made = 0; made < COUNT; made += 50)
    await Promise.all(
      Array.from({ length: 50 }, () => one.ask('POST', '/v1/work-items', { source: 'bulk', workstream, notBefore })),
    );
  const cancel = { action: 'cancel', filter: { source: 'bulk' } };
  let bulk: string | null = null;
  const died = (): number => {
    const file = join(demo.home, 'failpoints');
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
  expect((await verifyAll(demo.url, null)).violations).toEqual([]);
});
