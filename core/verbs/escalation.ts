import { isServable } from '../eligibility.ts';
import { inNoHands } from '../gone.ts';
import { classFor } from '../indexes.ts';
import type { Item, Widening } from '../item.ts';
import {
  goesOn,
  ladderAnew,
  ladderOf,
  type NextStep,
  nextEscalationAt,
  nextStep,
  stepsTaken,
  wideningBy,
} from '../ladder.ts';
import { changeItem } from '../mutate.ts';
import { nextOverflowAt } from '../overflow.ts';
import { lookLater } from '../overflowing.ts';
import { livesOnUntil } from '../time-to-live.ts';
import { emit, type World } from '../world.ts';
import { pauseEnded } from './targets.ts';

/** Enters a queue: new, admitted, returned by its agent (age kept) or moved. What its ladder has waiting for it acts at once. */
export function enqueue(
  world: World,
  item: Item,
  at: {
    reason: 'new' | 'admitted' | 'returned' | 'moved';
    queue?: string;
    age?: 'reset';
    /** A person has chosen the queue. */
    byHand?: boolean;
    change?: Partial<Item>;
  },
): void {
  const { now } = world.work;
  const queue = at.queue ?? item.queue;
  // What somebody has had, or wants here, is not sent on for how long the queue is or how long the item has waited before.
  const afresh = at.reason === 'returned' || at.byHand === true;
  const { left: _, ...stayed } = item.overflow;
  const moves = at.reason === 'moved' || at.reason === 'new';
  const continues = at.reason === 'moved' && goesOn(world.configuration, item.queue, queue);
  const change = {
    ...pauseEnded(world, item),
    ...(moves && !continues ? ladderAnew(item) : {}),
    ...(afresh ? { waitsFrom: now, overflow: stayed } : {}),
    ...at.change,
    queue,
    enqueuedAt: at.age === 'reset' ? now : Math.min(item.enqueuedAt ?? now, now),
  };
  changeItem(world, item, {
    ...change,
    state: 'waiting',
    waitingSince: now,
    ...inNoHands(item),
    attention: null,
    timeToLiveEndsAt: livesOnUntil(item, now),
    nextEscalationAt: nextEscalationAt(world.configuration, { ...item, ...change }),
    overflowAt: nextOverflowAt(world, { ...item, ...change }),
  });
  const { reason, age } = at;
  emit(world, 'item.enqueued', {
    item,
    details: { reason, ...(age === undefined ? {} : { age }), ...(continues ? { continues } : {}) },
  });
  lookLater(world, item, { entered: true, all: !afresh });
  climb(world, item);
}

/**
 * Takes every step that is due, in order, each once. The instant on the row may come from a ladder that has been published anew since: the
 * one in force decides. Where nobody at all could take the item as it is, the steps up to the first that changes that are not waited for.
 */
export function climb(world: World, item: Item): void {
  while (item.state === 'waiting') {
    const next = nextStep(world.configuration, item);
    if (next === null) break;
    const ahead = next.at > world.work.upTo ? stepsAhead(world, item, next) : 0;
    if (next.at > world.work.upTo && ahead === 0) break;
    take(world, item, { next, ahead: ahead > 0 });
    for (let left = ahead - 1; left > 0; left -= 1) takeNext(world, item, true);
  }
  if (item.state !== 'waiting') return;
  const due = nextEscalationAt(world.configuration, item);
  if (due !== item.nextEscalationAt) changeItem(world, item, { nextEscalationAt: due });
}

/** By hand: the next step, whenever it would be due. */
export const takeStep = (world: World, item: Item): void => {
  takeNext(world, item, false);
  climb(world, item);
};

function takeNext(world: World, item: Item, ahead: boolean): void {
  const next = item.state === 'waiting' ? nextStep(world.configuration, item) : null;
  if (next !== null) take(world, item, { next, ahead });
}

