import type { Agent } from './agent.ts';
import type { Item } from './item.ts';
import { Bits } from './matching/bits.ts';
import type { Condition, ItemClass } from './matching/shelf.ts';
import { comparePairs, handicapMs, methodScore, orderKey, type Pair } from './order.ts';
import { freeUnits, type World } from './world.ts';

/**
 * The conditions of one item in the documented order, as bitsets. Their intersection is who may take it; their successive
 * differences are who was ruled out by what. There is no second rule path.
 */
export function* conditions(world: World, found: ItemClass, item: Item): IterableIterator<Condition> {
  yield* found.before;
  yield { reason: 'delay', allowed: pastDelay(world, found, item) };
  yield* found.after;
  if (found.agent !== null) yield { reason: 'named_agent', allowed: only(world, found.agent) };
  yield { reason: 'full', allowed: found.room };
  const waitingOut = Object.entries(item.backOffs).filter(([, one]) => one.until > world.work.now);
  if (waitingOut.length > 0)
    yield {
      reason: 'back_off',
      allowed: without(
        world,
        waitingOut.map(([agent]) => agent),
      ),
    };
  const kept = keptFromThis(world, found, item);
  if (kept.length > 0) yield { reason: 'kept_free', allowed: without(world, kept) };
}

/** Who may take the item now. */
export function candidates(world: World, found: ItemClass, item: Item): Bits {
  const left = new Bits().copyFrom(world.roster.everyone);
  for (const { allowed } of conditions(world, found, item)) if (!left.and(allowed)) break;
  return left;
}

/** The same for one agent: the first condition that she fails, or `null`. */
export function firstFailing(world: World, at: { found: ItemClass; item: Item; agent: Agent }): Condition | null {
  const slot = world.roster.slotOf(at.agent.id);
  for (const condition of conditions(world, at.found, at.item)) if (!condition.allowed.has(slot)) return condition;
  return null;
}

export const isBackedOff = (item: Item, now: number): boolean =>
  Object.values(item.backOffs).some((one) => one.until > now);

export function pairOf(world: World, found: ItemClass, at: { item: Item; agent: Agent }): Pair {
  const { item, agent } = at;
  const profile = world.configuration.profiles[agent.profile]!;
  return {
    item,
    agent,
    effectiveKey: orderKey(item, found) + handicapMs(profile, found.queue),
    widening: found.unwidened.length === 0 ? 0 : widening(world, found, agent),
    score: methodScore(found.method, { item, agent, profile, freeUnits: () => freeUnits(world, agent) }),
  };
}

/** 0 for who has every skill that was relaxed away. */
function widening(world: World, found: ItemClass, agent: Agent): number {
  const slot = world.roster.slotOf(agent.id);
  return found.unwidened.every((bits) => bits.has(slot)) ? 0 : 1;
}

function pastDelay(world: World, found: ItemClass, item: Item): Bits {
  const waited = world.work.now - (item.enqueuedAt ?? world.work.now);
  const allowed = new Bits();
  for (const tier of found.tiers) if (waited >= tier.afterMs) allowed.or(tier.agents);
  return allowed;
}

function only(world: World, agentId: string): Bits {
  const allowed = new Bits();
  const slot = world.roster.slotOf(agentId);
  if (slot >= 0) allowed.set(slot);
  return allowed;
}

function without(world: World, agentIds: readonly string[]): Bits {
  const allowed = new Bits().copyFrom(world.roster.everyone);
  for (const id of agentIds) {
    const slot = world.roster.slotOf(id);
    if (slot >= 0) allowed.clear(slot);
  }
  return allowed;
}

/** Agents who are kept free for an item that comes before this one in their order. */
function keptFromThis(world: World, found: ItemClass, item: Item): string[] {
  const kept: string[] = [];
  for (const [itemId, agentId] of world.keptBy) {
    const agent = world.agents.get(agentId);
    const other = world.items.get(itemId);
    const otherClass = world.shelf.classOf(itemId);
    if (itemId === item.id || agent === undefined || other === undefined || otherClass === undefined) continue;
    if (world.configuration.profiles[agent.profile] === undefined) continue;
    const mine = pairOf(world, found, { item, agent });
    if (comparePairs(mine, pairOf(world, otherClass, { item: other, agent })) > 0) kept.push(agentId);
  }
  return kept;
}
