import type { ApiProcess } from '../../support/api-process.ts';
import type { Stage } from './stage.ts';

/** Who can be killed, and how it comes back. `worker` and `temporal` belong here as soon as they run. */
const VICTIMS = {
  leader: async (stage) => restart([await stage.at.leader()]),
  'any API': async (stage, roll) => {
    const { processes } = stage.at;
    await restart([processes[Math.floor(roll() * processes.length)]!]);
  },
  'all APIs': async (stage) => restart(stage.at.processes),
  postgres: (stage) => stage.crashPostgres(),
} as const satisfies Record<string, (stage: Stage, roll: () => number) => Promise<void>>;

type Victim = keyof typeof VICTIMS;
const ALL_VICTIMS = Object.keys(VICTIMS) as Victim[];

async function restart(processes: readonly ApiProcess[]): Promise<void> {
  await Promise.all(processes.map((one) => one.end('SIGKILL')));
  await Promise.all(processes.map((one) => one.start()));
}

/** kill -9 of each victim at random moments, in random order; work has to flow again after each. */
export async function killAtRandom(
  stage: Stage,
  roll: () => number,
  tell: (line: string) => void = () => undefined,
): Promise<void> {
  // A statement that was sent takes effect without its sender: only PostgreSQL itself loses what was not committed.
  const order = [...ALL_VICTIMS, 'postgres' as const, 'postgres' as const]
    .map((victim) => ({ victim, at: roll() }))
    .sort((a, b) => a.at - b.at);
  for (const { victim } of order) {
    await new Promise((resolve) => setTimeout(resolve, roll() * 500));
    tell(`kill -9 ${victim}`);
    await VICTIMS[victim](stage, roll);
    await stage.load.progress();
  }
}
