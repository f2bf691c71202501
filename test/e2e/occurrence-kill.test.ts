import { afterAll, expect, it } from 'vitest';
import { verifyAll } from '../../cli/verify.ts';
import { until } from '../engine/harness.ts';
import { dice } from '../support/dice.ts';
import { SEED } from '../support/seed.ts';
import { DemoProcess } from './demo-process.ts';

const COUNT = 15;
let demo: DemoProcess;
afterAll(() => demo?.end());

it(`each occurrence makes its item once, whenever engine and worker are killed (seed ${SEED})`, {
  timeout: 240_000,
}, async () => {
  const roll = dice(SEED);
  demo = await DemoProcess.start('occurrence-kill');
  const { process: one, db } = demo;
  const workstream = await demo.workstream();
  const first = Math.ceil(Date.now() / 1_000) * 1_000 + 4_000;
  const wanted: string[] = [];
  for (let n = 0; n < COUNT; n += 1) {
    const at = first + n * 1_000;
    const start = new Date(at).toISOString().slice(0, 19);
    const recurrence = { name: `At ${n}`, item: { workstream }, rule: 'FREQ=DAILY', start, timeZone: 'UTC' };
    const made = await one.ask('POST', '/v1/recurrences', recurrence);
    expect(made?.status).toBe(201);
    wanted.push(`recurrence/${made?.body['id']} ${new Date(at).toISOString()}`);
  }
  const made = async (): Promise<string[]> => {
    const rows = await db.sql`select source, external_id from work_item_payload where source like 'recurrence/%'`;
    return rows.map((row) => `${row['source']} ${row['external_id']}`).sort();
  };
  for (let kills = 0; kills < 3; kills += 1) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, first - Date.now()) + roll() * 2_000));
    await one.end('SIGKILL');
    await one.start();
  }
  await until('each has made its item', async () => (await made()).length >= COUNT, 90_000);
  expect(await made()).toEqual(wanted.sort());
  const told =
    await db.sql`select type, count(*)::int as count from event where type like 'recurrence.%' group by type order by type`;
  expect(told.map(({ type, count }) => `${count} ${type}`)).toEqual([
    `${COUNT} recurrence.occurred`,
    `${COUNT} recurrence.saved`,
  ]);
  expect((await verifyAll(demo.url, null)).violations).toEqual([]);
});
