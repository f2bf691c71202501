import type { Item } from './item.ts';
import { byText } from './order.ts';
import type { World } from './world.ts';

/** Which agent has paused what: such items hold nothing, so they are in nobody's hands. Follows from rows. */
export type PausedBy = Map<string, Set<string>>;

export function notePaused({ pausedBy }: World, { id, agentId, state }: Item): void {
  if (state !== 'paused' || agentId === null) return;
  pausedBy.set(agentId, (pausedBy.get(agentId) ?? new Set()).add(id));
}

export function forgetPaused({ pausedBy }: World, { id, agentId, state }: Item): void {
  if (state !== 'paused' || agentId === null) return;
  const own = pausedBy.get(agentId);
  own?.delete(id);
  if (own?.size === 0) pausedBy.delete(agentId);
}

/** By their ids, which is the order in which they came in. */
export const pausedOf = ({ items, pausedBy }: World, agentId: string): Item[] =>
  [...(pausedBy.get(agentId) ?? [])].sort(byText).map((id) => items.get(id)!);
