import type { Agent } from './agent.ts';
import type { Item } from './item.ts';
import { itemKey } from './order.ts';
import type { AgentView, ItemView } from './outcome.ts';
import { unitsOf } from './room.ts';
import { openOffers, type World } from './world.ts';

/** Copies of live rows with what is derived from them, as they are now. */
export function itemView(world: World, item: Item): ItemView {
  const offers = openOffers(world, item.id).map((offer) => ({ ...offer }));
  return { ...item, offers, key: itemKey(world.configuration, item) };
}

/** What an agent has in hand, in units by what she does with it; what she has been interrupted in takes none, and is counted. */
export function heldBy(world: World, agentId: string): Pick<AgentView, 'held' | 'interrupted'> {
  const held = { offered: 0, active: 0, wrappingUp: 0 };
  let interrupted = 0;
  for (const holding of world.holdings.get(agentId)?.values() ?? []) {
    if (holding.interrupted) interrupted += 1;
    else held[holding.kind] += holding.units;
  }
  return { held, interrupted };
}

export const agentView = (world: World, agent: Agent): AgentView => ({
  ...agent,
  units: unitsOf(world, agent),
  ...heldBy(world, agent.id),
});
