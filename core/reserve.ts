import type { Agent } from './agent.ts';
import { costAt, freeAt, movingConditions, narrow, standingOf, type Waiting } from './eligibility.ts';
import type { Item } from './item.ts';
import { Bits } from './matching/bits.ts';
import type { ItemClass } from './matching/shelf.ts';
import { keepFree } from './mutate.ts';
import { byText, orderKey } from './order.ts';
import type { World } from './world.ts';

/** An overdue item, and among whom to look for her who could be kept free for it. */
interface Head extends Waiting {
  readonly among: Bits;
}

/**
 * Keeps an agent free for each overdue big item that finds nobody with room; says whether any was kept. An item takes her over from
 * one that comes later in her order, or an endless stream of middling items would starve the big one.
 */
export function reserve(world: World): boolean {
  let kept = false;
  while (world.unreserved.size > 0 || world.freed.size > 0) {
    const heads = overdueHeads(world).sort(byUrgency);
    world.unreserved.clear();
    world.freed.clear();
    for (const head of heads) {
      const agent = nearestToFitting(world, head);
      if (agent === null) continue;
      const displaced = agent.keptFor === null ? undefined : world.shelf.classOf(agent.keptFor);
      keepFree(world, agent, head.item);
      if (displaced !== undefined) world.unreserved.add(displaced);
      kept = true;
    }
  }
  return kept && (world.fresh.size > 0 || world.awake.size > 0);
}

/** A class that changed looks among everyone. The others had found nobody, so that only an agent who changed can be new to them. */
function overdueHeads(world: World): Head[] {
  const heads: Head[] = [];
  for (const found of world.unreserved) addHead(world, heads, { found, among: world.roster.everyone });
  const among = new Bits();
  const queues = new Set<string>();
  for (const id of world.freed) {
    const agent = world.agents.get(id);
    if (agent === undefined) continue;
    among.set(world.roster.slotOf(id));
    for (const queue in world.configuration.profiles[agent.profile]?.queues) queues.add(queue);
  }
  const open = new Set(among.isEmpty() ? [] : world.shelf.widened);
  for (const queue of queues) for (const found of world.shelf.byQueue.get(queue) ?? []) open.add(found);
  for (const found of open) if (!world.unreserved.has(found)) addHead(world, heads, { found, among });
  return heads;
}

function addHead(world: World, heads: Head[], { found, among }: { found: ItemClass; among: Bits }): void {
  const item = firstWaiting(found);
  if (item === undefined || found.pick || found.overtakable.length === 0) return;
  if (world.keptBy.has(item.id) || !isOverdue(world, item)) return;
  if (standingOf(world, { found, item }).reservable.meets(among)) heads.push({ found, item, among });
}

/** Before it may stand some that are asked for already and may be asked for more. */
function firstWaiting(found: ItemClass): Item | undefined {
  let first: Item | undefined;
  found.items.walk((item) => {
    if (item.state === 'waiting') first = item;
    return first === undefined;
  });
  return first;
}

const byUrgency = (a: Head, b: Head): number =>
  orderKey(a.item, a.found) - orderKey(b.item, b.found) || byText(a.item.id, b.item.id);

function isOverdue(world: World, item: Item): boolean {
  const { reserveAfterMs } = world.configuration.workstreams[item.workstream]!;
  return item.waitingSince !== null && world.work.now - item.waitingSince >= reserveAfterMs;
}

function nearestToFitting(world: World, { found, item, among }: Head): Agent | null {
  const left = new Bits().copyFrom(standingOf(world, { found, item }).reservable);
  left.and(among);
  for (const condition of movingConditions(world, { found, item })) {
    if (condition.reason !== 'full') narrow(world, condition, { found, item, left });
  }
  let nearest = -1;
  const missing = (slot: number): number => costAt(world, found, slot) - freeAt(world, found, slot);
  // Places are in the order of ids: of two who are as near, the first is taken.
  for (const slot of left) {
    if (nearest < 0 || missing(slot) < missing(nearest)) nearest = slot;
  }
  return nearest < 0 ? null : world.roster.agentAt(nearest);
}
