import type { Agent } from './agent.ts';
import { smallestCost } from './configuration/smallest-cost.ts';
import { candidates, conditions, firstFailing, isBackedOff, pairOf } from './eligibility.ts';
import { ruledOut } from './explanation.ts';
import type { Item } from './item.ts';
import { Bits } from './matching/bits.ts';
import { Heap } from './matching/heap.ts';
import type { ItemClass } from './matching/shelf.ts';
import { keepFree, makeOffer } from './mutate.ts';
import { byText, comparePairs, orderKey, type Pair } from './order.ts';
import { acceptOffer } from './verbs/offers.ts';
import { freeUnits, unitsOf, type World } from './world.ts';

/** Where a best pair comes from: it can only get worse while offers are made, so it is looked at again when it is taken. */
interface Candidate {
  readonly pair: Pair;
  readonly again: () => Pair | null;
}

/**
 * Gives out work greedily in the documented order until no eligible pair is left. Only classes and agents that changed since the
 * last match are looked at: between two matches no pair exists anywhere else.
 */
export function match(world: World, now: number): void {
  Object.assign(world.work, { now, actor: 'engine', cause: 'match' });
  const heap = new Heap<Candidate>((a, b) => comparePairs(a.pair, b.pair));
  for (;;) {
    wake(world, heap);
    const next = heap.pop();
    if (next === undefined) {
      if (!reserve(world)) return;
      continue;
    }
    const pair = next.again();
    if (pair === null) continue;
    // The same pair with a worse score (fewer free units, a later turn) has to queue up again.
    if (comparePairs(pair, next.pair) === 0) give(world, pair);
    push(heap, next.again);
  }
}

function wake(world: World, heap: Heap<Candidate>): void {
  for (const found of world.fresh) push(heap, () => bestForClass(world, found));
  for (const id of world.awake) {
    const agent = world.agents.get(id);
    if (agent !== undefined) push(heap, () => bestForAgent(world, agent));
  }
  world.fresh.clear();
  world.awake.clear();
}

function push(heap: Heap<Candidate>, again: () => Pair | null): void {
  const pair = again();
  if (pair !== null) heap.push({ pair, again });
}

function bestForClass(world: World, found: ItemClass): Pair | null {
  let best: Pair | null = null;
  for (const item of found.items) {
    if (best !== null && orderKey(item, found) > best.effectiveKey) return best;
    const pair = bestAgent(world, found, item);
    if (pair !== null && (best === null || comparePairs(pair, best) < 0)) best = pair;
    // Only a back-off keeps an agent from the oldest who may take a younger one, and she may come first with it.
    if (!isBackedOff(item, world.work.now)) return best;
  }
  return best;
}

function bestAgent(world: World, found: ItemClass, item: Item): Pair | null {
  let best: Pair | null = null;
  for (const slot of candidates(world, found, item)) {
    const pair = pairOf(world, found, { item, agent: world.roster.agentAt(slot) });
    if (best === null || comparePairs(pair, best) < 0) best = pair;
  }
  return best;
}

function bestForAgent(world: World, agent: Agent): Pair | null {
  const queues = world.configuration.profiles[agent.profile]?.queues;
  let best: Pair | null = null;
  if (queues === undefined || world.agents.get(agent.id) !== agent) return null;
  for (const queue of Object.keys(queues)) {
    for (const found of world.shelf.byQueue.get(queue) ?? []) {
      const pair = found.pick ? null : firstOf(world, found, agent);
      if (pair !== null && (best === null || comparePairs(pair, best) < 0)) best = pair;
    }
  }
  return best;
}

function firstOf(world: World, found: ItemClass, agent: Agent): Pair | null {
  for (const item of found.items) {
    const failed = firstFailing(world, { found, item, agent });
    if (failed === null) return pairOf(world, found, { item, agent });
    if (failed.reason !== 'back_off') return null;
  }
  return null;
}

function give(world: World, { item, agent, effectiveKey, widening }: Pair): void {
  const found = world.shelf.classOf(item.id)!;
  const details = { key: effectiveKey, widening, ruledOut: ruledOut(world, found, item) };
  const offer = makeOffer(world, item, { agent, manual: false, details });
  if (world.configuration.workstreams[item.workstream]!.mode === 'auto-accept') acceptOffer(world, offer);
}

/**
 * Keeps an agent free for each overdue big item that finds nobody with room; says whether any was kept. An item takes her over from
 * one that comes later in her order, or an endless stream of middling items would starve the big one.
 */
function reserve(world: World): boolean {
  let kept = false;
  while (world.unreserved.size > 0) {
    const heads = [...world.unreserved].flatMap((found) => overdueHead(world, found)).sort(byUrgency);
    world.unreserved.clear();
    for (const { found, item } of heads) {
      const agent = nearestToFitting(world, found, item);
      if (agent === null) continue;
      const displaced = agent.keptFor === null ? undefined : world.shelf.classOf(agent.keptFor);
      keepFree(world, agent, item);
      if (displaced !== undefined) world.unreserved.add(displaced);
      kept = true;
    }
  }
  return kept && (world.fresh.size > 0 || world.awake.size > 0);
}

interface Head {
  readonly found: ItemClass;
  readonly item: Item;
}

function overdueHead(world: World, found: ItemClass): Head[] {
  const item = found.items.first();
  return item === undefined || found.pick || world.keptBy.has(item.id) || !isOverdue(world, item)
    ? []
    : [{ found, item }];
}

const byUrgency = (a: Head, b: Head): number =>
  orderKey(a.item, a.found) - orderKey(b.item, b.found) || byText(a.item.id, b.item.id);

function isOverdue(world: World, item: Item): boolean {
  const { reserveAfterMs } = world.configuration.workstreams[item.workstream]!;
  return item.waitingSince !== null && world.work.now - item.waitingSince >= reserveAfterMs;
}

function nearestToFitting(world: World, found: ItemClass, item: Item): Agent | null {
  const left = new Bits().copyFrom(world.roster.everyone);
  for (const { reason, allowed } of conditions(world, found, item)) if (reason !== 'full') left.and(allowed);
  let nearest: { agent: Agent; free: number } | null = null;
  for (const slot of left) {
    const agent = world.roster.agentAt(slot);
    if (unitsOf(world, agent) < item.cost || !mayBeOvertaken(world, agent, item)) continue;
    const free = freeUnits(world, agent);
    if (nearest === null || free > nearest.free || (free === nearest.free && agent.id < nearest.agent.id)) {
      nearest = { agent, free };
    }
  }
  return nearest?.agent ?? null;
}

/** Where nothing smaller can come in, waiting in order is enough and nobody need be kept free. */
const mayBeOvertaken = (world: World, agent: Agent, item: Item): boolean =>
  smallestCost(world.configuration, agent.profile) < item.cost;
