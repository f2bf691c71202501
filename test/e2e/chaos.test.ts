import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { dice } from '../support/dice.ts';
import { SEED } from '../support/seed.ts';
import { dieAtEachFailpoint } from './chaos/failpoints.ts';
import { judge, missedAlerts } from './chaos/judge.ts';
import { killAtRandom } from './chaos/kills.ts';
import { Stage } from './chaos/stage.ts';

const roll = dice(SEED);
let stage: Stage;
let failed = false;

beforeAll(async () => {
  stage = await Stage.set();
}, 240_000);
afterAll(() => stage?.clear({ keep: failed }));
beforeEach(({ onTestFailed }) => {
  onTestFailed(() => {
    failed = true;
    console.log([...stage.load.describe(), `Logs and data: ${stage.home}`].join('\n'));
  });
});

it(`work goes on after a death at every failpoint (seed ${SEED})`, { timeout: 900_000 }, async () => {
  await dieAtEachFailpoint(stage, { roll });
});

it(`work goes on after each kill -9 at a random moment (seed ${SEED})`, { timeout: 600_000 }, async () => {
  await killAtRandom(stage, { roll });
});

it('nothing that was answered is lost, doubled or wrong', { timeout: 240_000 }, async () => {
  expect(await judge(stage.load, stage.databaseUrl, stage.temporal)).toEqual([]);
  expect(await missedAlerts(stage)).toEqual([]);
  expect(stage.load.lives).toBeGreaterThanOrEqual(300);
});
