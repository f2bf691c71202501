import type { NewItem } from '../../../../core/command.ts';
import { newItem } from '../../fixtures.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** From 0 up to 1. */
export type Roll = () => number;

/** A kind of work: how much of all there is, what it is made of, and how long it takes whoever has it. */
export interface Kind {
  readonly share: number;
  readonly workMs: (roll: Roll) => number;
  readonly make: (at: { id: string; now: number; roll: Roll }) => NewItem;
}

const one = <T>(of: readonly T[], roll: Roll): T => of[Math.floor(roll() * of.length)]!;
/** Mostly short, sometimes long. */
const about = (ms: number) => (roll: Roll) => Math.round(-Math.log(1 - roll()) * ms) + 1_000;
const topic = (roll: Roll) => ({ topic: one(['card', 'card', 'stocks'], roll) });

export const KINDS: Readonly<Record<string, Kind>> = {
  calls: {
    share: 0.3,
    workMs: about(4 * MINUTE),
    make: ({ id, roll }) => newItem(id, { workstream: 'calls', priority: one([0, 0, 0, 2], roll) }),
  },
  chats: {
    share: 0.3,
    workMs: about(8 * MINUTE),
    make: ({ id, roll }) => newItem(id, { workstream: 'chat', attributes: topic(roll) }),
  },
  cases: {
    share: 0.2,
    workMs: about(HOUR),
    make: ({ id, now, roll }) =>
      newItem(id, { workstream: 'cases', dueAt: one([null, null, now + 3 * DAY], roll), customerRef: 'c-1' }),
  },
  leads: {
    share: 0.1,
    workMs: about(20 * MINUTE),
    make: ({ id }) => newItem(id, { workstream: 'leads' }),
  },
  scheduled: {
    share: 0.08,
    workMs: about(30 * MINUTE),
    make: ({ id, now, roll }) =>
      newItem(id, { workstream: 'scheduled', notBefore: now + Math.round(roll() ** 3 * 90 * DAY) }),
  },
  odd: {
    share: 0.02,
    workMs: about(10 * MINUTE),
    make: ({ id, roll }) => newItem(id, { workstream: 'portal', channel: 'case', attributes: topic(roll) }),
  },
};

export function kindFor(roll: Roll): Kind {
  let left = roll();
  for (const kind of Object.values(KINDS)) {
    left -= kind.share;
    if (left < 0) return kind;
  }
  return KINDS.calls!;
}
