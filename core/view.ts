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

export function agentView(world: World, agent: Agent): AgentView {
  const held = { offered: 0, active: 0, wrappingUp: 0 };
  let interrupted = 0;
  for (const holding of world.holdings.get(agent.id)?.values() ?? []) {
    if (holding.interrupted) interrupted += 1;
    else held[holding.kind] += holding.units;
  }
  return { ...agent, units: unitsOf(world, agent), held, interrupted };
}
