import type { Command, NewItem } from '../../../core/command.ts';
import type { World } from '../../../core/world.ts';
import type { Dice } from './dice.ts';

interface At {
  readonly roll: Dice;
  readonly world: World;
  readonly now: number;
  /** Of which the item of each occurrence is made. */
  readonly item: NewItem;
  readonly id: string;
}

type RecurrenceVerb = Extract<Command, { recurrence: string }>['verb'];

/** Often enough that some occur in a run of minutes, and some long before their time. */
const RULES = [
  'FREQ=MINUTELY;INTERVAL=5',
  'FREQ=MINUTELY;INTERVAL=5',
  'FREQ=HOURLY',
  'FREQ=DAILY;COUNT=2',
  'FREQ=SECONDLY',
];

export function onRecurrence(verb: RecurrenceVerb, at: At): Command {
  const { roll, world } = at;
  const known = [...world.recurrences.keys()];
  const recurrence = known.length === 0 || roll.roll(10) === 9 ? 'rc_unknown' : roll.one(known);
  if (verb === 'put_recurrence') return put(at, roll.roll(3) === 2 ? recurrence : null);
  if (verb !== 'occur') return { verb, recurrence };
  const next = world.recurrences.get(recurrence)?.next ?? at.now;
  return { verb, recurrence, nominal: next + roll.one([0, 0, 0, -300_000, 1, 300_000]) };
}

function put({ roll, item, now, id: made }: At, recurrence: string | null): Command {
  const { id: _, source: __, externalId: ___, follows: ____, notBefore: _____, dueAt: ______, ...template } = item;
  return {
    verb: 'put_recurrence',
    recurrence: recurrence ?? `rc_${made}`,
    isNew: recurrence === null,
    input: {
      name: 'Rounds',
      item: { ...template, dueAfterMs: roll.one([null, 15_000]) },
      rule: roll.one(RULES),
      start: new Date(now - roll.one([0, 3_600_000, -60_000])).toISOString().slice(0, 16),
      timeZone: 'UTC',
      until: null,
      exceptions: [],
      prepareMs: roll.one([0, 0, 60_000, 600_000]),
      paused: roll.roll(10) === 9,
    },
  };
}
