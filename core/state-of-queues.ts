import type { Agent } from './agent.ts';
import { expectedWait, isQueueOpen } from './expected-wait.ts';
import type { ItemClass } from './matching/shelf.ts';
import { waitingIn } from './queue-load.ts';
import { hasRoom } from './room.ts';
import type { World } from './world.ts';

/** A queue as it is now. `staffed`: agents who serve it, are there and take some channel of their profile. */
export interface QueueView {
  readonly id: string;
  readonly name: string;
  readonly waiting: number;
  readonly longestWaitMs: number;
  /** How long an item that came now would be expected to wait, in milliseconds; `null` while nothing tells. */
  readonly expectedWaitMs: number | null;
  readonly staffed: number;
}

export function queueViews(world: World, now: number): QueueView[] {
  return Object.entries(world.configuration.queues).map(([id, { name }]) => {
    const classes = [...(world.shelf.byQueue.get(id) ?? [])];
    const waiting = waitingIn(world, id);
    const staff = [...world.agents.values()].filter((agent) => serves(world, agent, id));
    const atOnce = waiting === 0 && isQueueOpen(world, id) && staff.some((agent) => mayTakeMore(world, agent));
    return {
      id,
      name,
      waiting,
      longestWaitMs: now - Math.min(...classes.map(oldestOf), now),
      expectedWaitMs: atOnce ? 0 : expectedWait(world, id, waiting + 1).ms,
      staffed: staff.length,
    };
  });
}

function serves({ configuration }: World, { profile: name, connection, intent }: Agent, queue: string): boolean {
  const profile = configuration.profiles[name];
  const there = connection === 'connected' && (profile?.presence[intent].length ?? 0) > 0;
  return there && Object.hasOwn(profile?.queues ?? {}, queue);
}

/** Something of what her channels usually cost. */
function mayTakeMore(world: World, agent: Agent): boolean {
  const { profiles, channels } = world.configuration;
  return profiles[agent.profile]!.presence[agent.intent].some((channel) =>
    hasRoom(world, agent, { channel, cost: channels[channel]?.cost ?? 1, ignoresMatrix: false }),
  );
}

/** Since when it is that the one waits that has waited longest, in epoch milliseconds; `null` where none does. */
export function longestWaitSince({ shelf }: World, queue: string): number | null {
  const oldest = Math.min(...[...(shelf.byQueue.get(queue) ?? [])].map(oldestOf));
  return Number.isFinite(oldest) ? oldest : null;
}

/** Epoch milliseconds. Where the newest come first it is somewhere in the first window. */
function oldestOf({ items, newestFirstWithinMs }: ItemClass): number {
  let oldest = Number.POSITIVE_INFINITY;
  items.walk(({ enqueuedAt, state }) => {
    // One that is offered is on the shelf too while more may be asked.
    if (state !== 'waiting') return true;
    oldest = Math.min(oldest, enqueuedAt!);
    return enqueuedAt! - oldest < newestFirstWithinMs;
  });
  return oldest;
}
