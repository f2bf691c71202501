import { aboutOf, type Item } from './item.ts';
import type { World } from './world.ts';

/** Item → its open consults. Follows from rows. */
export type Consults = Map<string, Set<string>>;

export function noteConsult({ consults }: World, item: Item): void {
  const about = aboutOf(item);
  if (about !== null) consults.set(about, (consults.get(about) ?? new Set()).add(item.id));
}

export function forgetConsult({ consults }: World, item: Item): void {
  const about = aboutOf(item) ?? '';
  const own = consults.get(about);
  own?.delete(item.id);
  if (own?.size === 0) consults.delete(about);
}

/** By their ids, which is the order in which they were asked for. */
export const consultsOf = ({ items, consults }: World, about: string): Item[] =>
  [...(consults.get(about) ?? [])].sort().map((id) => items.get(id)!);

/** Whether an agent has asked for this advice: she has the item that it is about. */
export const isAsker = ({ items }: World, consult: Item, agent: string): boolean =>
  items.get(aboutOf(consult) ?? '')?.agentId === agent;
