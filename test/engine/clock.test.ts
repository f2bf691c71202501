import { expect, it } from 'vitest';
import { watchClock } from '../../engine/clock.ts';
import { testDatabase } from '../support/servers.ts';
import { open, startEngine, until } from './harness.ts';

it('a clock that is off by more than 5 s is told of once, counted each time, and told of when it is right again', () => {
  const told: string[] = [];
  const counted: number[] = [];
  const watch = watchClock({ log: (message) => told.push(message), count: (offMs) => counted.push(offMs) });
  for (const offMs of [0, 5_000, -5_001, 6_000, -4_999, 3]) watch(offMs);
  expect(counted).toEqual([-5_001, 6_000]);
  expect(told).toEqual(["the database's clock is off by more than 5 s", "the database's clock is right again"]);
});

it('an engine whose database jumps by 6 s raises the alarm, by commits and by renewals', async () => {
  const { url } = await testDatabase();
  const counted: number[] = [];
  let jump = 0;
  const engine = await startEngine(url, {
    limits: { renewMs: 50 },
    onClockAlarm: (offMs) => counted.push(offMs),
    wrap: (store) => ({
      ...store,
      commit: async (batch) => {
        const result = await store.commit(batch);
        return result.kind === 'fenced' ? result : { ...result, databaseNow: result.databaseNow + jump };
      },
      renewLease: async (at) => {
        const result = await store.renewLease(at);
        return result === null ? null : { databaseNow: result.databaseNow - jump };
      },
    }),
  });
  await open(engine);
  expect(counted).toEqual([]);
  jump = 6_000;
  await engine.create();
  await until(
    'a commit and a renewal saw it',
    () => counted.some((off) => off > 5_000) && counted.some((off) => off < -5_000),
  );
  expect(engine.log.filter((line) => line.includes('off by more than 5 s'))).toHaveLength(1);
  await engine.close();
});
