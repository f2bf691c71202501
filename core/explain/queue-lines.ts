import { NOTHING_SAID } from '../command.ts';
import type { Workstream } from '../configuration/compiled.ts';
import { candidates, costAt, narrow, type Waiting } from '../eligibility.ts';
import { classFor } from '../indexes.ts';
import type { Item } from '../item.ts';
import { Bits } from '../matching/bits.ts';
import type { ItemClass, Reason } from '../matching/shelf.ts';
import { roomOf } from '../room.ts';
import { entering, takenIn } from '../verbs/create.ts';
import type { World } from '../world.ts';
import { type RuledOut, ruledOut } from './ruled-out.ts';

/** One workstream whose items may come to a queue, asked by an item that brings nothing of its own. */
export interface Line {
  readonly workstream: string;
  readonly channel: string;
  /** Units of an item, where a profile does not price the channel itself. */
  readonly cost: number;
  readonly pick: boolean;
  /** Agents who could take one item now, and all others by the first reason. */
  readonly able: number;
  readonly ruledOut: readonly RuledOut[];
  /** Of those who are able: units that are free, and how many items would fit. */
  readonly freeUnits: number;
  readonly more: number;
  readonly staff: Bits;
  /** Whose presence takes the channel. */
  readonly present: Bits;
}

export function linesInto(world: World, queue: string): Line[] {
  const { workstreams } = world.configuration;
  const names = Object.keys(workstreams).filter((name) => leadsTo(workstreams[name]!, queue));
  const waiting = [...(world.shelf.byQueue.get(queue) ?? [])].map(({ items }) => items.first()!.workstream);
  const leading = new Set([...names, ...waiting]);
  const all = leading.size > 0 ? leading : Object.keys(workstreams).filter((name) => fits(world, queue, name));
  return [...all].sort().flatMap((workstream) => {
    const item = plainItem(world, workstream, queue);
    return item === null ? [] : [lineOf(world, item)];
  });
}

/** A queue that only whoever hands in an item names: what those who serve it may take may come. */
const fits = ({ configuration: { workstreams, profiles } }: World, queue: string, name: string): boolean =>
  Object.values(profiles).some(
    ({ queues, channels }) => Object.hasOwn(queues, queue) && Object.hasOwn(channels, workstreams[name]!.channel),
  );

const leadsTo = ({ queueRules, rulesets, fallback }: Workstream, queue: string): boolean =>
  fallback === queue ||
  queueRules.some(({ split }) => split.some((part) => part.queue === queue)) ||
  rulesets.some(({ rules }) => rules.some(({ effect }) => effect.queue === queue));

/** Taken in by the rules like any other, and asked for in the queue; `null` where the workstream is gone. */
function plainItem(world: World, workstream: string, queue: string): Item | null {
  const taken = takenIn(world, { ...NOTHING_SAID, id: 'wi_would-be', source: '', workstream, queue }, null);
  return 'kind' in taken ? null : entering(world, taken.item);
}

function lineOf(world: World, item: Item): Line {
  const found = classFor(world, item);
  const staff = candidates(world, { found, item });
  return {
    workstream: item.workstream,
    channel: item.channel,
    cost: item.cost,
    pick: found.pick,
    able: staff.count(),
    ruledOut: ruledOut(world, { found, item }),
    ...roomAmong(world, found, staff),
    staff,
    present: presentFor(world, { found, item }),
  };
}

function roomAmong(world: World, found: ItemClass, staff: Bits): { freeUnits: number; more: number } {
  const room = { freeUnits: 0, more: 0 };
  for (const slot of staff) {
    const free = roomOf(world, world.roster.agentAt(slot), found);
    const cost = costAt(world, found, slot);
    room.freeUnits += free.freeUnits;
    room.more += Math.min(free.freeOnChannel, cost === 0 ? free.freeOnChannel : Math.floor(free.freeUnits / cost));
  }
  return room;
}

/** Whom presence alone lets take an item. */
export const presentFor = (world: World, at: Waiting): Bits => narrowed(world, at, ['offline', 'intent']);

/** Whom the conditions of some reasons let take an item. */
export function narrowed(world: World, { found, item }: Waiting, reasons: readonly Reason[]): Bits {
  const left = new Bits().copyFrom(world.roster.everyone);
  for (const condition of [...found.before, ...found.after])
    if (reasons.includes(condition.reason)) narrow(world, condition, { found, item, left });
  return left;
}
