import { nextChange } from './calendar/calendar.ts';
import { inHandOf } from './queue-load.ts';
import type { World } from './world.ts';

/** How long an item at a place of a queue is expected to wait, and what that is made of. Milliseconds. */
export interface ExpectedWait {
  /** `null`: nothing tells, since nobody has anything of the queue in hand. */
  readonly ms: number | null;
  /** From 1 on. */
  readonly place: number;
  readonly inHand: number;
  /** How long what is in hand has been so, on average. */
  readonly meanMs: number;
  /** Until the queue opens; 0 while it is open. */
  readonly closedMs: number;
}

/**
 * Its place, divided by the pace at which the queue is worked off now: what is in hand, by how long it has been so. By Little's law that is
 * how many come into hands in a unit of time, whatever else those hands do. While a queue is closed it cannot be less than the time until it opens.
 */
export function expectedWait(world: World, queue: string, place: number): ExpectedWait {
  const pace = inHandOf(world, queue);
  const closedMs = untilOpen(world, queue);
  const worked = pace === null ? null : Math.round((place * pace.meanMs) / pace.inHand);
  const ms = worked === null ? (closedMs === 0 ? null : closedMs) : worked + closedMs;
  return { ms, place, inHand: pace?.inHand ?? 0, meanMs: Math.round(pace?.meanMs ?? 0), closedMs };
}

export function isQueueOpen({ configuration, roster }: World, queue: string): boolean {
  const hours = configuration.queues[queue]?.hours ?? null;
  return hours === null || roster.isOpen(hours);
}

function untilOpen(world: World, queue: string): number {
  if (isQueueOpen(world, queue)) return 0;
  const at = nextOpening(world, queue);
  return at === null ? 0 : Math.max(0, at - world.work.now);
}

/** When the queue opens next, also while it is open; epoch milliseconds, `null` where it has no hours or does not open within 400 days. */
export function nextOpening({ configuration, roster, turns, openings }: World, queue: string): number | null {
  const hours = configuration.queues[queue]?.hours ?? null;
  const calendar = hours === null ? undefined : configuration.calendars[hours];
  const turn = turns.get(hours ?? '');
  if (hours === null || calendar === undefined || turn === undefined) return null;
  if (!roster.isOpen(hours)) return turn;
  // Time zones are slow, and thousands may ask at once.
  const known = openings.get(hours);
  if (known !== undefined) return known;
  const at = nextChange(calendar, turn);
  openings.set(hours, at);
  return at;
}
