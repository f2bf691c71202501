import type { Agent } from './agent.ts';
import { candidates, effectiveKey, firstMoving, keepsApart, pairOf, standingOf } from './eligibility.ts';
import { ruledOut } from './explain/ruled-out.ts';
import { continueWork } from './interruption.ts';
import type { Item } from './item.ts';
import { Heap } from './matching/heap.ts';
import type { ItemClass, Reason } from './matching/shelf.ts';
import { orderKey, type Pair } from './order.ts';
import { alertQueues } from './queue-alerts.ts';
import { reserve } from './reserve.ts';
import { acceptOffer, makeOffer } from './verbs/offers.ts';
import { overflow } from './verbs/overflow.ts';
import { actOnOwn, type World } from './world.ts';

/** Where a best pair comes from: it can only get worse while offers are made, so it is looked at again when it is taken. */
interface Candidate {
  readonly pair: Pair;
  readonly again: () => Pair | null;
  /** The last event when it was found: nothing has changed while there is no later one. */
  readonly seq: number;
}

/**
 * Gives out work greedily in the documented order until no eligible pair is left. Only classes and agents that changed since the
 * last match are looked at: between two matches no pair exists anywhere else. What then still waits in a queue that is full or closed
 * may be sent on, and is given out where it comes.
 */
export function match(world: World, now: number): void {
  actOnOwn(world, now, 'match');
  const heap = new Heap<Candidate>((a, b) => world.order.pairs(a.pair, b.pair));
  for (;;) {
    wake(world, heap);
    const next = heap.pop();
    if (next === undefined) {
      if (reserve(world)) continue;
      if (!overflow(world)) break;
      actOnOwn(world, now, 'match');
      continue;
    }
    const pair = next.seq === world.seq ? next.pair : next.again();
    if (pair === null) continue;
    // The same pair with a worse score (fewer free units, a later turn) has to queue up again.
    if (pair === next.pair || world.order.pairs(pair, next.pair) === 0) give(world, pair);
    push(world, heap, next.again);
  }
  // Last: what waits and may interrupt it would do so again at once.
  continueWork(world);
  alertQueues(world);
}

function wake(world: World, heap: Heap<Candidate>): void {
  for (const found of world.fresh) push(world, heap, () => bestForClass(world, found));
  for (const id of world.awake) {
    const agent = world.agents.get(id);
    if (agent !== undefined) push(world, heap, () => bestForAgent(world, agent));
  }
  world.fresh.clear();
  world.awake.clear();
}

function push(world: World, heap: Heap<Candidate>, again: () => Pair | null): void {
  const pair = again();
  if (pair !== null) heap.push({ pair, again, seq: world.seq });
}

function bestForClass(world: World, found: ItemClass): Pair | null {
  let best: Pair | null = null;
  // A calendar that opens renews every class of its queue, those that are only picked too.
  if (found.pick) return null;
  found.items.walk((item) => {
    if (best !== null && orderKey(item, found) > best.effectiveKey) return false;
    // Whoever has no room for the oldest, or may not help yet, can do no more for the others.
    const { allowed, open } = standingOf(world, { found, item });
    if (!allowed.meets(found.room)) return mayOthers(found, open);
    best = better(world, best, bestAgent(world, found, item));
    // Only a refusal, an open offer or her own question keeps an agent from the oldest who may take a younger one, and she may come first with it.
    return keepsApart(world, item) || mayOthers(found, open);
  });
  return best;
}

function better(world: World, best: Pair | null, other: Pair | null): Pair | null {
  return other !== null && (best === null || world.order.pairs(other, best) < 0) ? other : best;
}

function bestAgent(world: World, found: ItemClass, item: Item): Pair | null {
  let best: Pair | null = null;
  for (const slot of candidates(world, { found, item })) {
    best = better(world, best, pairOf(world, { found, item, slot }));
  }
  return best;
}

/** What an agent would be offered first: the most urgent that nothing keeps from her. */
export function bestForAgent(world: World, agent: Agent): Pair | null {
  const queues = world.configuration.profiles[agent.profile]?.queues;
  let best: Pair | null = null;
  if (queues === undefined || world.agents.get(agent.id) !== agent) return null;
  const slot = world.roster.slotOf(agent.id);
  const look = (found: ItemClass): boolean => {
    const oldest = { found, item: found.items.first()!, slot };
    if (best !== null && effectiveKey(world, oldest) > best.effectiveKey) return false;
    const item = found.pick || !found.room.has(slot) ? null : firstFor(world, found, slot);
    if (item !== null) best = better(world, best, pairOf(world, { found, item, slot }));
    return true;
  };
  for (const queue in queues) world.shelf.byQueue.get(queue)?.walk(look);
  for (const found of world.shelf.widened) if (!Object.hasOwn(queues, found.queue)) look(found);
  return best;
}

/** Where the newest come first, one that comes later may have waited for longer, and more may help with it. */
const mayOthers = ({ newestFirstWithinMs, tiers }: ItemClass, open: number): boolean =>
  newestFirstWithinMs > 0 && open < tiers.length;

/** What keeps her from one item of a class and not from the next. */
const APART: readonly Reason[] = ['asker', 'back_off', 'asked'];

/** The oldest that the agent at `slot` may take. */
function firstFor(world: World, found: ItemClass, slot: number): Item | null {
  let first: Item | null = null;
  found.items.walk((item) => {
    const { allowed, open } = standingOf(world, { found, item });
    if (!allowed.has(slot)) return mayOthers(found, open);
    const failed = firstMoving(world, { found, item, slot });
    if (failed === null) first = item;
    return failed !== null && APART.includes(failed.reason);
  });
  return first;
}

function give(world: World, { item, agent, effectiveKey, widening }: Pair): void {
  const found = world.shelf.classOf(item.id)!;
  const considered = world.agents.size;
  const details = { key: effectiveKey, widening, considered, ruledOut: ruledOut(world, { found, item }) };
  const offer = makeOffer(world, item, { agent, manual: false, details });
  const { profiles, workstreams } = world.configuration;
  const mode = profiles[agent.profile]!.mode ?? workstreams[item.workstream]!.mode;
  if (mode === 'auto-accept') acceptOffer(world, offer);
}
