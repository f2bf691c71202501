import type { SignalboxProcess } from '../../support/signalbox-process.ts';
import type { Plan, Stage } from './stage.ts';

/** Who can be killed, and how it comes back. */
const VICTIMS = {
  leader: async (stage) => restart([await stage.at.leader()]),
  'any API': (stage, roll) => restart([oneOf(stage.at.processes, roll)]),
  'all APIs': (stage) => restart(stage.at.processes),
  'any worker': (stage, roll) => restart([oneOf(stage.at.workers, roll)]),
  'all workers': (stage) => restart(stage.at.workers),
  postgres: (stage) => stage.crashPostgres(),
  temporal: (stage) => stage.crashTemporal(),
} as const satisfies Record<string, (stage: Stage, roll: () => number) => Promise<void>>;

type Victim = keyof typeof VICTIMS;
const ALL_VICTIMS = Object.keys(VICTIMS) as Victim[];

const oneOf = <T>(all: readonly T[], roll: () => number): T => all[Math.floor(roll() * all.length)]!;

async function restart(processes: readonly SignalboxProcess[]): Promise<void> {
  await Promise.all(processes.map((one) => one.end('SIGKILL')));
  await Promise.all(processes.map((one) => one.start()));
}

/** kill -9 of each victim at random moments, in random order; work has to flow again after each. */
export async function killAtRandom(stage: Stage, { roll, tell }: Plan): Promise<void> {
  // A statement that was sent takes effect without its sender: only a server itself loses what was not committed.
  const order = [...ALL_VICTIMS, 'postgres' as const, 'temporal' as const]
    .map((victim) => ({ victim, at: roll() }))
    .sort((a, b) => a.at - b.at);
  for (const { victim } of order) {
    await new Promise((resolve) => setTimeout(resolve, roll() * 500));
    tell?.(`kill -9 ${victim}`);
    await VICTIMS[victim](stage, roll);
    await stage.load.progress();
  }
}
