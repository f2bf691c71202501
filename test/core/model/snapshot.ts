import type { Agent } from '../../../core/agent.ts';
import type { Configuration } from '../../../core/configuration/compiled.ts';
import type { Event } from '../../../core/event.ts';
import type { Item } from '../../../core/item.ts';
import type { Offer } from '../../../core/offer.ts';
import { heldBy } from '../../../core/view.ts';
import type { World } from '../../../core/world.ts';
import { rowCopy } from './copy.ts';

export interface Balance {
  readonly offered: number;
  readonly active: number;
  readonly wrappingUp: number;
  /** Items, not units. */
  readonly interrupted: number;
}

/** What can be seen of a world from outside: copied rows, and the balance of each agent as the world reports it. */
export interface Snapshot {
  readonly configuration: Configuration;
  readonly items: Map<string, Item>;
  readonly agents: Map<string, Agent>;
  readonly offers: Map<string, Offer>;
  readonly balances: Map<string, Balance>;
}

/** One batch: commands at one instant, then one match. */
export interface Step {
  readonly now: number;
  /** After the commands, before the match. */
  readonly applied: Snapshot;
  readonly after: Snapshot;
  readonly events: readonly Event[];
  readonly matched: readonly Event[];
}

/** `last`: an earlier picture; a row of which nothing has changed since is the one of then. */
const copies = <T extends object>(rows: ReadonlyMap<string, T>, last?: ReadonlyMap<string, T>): Map<string, T> => {
  const found = new Map<string, T>();
  for (const [id, row] of rows) found.set(id, rowCopy(row, last?.get(id)));
  return found;
};

export const copyOf = (of: Snapshot): Snapshot => ({
  configuration: of.configuration,
  items: copies(of.items),
  agents: copies(of.agents),
  offers: copies(of.offers),
  balances: new Map(of.balances),
});

function balanceOf(world: World, { id }: Agent): Balance {
  const { held, interrupted } = heldBy(world, id);
  return { ...held, interrupted };
}

export const snapshot = (world: World, last?: Snapshot): Snapshot => ({
  configuration: world.configuration,
  items: copies(world.items, last?.items),
  agents: copies(world.agents, last?.agents),
  offers: copies(world.offers, last?.offers),
  balances: new Map([...world.agents.values()].map((agent) => [agent.id, balanceOf(world, agent)])),
});
