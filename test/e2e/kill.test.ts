import { afterAll, expect, it } from 'vitest';
import { close, connect } from '../../db/client.ts';
import { until } from '../engine/harness.ts';
import { ApiProcess } from '../support/api-process.ts';
import { dice } from '../support/dice.ts';
import { makeHome } from '../support/home.ts';
import { testDatabase, testTemporal } from '../support/servers.ts';
import { judge } from './chaos/judge.ts';
import { Load } from './chaos/load.ts';

const seed = Number(process.env.SIGNALBOX_SEED ?? Date.now() % 100_000);
const home = makeHome('kill');
afterAll(() => home.remove());

it(`npm start loses nothing when it is killed again and again (seed ${seed})`, { timeout: 90_000 }, async () => {
  const roll = dice(seed);
  const { url } = await testDatabase();
  const command = ['start', '--no-demo'];
  const one = await ApiProcess.create({ databaseUrl: url, home: home.path, command, temporal: testTemporal() });
  await one.start();
  await until('the demo is published', async () => (await one.ask('GET', '/v1/configuration'))?.status === 200);
  const load = new Load([one], 12);
  for (let kills = 0; kills < 3; kills += 1) {
    await load.progress();
    await new Promise((resolve) => setTimeout(resolve, roll() * 500));
    await one.end('SIGKILL');
    await one.start();
  }
  await load.progress();
  const db = connect(url);
  expect(await judge(load, db)).toEqual([]);
  await close(db);
  expect(await one.end('SIGTERM')).toBe(0);
});
