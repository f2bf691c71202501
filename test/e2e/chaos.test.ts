import { afterAll, beforeAll, expect, it } from 'vitest';
import { dice } from '../support/dice.ts';
import { dieAtEachFailpoint } from './chaos/failpoints.ts';
import { judge } from './chaos/judge.ts';
import { killAtRandom } from './chaos/kills.ts';
import { Stage } from './chaos/stage.ts';

const seed = Number(process.env.SIGNALBOX_SEED ?? Date.now() % 100_000);
const roll = dice(seed);
let stage: Stage;

beforeAll(async () => {
  stage = await Stage.set();
}, 120_000);
afterAll(() => stage?.clear());

it(`work goes on after a death at every failpoint (seed ${seed})`, { timeout: 320_000 }, async () => {
  await dieAtEachFailpoint(stage, { roll, withinMs: 300_000 });
});

it(`work goes on after each kill -9 at a random moment (seed ${seed})`, { timeout: 240_000 }, async () => {
  await killAtRandom(stage, { roll });
});

it('nothing that was answered is lost, doubled or wrong', { timeout: 240_000 }, async () => {
  expect(await judge(stage.load, stage.databaseUrl, stage.temporal)).toEqual([]);
  expect(stage.load.lives).toBeGreaterThanOrEqual(300);
});
