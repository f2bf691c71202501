import { parseArgs } from 'node:util';
import { dice } from '../support/dice.ts';
import { dieAtEachFailpoint } from './chaos/failpoints.ts';
import { judge, missedAlerts } from './chaos/judge.ts';
import { killAtRandom } from './chaos/kills.ts';
import { Stage } from './chaos/stage.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
  },
});
const end = performance.now() + Number(values.minutes) * 60_000;
const deaths = new Map<string, number>();
process.exitCode = await rounds(Number(values.seed));

/** One round after the other, each on a new stage and with a seed of its own that repeats its plan. */
async function rounds(first: number): Promise<number> {
  for (let seed = first; seed === first || performance.now() < end; seed += 1) {
    console.log(`seed ${seed}`);
    const broken = await round(seed);
    for (const line of broken) console.log(line);
    if (broken.length > 0) {
      console.log(`Broken. The same plan again: npm run chaos -- --seed ${seed} --minutes 0`);
      return 1;
    }
  }
  console.log([...deaths].map(([death, count]) => `${count} × ${death}`).join('\n'));
  return 0;
}

function tell(death: string): void {
  deaths.set(death, (deaths.get(death) ?? 0) + 1);
  console.log(`${(performance.now() / 1000).toFixed(1).padStart(6)} s  ${death}`);
}

async function round(seed: number): Promise<string[]> {
  const roll = dice(seed);
  const stage = await Stage.set();
  try {
    await dieAtEachFailpoint(stage, { roll, tell });
    for (let n = 0; n < 2; n += 1) await killAtRandom(stage, { roll, tell });
    const broken = await judge(stage.load, stage.databaseUrl, stage.temporal);
    broken.push(...(await missedAlerts(stage)));
    const { lives, clocked } = stage.load;
    console.log(`${lives} lives, ${clocked} of them by a clock, ${broken.length} broken`);
    await stage.clear({ keep: broken.length > 0 });
    return broken;
  } catch (error) {
    const doing = stage.load.describe();
    await stage.clear({ keep: true });
    return [String(error), ...doing, `Logs and data: ${stage.home}`];
  }
}
