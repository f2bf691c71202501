import { BULK_ACTIONS } from '../../../core/bulk.ts';
import type { Command } from '../../../core/command.ts';
import type { World } from '../../../core/world.ts';
import type { Dice } from './dice.ts';
import { aQueue } from './item-input.ts';

interface At {
  readonly roll: Dice;
  readonly world: World;
  readonly now: number;
  readonly id: string;
}

const NOTHING = { state: null, queue: null, workstream: null, channel: null, source: null, agent: null };

/** Operations on whatever is there: begun, asked for slices at the right and at the wrong place, and steered. */
export function onBulk(kind: 'start_bulk' | 'bulk_step' | 'steer_bulk', at: At): Command {
  const { roll, world } = at;
  if (kind === 'start_bulk') return begin(at);
  const known = [...world.bulks.keys()];
  const bulk = known.length === 0 || roll.roll(10) === 9 ? 'bk_unknown' : roll.one(known);
  if (kind === 'steer_bulk') return { verb: roll.one(['pause_bulk', 'resume_bulk', 'cancel_bulk']), bulk };
  const position = world.bulks.get(bulk)?.position ?? 0;
  return { verb: 'bulk_step', bulk, position: position + roll.one([0, 0, 0, 1]) };
}

function begin(at: At): Command {
  const { roll, now, id } = at;
  const action = roll.one(BULK_ACTIONS);
  const filter = roll.one([
    { ...NOTHING, queue: aQueue(at) },
    { ...NOTHING, source: 'web' },
    { ...NOTHING, state: roll.one(['waiting', 'assigned', 'paused'] as const) },
    { ...NOTHING, agent: 'a0' },
  ]);
  const parameters = {
    queue: action === 'transfer' ? aQueue(at) : null,
    notBefore: action === 'reschedule' ? now + roll.one([5000, -1000]) : null,
    priority: action === 'set_priority' ? roll.one([3, -3]) : null,
  };
  const input = { action, filter: { ...filter, createdBefore: roll.one([null, null, now - 5000]) }, parameters };
  return {
    verb: 'start_bulk',
    bulk: `bk_${id}`,
    input: { ...input, reason: null },
    atMost: roll.one([100, 100, null]),
  };
}
