import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { connectTemporal } from '../../engine/temporal/connection.ts';
import { until } from '../engine/harness.ts';
import { ApiProcess } from '../support/api-process.ts';
import { dice } from '../support/dice.ts';
import { makeHome } from '../support/home.ts';
import { SEED } from '../support/seed.ts';
import { testDatabase, testTemporal } from '../support/servers.ts';
import { judge } from './chaos/judge.ts';
import { ANSWERED } from './chaos/lives.ts';
import { Load } from './chaos/load.ts';

const home = makeHome('kill');
const place = testTemporal();
const temporal = connectTemporal(place);
let one: ApiProcess;
let load: Load;
afterAll(async () => {
  await load.abandon();
  await one.end('SIGKILL');
  await temporal.close();
  home.remove();
});

it(`npm start loses nothing when it is killed again and again (seed ${SEED})`, { timeout: 240_000 }, async () => {
  const roll = dice(SEED);
  const { url } = await testDatabase();
  const command = ['start', '--no-demo'];
  one = await ApiProcess.create({ databaseUrl: url, home: home.path, command, temporal: place });
  await one.start();
  await until('the demo is published', async () => (await one.ask('GET', '/v1/configuration'))?.status === 200);
  load = new Load({ at: [one], temporal, callers: 12, lives: [ANSWERED] });
  for (let kills = 0; kills < 2; kills += 1) {
    await load.progress();
    await new Promise((resolve) => setTimeout(resolve, roll() * 500));
    await one.end('SIGKILL');
    await one.start();
  }
  await load.progress();
  await one.end('SIGKILL');
  const point = `relay.signal.after:${1 + Math.floor(roll() * 20)}`;
  one.launch({ SIGNALBOX_FAILPOINT: point });
  await until('it dies where it was told to', () => !one.running, 30_000);
  const file = join(home.path, 'failpoints');
  expect(existsSync(file) && readFileSync(file, 'utf8')).toBe(`${point}\n`);
  await one.start();
  await load.progress();
  // Its workflows are among those of other tests, so that Temporal's list cannot be compared here.
  expect(await judge(load, url, null)).toEqual([]);
  expect(await one.end('SIGTERM')).toBe(0);
});
