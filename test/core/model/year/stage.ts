import type { Actor, Command } from '../../../../core/command.ts';
import type { Outcome } from '../../../../core/outcome.ts';
import type { World } from '../../../../core/world.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** From 0 up to 1. */
export type Roll = () => number;

/** Where those who play in a year stand: they look at the world, act, and plan what they do later. */
export interface Stage {
  readonly roll: Roll;
  readonly from: number;
  readonly until: number;
  now(): number;
  world(): World;
  /** An id that nothing has. */
  newId(prefix: string): string;
  /** In so many milliseconds; what lies behind the end of the year is never done. */
  later(ms: number, act: () => void): void;
  send(command: Command, actor?: Actor): Outcome;
}

export const ADMIN = { kind: 'key', id: 'ke_admin', role: 'admin', agent: null, source: null } as const;
export const WORKER = { kind: 'temporal', identity: 'timer' } as const;
export const asAgent = (agent: string): Actor => ({
  kind: 'key',
  id: `ke_${agent}`,
  role: 'agent',
  agent,
  source: null,
});

export const one = <T>(of: readonly T[], roll: Roll): T => of[Math.floor(roll() * of.length)]!;

/** Mostly short, sometimes long. */
export const about =
  (ms: number) =>
  (roll: Roll): number =>
    Math.round(-Math.log(1 - roll()) * ms) + SECOND;