function take(world: World, item: Item, { next, ahead }: { next: NextStep; ahead: boolean }): void {
  const { step, place } = next;
  const passedOver = place - (item.escalationStep - item.ladderFrom);
  const escalationStep = stepsTaken(item, place);
  const widening = wideningBy(step);
  const climbed = {
    escalationStep,
    raised: item.raised + step.raisePriority,
    ...(widening === null ? {} : { widenings: [...item.widenings, widening] }),
    ...(step.supervisor === null ? {} : { supervisor: step.supervisor }),
  };
  const nextAt = nextEscalationAt(world.configuration, { ...item, ...climbed });
  changeItem(world, item, { ...climbed, nextEscalationAt: nextAt });
  emit(world, 'item.escalated', {
    item,
    details: {
      step: escalationStep,
      raisePriority: step.raisePriority,
      ...(passedOver === 0 ? {} : { passedOver }),
      ...(ahead ? { ahead } : {}),
      ...(widening === null ? {} : { widening }),
    },
  });
  alert(world, item, { step, last: nextAt === null });
  if (step.moveTo !== null) moveTo(world, item, step.moveTo);
}

/** Supervisors hear of it when a step says so, and when nothing is left that the ladder could do. */
function alert(world: World, item: Item, { step, last }: { step: NextStep['step']; last: boolean }): void {
  if (!step.alert && step.supervisor === null && !last) return;
  const to = step.supervisor ?? 'supervisors';
  emit(world, 'item.alerted', { item, details: { to, step: item.escalationStep, ...(last ? { last } : {}) } });
}

/** The rules keep to the new queue from here on, as they do when a person chooses it. */
function moveTo(world: World, item: Item, { queue, keepsAge }: NonNullable<NextStep['step']['moveTo']>): void {
  if (queue === item.queue) return;
  const payload = { ...item.payload, given: { ...item.payload.given, queue } };
  enqueue(world, item, { reason: 'moved', queue, change: { payload }, ...(keepsAge ? {} : { age: 'reset' }) });
}

/** How many steps to take at once because nobody at all could take the item before the last of them; 0 when somebody can, or never will. */
function stepsAhead(world: World, item: Item, next: NextStep): number {
  const found = world.shelf.classOf(item.id);
  if (found === undefined || isServable(world, { found, item })) return 0;
  const ladder = ladderOf(world.configuration, item);
  let widenings: readonly Widening[] = item.widenings;
  for (let place = next.place; place < ladder.length; place += 1) {
    const { moveTo } = ladder[place]!;
    const widening = wideningBy(ladder[place]!);
    if (widening !== null) widenings = [...widenings, widening];
    const then = { ...item, widenings, escalationStep: stepsTaken(item, place) };
    // Behind a move begins the ladder of another queue.
    if (moveTo !== null) return helps(world, inQueue(world, then, moveTo)) ? place - next.place + 1 : 0;
    if (widening !== null && isServable(world, { found: classFor(world, then), item: then }))
      return place - next.place + 1;
  }
  return 0;
}

/** The item as it would be once it has been moved. */
function inQueue(world: World, item: Item, { queue, keepsAge }: NonNullable<NextStep['step']['moveTo']>): Item {
  const continues = goesOn(world.configuration, item.queue, queue);
  const anew = continues ? {} : ladderAnew(item);
  return { ...item, ...anew, queue, enqueuedAt: keepsAge ? item.enqueuedAt : world.work.now };
}

/** Whether somebody could take it there, and it would not be sent on at once. */
function helps(world: World, item: Item): boolean {
  if (!isServable(world, { found: classFor(world, item), item })) return false;
  let then: Item = item;
  for (let next = nextStep(world.configuration, then); next !== null; next = nextStep(world.configuration, then)) {
    if (next.at > world.work.now) break;
    if (next.step.moveTo !== null && next.step.moveTo.queue !== item.queue) return false;
    then = { ...then, escalationStep: stepsTaken(then, next.place) };
  }
  return true;
}
