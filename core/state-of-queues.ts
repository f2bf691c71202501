import type { ItemClass } from './matching/shelf.ts';
import type { World } from './world.ts';

/** A queue as it is now. `staffed`: agents who serve it, are there and take some channel of their profile. */
export interface QueueView {
  readonly id: string;
  readonly name: string;
  readonly waiting: number;
  readonly longestWaitMs: number;
  readonly staffed: number;
}

export function queueViews(world: World, now: number): QueueView[] {
  return Object.entries(world.configuration.queues).map(([id, { name }]) => {
    const classes = [...(world.shelf.byQueue.get(id) ?? [])];
    const oldest = Math.min(...classes.map(oldestOf), now);
    return {
      id,
      name,
      waiting: classes.reduce((sum, one) => sum + one.items.size, 0),
      longestWaitMs: now - oldest,
      staffed: [...world.agents.values()].filter((agent) => {
        const profile = world.configuration.profiles[agent.profile];
        const there = agent.connection === 'connected' && (profile?.presence[agent.intent].length ?? 0) > 0;
        return there && Object.hasOwn(profile?.queues ?? {}, id);
      }).length,
    };
  });
}

/** Epoch milliseconds. Where the newest come first it is somewhere in the first window. */
function oldestOf({ items, newestFirstWithinMs }: ItemClass): number {
  let oldest = Number.POSITIVE_INFINITY;
  items.walk(({ enqueuedAt }) => {
    oldest = Math.min(oldest, enqueuedAt!);
    return enqueuedAt! - oldest < newestFirstWithinMs;
  });
  return oldest;
}
