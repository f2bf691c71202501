import type { Item } from './item.ts';
import { noteWaiting } from './queue-alerts.ts';
import type { World } from './world.ts';

/** What a queue has at this moment, counted as its items change; a takeover counts it anew from rows. */
export interface QueueLoad {
  /** In state `waiting`. */
  waiting: number;
  /** In state `assigned`. */
  inHand: number;
  /** The sum of the instants since which they are in hand, in milliseconds after `ORIGIN`. */
  since: number;
}

/** Instants are summed up from here, so that thousands of them stay exact in a double. */
const ORIGIN = 1_750_000_000_000;

export const countIn = (world: World, item: Item): void => count(world, item, 1);
/** Before the item changes. */
export const countOut = (world: World, item: Item): void => count(world, item, -1);

function count(world: World, { queue, state, assignedAt, enqueuedAt }: Item, by: 1 | -1): void {
  const { loads } = world;
  if (queue === null || (state !== 'waiting' && state !== 'assigned')) return;
  const load = loads.get(queue) ?? { waiting: 0, inHand: 0, since: 0 };
  if (state === 'waiting') {
    load.waiting += by;
    noteWaiting(world, queue, by === 1 ? { enqueuedAt: enqueuedAt! } : null);
  } else {
    load.inHand += by;
    load.since += by * (assignedAt! - ORIGIN);
  }
  if (load.waiting === 0 && load.inHand === 0) loads.delete(queue);
  else loads.set(queue, load);
}

export const waitingIn = ({ loads }: World, queue: string): number => loads.get(queue)?.waiting ?? 0;

/** How many are in hand, and for how long so far on average, in milliseconds; `null` where none is. */
export function inHandOf({ loads, work }: World, queue: string): { inHand: number; meanMs: number } | null {
  const load = loads.get(queue);
  if (load === undefined || load.inHand === 0) return null;
  const { inHand, since } = load;
  return { inHand, meanMs: Math.max(0, work.now - ORIGIN - since / inHand) };
}
