import type { OverflowAction } from '../configuration/compiled.ts';
import { nextOpening } from '../expected-wait.ts';
import type { Item } from '../item.ts';
import { changeItem } from '../mutate.ts';
import { type Decided, decide, nextOverflowAt } from '../overflow.ts';
import { waitingIn } from '../queue-load.ts';
import { livesUntil } from '../time-to-live.ts';
import { actOnOwn, emit, type World } from '../world.ts';
import { enqueue } from './escalation.ts';
import { settle } from './queueing.ts';
import { NO_TARGETS } from './targets.ts';

type Then<K extends OverflowAction['kind']> = Extract<OverflowAction, { kind: K }>;

/**
 * Looks at what still waits once the batch has been matched, so that nothing overflows that somebody could take at once. Whether
 * anything changed, and the match has to go on.
 */
export function overflow(world: World): boolean {
  if (world.looks.size === 0) return false;
  const { seq } = world;
  const looks = [...world.looks].flatMap(([id, look]) => {
    const item = world.items.get(id);
    return item?.state === 'waiting' ? [{ item, look }] : [];
  });
  world.looks.clear();
  actOnOwn(world, world.work.now, 'overflow');
  // Those that came after an item do not stand in its way, and what is moved here meanwhile comes after all of them.
  const later = new Map<string, number>();
  const count = (queue: string, by: number) => later.set(queue, (later.get(queue) ?? 0) + by);
  for (const { item, look } of looks) if (look.entered) count(item.queue!, 1);
  for (const { item, look } of looks) {
    const queue = item.queue!;
    const others = look.entered ? (later.get(queue) ?? 0) : 1;
    lookAt(world, item, { all: look.all, before: waitingIn(world, queue) - others });
    if (look.entered) count(queue, -1);
    if (world.looks.has(item.id)) count(item.queue!, 1);
  }
  return world.seq > seq;
}

/** Its wait has reached what a rule of its queue allows. */
export function waitedLong(world: World, item: Item): void {
  changeItem(world, item, { overflowAt: nextOverflowAt(world, item) });
  lookAt(world, item, { all: false, before: 0 });
}

/** What leaves it where it is does not answer for later moments, so that hours and its wait are asked about as at any of those. */
function lookAt(world: World, item: Item, at: { all: boolean; before: number }): void {
  const { before } = at;
  for (let { all } = at; ; all = false) {
    const found = world.shelf.classOf(item.id);
    const decided = found === undefined ? null : decide(world, { found, item, before, all });
    if (decided === null) return;
    const { kind } = decided.then;
    if (kind === 'waitForOpening' && !all) return;
    act(world, item, decided);
    if (kind !== 'offerCallback' && kind !== 'waitForOpening') return;
  }
}

function act(world: World, item: Item, decided: Decided): void {
  const { then } = decided;
  switch (then.kind) {
    case 'queue':
      moveOn(world, item, { decided, then });
      break;
    case 'offerCallback':
      offerCallback(world, item, { decided, then });
      break;
    case 'scheduleForOpening':
      schedule(world, item, { decided, then });
      break;
    case 'end':
      end(world, item, { decided, then });
      break;
    case 'waitForOpening':
      break;
  }
}

/** What an event keeps of the decision: the rule as it is written, and what it saw. */
function recorded({ rule, when, saw, then, fallback }: Decided): Record<string, unknown> {
  return { rule, when, ...saw, then, ...(fallback ? { fallback } : {}) };
}

/** With its age. The rules keep to the new queue from here on, as they do when a ladder has moved it. */
function moveOn(world: World, item: Item, { decided, then }: { decided: Decided; then: Then<'queue'> }): void {
  const from = item.queue!;
  emit(world, 'item.overflowed', { item, details: recorded(decided) });
  const payload = { ...item.payload, given: { ...item.payload.given, queue: then.queue } };
  const left = { ...item.overflow, left: [...(item.overflow.left ?? []), from] };
  enqueue(world, item, { reason: 'moved', queue: then.queue, change: { payload, overflow: left } });
}

function offerCallback(
  world: World,
  item: Item,
  { decided, then }: { decided: Decided; then: Then<'offerCallback'> },
): void {
  const callbacks = { ...item.overflow.callbacks, [item.queue!]: then.workstream };
  changeItem(world, item, { overflow: { ...item.overflow, callbacks } });
  emit(world, 'item.callback_offered', { item, details: recorded(decided) });
}

/** Its clocks begin with the opening, unless its age is to be kept; what was promised of it is promised anew then. */
function schedule(
  world: World,
  item: Item,
  { decided, then }: { decided: Decided; then: Then<'scheduleForOpening'> },
): void {
  const notBefore = nextOpening(world, item.queue!)!;
  const { left: _, ...overflowed } = item.overflow;
  const enqueuedAt = then.keepsAge ? item.enqueuedAt : notBefore;
  emit(world, 'item.overflowed', { item, details: recorded(decided) });
  changeItem(world, item, {
    state: 'scheduled',
    notBefore,
    enqueuedAt,
    waitingSince: null,
    nextEscalationAt: null,
    overflowAt: null,
    waitsFrom: notBefore,
    overflow: overflowed,
    timeToLiveEndsAt: livesUntil(world.configuration, item, notBefore),
    ...NO_TARGETS,
  });
  emit(world, 'item.rescheduled', { item, details: { notBefore, enqueuedAt } });
}

function end(world: World, item: Item, { decided, then }: { decided: Decided; then: Then<'end'> }): void {
  emit(world, 'item.overflowed', { item, details: recorded(decided) });
  settle(world, item, 'cancelled', { reason: 'overflow', message: then.message });
}
