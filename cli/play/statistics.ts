/** How one call went, in recorded ms. */
export interface CallEnd {
  readonly atMs: number;
  readonly waitMs: number;
  readonly served: boolean;
}
export interface CallStatistics {
  readonly served: number;
  readonly gaveUp: number;
  readonly meanWaitS: number;
  /** Share of all calls, 0 to 1. */
  readonly within20s: number;
}
export interface Tick {
  readonly atMs: number;
  /** 0 to 1. */
  readonly progress: number;
  readonly waiting: number;
  readonly longestWaitS: number;
  readonly offered: number;
  readonly active: number;
  readonly closed: number;
  readonly agents: AgentStates;
}
export interface AgentStates {
  readonly free: number;
  readonly offered: number;
  readonly busy: number;
  readonly away: number;
  readonly offline: number;
}

export function statistics(ends: readonly CallEnd[], fromMs: number, toMs: number): CallStatistics {
  const counted = ends.filter((end) => end.atMs >= fromMs && end.atMs < toMs);
  const served = counted.filter((end) => end.served);
  const many = Math.max(1, counted.length);
  return {
    served: served.length,
    gaveUp: counted.length - served.length,
    meanWaitS: counted.reduce((sum, end) => sum + end.waitMs, 0) / many / 1000,
    within20s: served.filter((end) => end.waitMs <= 20_000).length / many,
  };
}

export function renderTable(played: CallStatistics, recorded: CallStatistics): string {
  const row = (name: string, show: (one: CallStatistics) => string): string =>
    `${name.padEnd(24)}${show(played).padStart(10)}${show(recorded).padStart(10)}`;
  return [
    `${''.padEnd(24)}${'played'.padStart(10)}${'recorded'.padStart(10)}`,
    row('served', (one) => String(one.served)),
    row('gave up', (one) => String(one.gaveUp)),
    row('mean wait', (one) => `${one.meanWaitS.toFixed(1)} s`),
    row('answered within 20 s', (one) => `${(one.within20s * 100).toFixed(1)} %`),
  ].join('\n');
}

const clockOf = (tick: Tick): string => new Date(tick.atMs).toISOString().slice(11, 19);

export function renderLine(tick: Tick): string {
  const { waiting, longestWaitS, offered, active, closed } = tick;
  const agents = Object.entries(tick.agents).flatMap(([state, count]) => (count === 0 ? [] : [`${count} ${state}`]));
  const longest = waiting === 0 ? '' : ` (longest ${Math.round(longestWaitS)} s)`;
  return `${clockOf(tick)}  waiting ${waiting}${longest}  offered ${offered}  active ${active}  closed ${closed}  agents: ${agents.join(' ')}`;
}

const BAR = 40;

export function renderBar(tick: Tick): string {
  const done = Math.min(1, Math.max(0, tick.progress));
  const full = Math.round(done * BAR);
  return `[${'#'.repeat(full).padEnd(BAR, '.')}] ${Math.round(done * 100)} %`;
}
