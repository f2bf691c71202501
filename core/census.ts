import { waitingIn } from './queue-load.ts';
import type { World } from './world.ts';

/** How much there is of everything now, in numbers that cost nothing to keep asking for. */
export interface Census {
  readonly open: number;
  readonly needingAttention: number;
  readonly waiting: Readonly<Record<string, number>>;
  readonly offers: number;
  /** By intent; `lost` when she has not been heard of, whatever she intended. */
  readonly agents: Readonly<Record<string, number>>;
}

export function census(world: World): Census {
  const queues = Object.keys(world.configuration.queues);
  const waiting = Object.fromEntries(queues.map((queue) => [queue, waitingIn(world, queue)]));
  const agents: Record<string, number> = { available: 0, busy: 0, dnd: 0, away: 0, draining: 0, offline: 0, lost: 0 };
  for (const { connection, intent } of world.agents.values()) {
    const state = connection === 'lost' ? 'lost' : intent;
    agents[state] = (agents[state] ?? 0) + 1;
  }
  return {
    open: world.items.size,
    needingAttention: world.unplaced.size,
    waiting,
    offers: world.offers.size,
    agents,
  };
}
