import type { OverflowAction, OverflowCondition, Queue } from './configuration/compiled.ts';
import { isStaffed, type Waiting } from './eligibility.ts';
import { type ExpectedWait, expectedWait, isQueueOpen, nextOpening } from './expected-wait.ts';
import { aheadOf } from './explain/item.ts';
import { aboutOf, type Item } from './item.ts';
import type { World } from './world.ts';

/** An item as the overflow rules of its queue look at it. */
export interface Looked extends Waiting {
  /** How many wait in the queue that were there before it. */
  readonly before: number;
  /** All rules are asked as it enters; later only those that look at hours and at its own wait. */
  readonly all: boolean;
}

/** What an overflow rule found, in the words of the document: what it looked at, what it saw, and what follows. */
export interface Decided {
  /** From 1 on, in its queue. */
  readonly rule: number;
  readonly when: OverflowCondition;
  readonly saw: Saw;
  readonly then: OverflowAction;
  /** None of the rules that apply could act. */
  readonly fallback: boolean;
}

/** What was compared: how many wait with it, or milliseconds. `null`: nobody who could take it is there. */
export interface Saw {
  readonly saw?: number | null;
  readonly expected?: ExpectedWait;
}

/** The first rule that applies and can act; else the fallback where one applies; `null` where the item is left alone. */
export function decide(world: World, at: Looked): Decided | null {
  const { overflow, fallback } = queueOf(world, at.item);
  let unplaced: Omit<Decided, 'then' | 'fallback'> | null = null;
  for (const [place, { when, then }] of overflow.entries()) {
    if (isDone(at.item, then)) continue;
    const saw = holds(world, when, at);
    if (saw === null) continue;
    const found = { rule: place + 1, when, saw };
    if (canAct(world, at.item, then)) return { ...found, then, fallback: false };
    unplaced ??= found;
  }
  if (unplaced === null || fallback === null || !mayGo(at.item, fallback)) return null;
  return { ...unplaced, then: { kind: 'queue', queue: fallback }, fallback: true };
}

const queueOf = ({ configuration }: World, { queue }: Item): Queue => configuration.queues[queue!]!;

function holds(world: World, when: OverflowCondition, at: Looked): Saw | null {
  const { item } = at;
  switch (when.kind) {
    case 'outsideHours':
      return isQueueOpen(world, item.queue!) ? null : {};
    case 'waitedOver': {
      const from = waitsFrom(item);
      return world.work.upTo - from < when.over ? null : { saw: world.work.now - from };
    }
    case 'waitingOver':
      return at.all && at.before + 1 > when.over ? { saw: at.before + 1 } : null;
    case 'expectedWaitOver':
      return at.all ? waitsTooLong(world, when.over, at) : null;
  }
}

/** Where nobody is there who could take it, it is expected to wait for longer than anything. */
function waitsTooLong(world: World, over: number, at: Looked): Saw | null {
  const expected = expectedWait(world, at.item.queue!, placeOf(world, at));
  const alone = expected.closedMs === 0 && !at.found.preferred && !isStaffed(world, at);
  if (!alone && (expected.ms === null || expected.ms <= over)) return null;
  return { saw: alone ? null : expected.ms, expected };
}

/** Each class answers from its own order how many come before it; where there are too many of them, all that were there before it count. */
const MOST_CLASSES = 64;
const placeOf = (world: World, at: Looked): number =>
  1 + ((world.shelf.byQueue.get(at.item.queue!)?.size ?? 0) > MOST_CLASSES ? at.before : aheadOf(world, at));

/** A call-back is offered once in each queue. */
const isDone = ({ queue, overflow }: Item, then: OverflowAction): boolean =>
  then.kind === 'offerCallback' && overflow.callbacks !== undefined && Object.hasOwn(overflow.callbacks, queue!);

function canAct(world: World, item: Item, then: OverflowAction): boolean {
  if (then.kind === 'queue') return mayGo(item, then.queue) && isQueueOpen(world, then.queue);
  // Nobody waits on the line for a call-back, nor for advice.
  if (then.kind === 'offerCallback') return item.callback === null && aboutOf(item) === null;
  return then.kind !== 'scheduleForOpening' || nextOpening(world, item.queue!) !== null;
}

/** It leaves each queue once, and comes back to none that it has left, so that it never goes round in a circle. */
function mayGo({ queue, overflow }: Item, to: string): boolean {
  const left = overflow.left ?? [];
  return to !== queue && !left.includes(queue!) && !left.includes(to);
}

/** Since when it waits, for its overflow: being handled is no waiting, and a person's choice begins anew. */
const waitsFrom = ({ enqueuedAt, waitsFrom: since }: Pick<Item, 'enqueuedAt' | 'waitsFrom'>): number =>
  Math.max(enqueuedAt ?? 0, since ?? 0);

/** When its wait is looked at next: the instants that have passed have been. */
export function nextOverflowAt(
  { configuration, work }: World,
  item: Pick<Item, 'queue' | 'enqueuedAt' | 'waitsFrom'>,
): number | null {
  const from = waitsFrom(item);
  let next: number | null = null;
  for (const { when } of configuration.queues[item.queue ?? '']?.overflow ?? []) {
    const at = when.kind === 'waitedOver' ? from + when.over : 0;
    if (at > work.upTo && (next === null || at < next)) next = at;
  }
  return next;
}
