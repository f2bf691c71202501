import type { Agent } from './agent.ts';
import { forgetCallback, noteCallback } from './callback/bookings.ts';
import { type Holding, holdingOf, needOf } from './capacity.ts';
import { deadlinesOf, graceMs } from './deadline.ts';
import { atOnce, type Item, ignoresMatrix } from './item.ts';
import { makeClass } from './matching/make-class.ts';
import type { ItemClass, Way } from './matching/shelf.ts';
import { forgetPaused, notePaused } from './paused.ts';
import { countIn, countOut } from './queue-load.ts';
import { hasRoom } from './room.ts';
import { isUnclassified } from './unclassified.ts';
import type { WakeUp } from './wake-ups.ts';
import { openOffers, type World } from './world.ts';

/** Which agent holds what. */
export interface Held extends Holding {
  readonly agent: string;
}

/** Puts an item where its state says: on the shelf while somebody more may be asked, into the hands of whoever holds it. */
export function settleItem(world: World, item: Item): readonly Held[] {
  countIn(world, item);
  if (isUnclassified(world.configuration, item)) classifyLater(world, item);
  else if (mayBeOffered(world, item)) shelve(world, item);
  sweepLater(world, item);
  notePaused(world, item);
  noteUnplaced(world, item);
  noteCallback(world, item);
  const held = hold(world, item);
  for (const { agent } of held) refreshRoom(world, agent);
  return held;
}

export function noteUnplaced({ unplaced }: World, { id, state }: Item): void {
  if (state === 'needs_attention') unplaced.add(id);
}

/** Into the hands of whoever has it or is asked. Their room is to be refreshed. */
export function hold(world: World, item: Item): readonly Held[] {
  const held = holdingsOf(world, item);
  for (const { agent, ...holding } of held) {
    const hands = world.holdings.get(agent) ?? new Map();
    world.holdings.set(agent, hands.set(item.id, holding));
    if (holding.interrupted) world.interrupted.set(agent, (world.interrupted.get(agent) ?? new Set()).add(item.id));
  }
  const agents = held.map(({ agent }) => agent);
  if (agents.length > 0) world.holders.set(item.id, agents);
  return held;
}

/** While it waits, and while fewer are asked than may be at once. Whom a person chose is asked alone. */
export function mayBeOffered(world: World, item: Item): boolean {
  if (item.queue === null || item.configurationVersion < world.configuration.classifiedSince) return false;
  if (item.state === 'waiting') return true;
  if (item.state !== 'offered' || item.manual) return false;
  return openOffers(world, item.id).length < atOnce(world.configuration, item);
}

function holdingsOf(world: World, item: Item): Held[] {
  const { id, channel } = item;
  if (item.state === 'offered')
    return openOffers(world, id).map(({ agentId, units }) => ({
      agent: agentId,
      item: id,
      channel,
      units,
      kind: 'offered',
      interrupted: false,
      ignoresMatrix: ignoresMatrix(item),
    }));
  const holding = holdingOf(item, world.configuration);
  return holding === null || item.agentId === null ? [] : [{ agent: item.agentId, ...holding }];
}

/** Only the nearest deadline: when it is swept, the item is looked at again. */
export function sweepLater(world: World, item: Item): void {
  const [next] = deadlinesOf(world, item);
  if (next !== undefined) world.wakeUps.sweepAt(item.id, next.at + graceMs(world, item, next));
}

/** One wake-up is enough for all that are there by then. */
function classifyLater(world: World, { id, enqueuedAt }: Item): void {
  if (world.unclassified.peek() === undefined) world.wakeUps.push({ at: world.work.now, kind: 'classify', id: '' });
  world.unclassified.push({ at: enqueuedAt ?? 0, id });
}

/** The reverse, before the item changes. `freeHands` follows once it has changed. */
export function liftItem(world: World, item: Item): readonly Held[] {
  countOut(world, item);
  forgetPaused(world, item);
  world.unplaced.delete(item.id);
  forgetCallback(world, item);
  const left = world.shelf.remove(item);
  if (left !== undefined && left.items.size > 0) world.unreserved.add(left);
  const agents = world.holders.get(item.id) ?? [];
  world.holders.delete(item.id);
  return agents.map((agent) => {
    const holding = world.holdings.get(agent)!.get(item.id)!;
    world.holdings.get(agent)!.delete(item.id);
    if (holding.interrupted) forgetInterrupted(world, agent, item.id);
    return { agent, ...holding };
  });
}

function forgetInterrupted({ interrupted }: World, agent: string, item: string): void {
  const own = interrupted.get(agent);
  own?.delete(item);
  if (own?.size === 0) interrupted.delete(agent);
}

/** Whoever holds less of the item than before, or may be interrupted in it, may take something else. */
export function freeHands(world: World, before: readonly Held[], after: readonly Held[]): void {
  for (const held of before) {
    const { agent } = held;
    const left = after.find((one) => one.agent === agent);
    if (left !== undefined && held.units <= left.units && !isSofter(world, held, left)) continue;
    refreshRoom(world, agent);
    world.awake.add(agent);
  }
}

/** What somebody has accepted may be interrupted, what she is only asked for may not. */
function isSofter({ configuration, agents, roster }: World, before: Held, { kind, channel, agent }: Held): boolean {
  if (kind !== 'active' || before.kind === 'active') return false;
  const profile = configuration.profiles[agents.get(agent)?.profile ?? ''];
  return roster.someIgnore || (profile?.channels[channel]?.interruptibleBy.length ?? 0) > 0;
}

function shelve(world: World, item: Item): void {
  const way = wayOf(world, item);
  awaitTurn(world, item, { way, found: world.shelf.add(item, way, (name) => newClass(world, item, { name, way })) });
}

/** When to look at an item on the shelf: now, and whenever time alone may have changed who can take it. */
export function awaitTurn(world: World, item: Item, { way, found }: { way: Way; found: ItemClass }): void {
  if (way.preferred !== null) wakeAt(world, 'preference', item.id, item.preferredUntil!);
  if (way.pick) return;
  world.fresh.add(found);
  for (const { afterMs } of found.tiers) wakeAt(world, 'item', item.id, item.enqueuedAt! + afterMs);
  for (const agent in item.backOffs) wakeAt(world, 'item', item.id, item.backOffs[agent]!.until);
  if (way.reserveAfterMs !== null && item.waitingSince !== null)
    wakeAt(world, 'reserve', item.id, item.waitingSince + way.reserveAfterMs);
}

/** A preference that has run out: the item waits like the others. */
export function reshelve(world: World, item: Item): void {
  if (world.shelf.remove(item) !== undefined) shelve(world, item);
}

export function wayOf(world: World, item: Item): Way {
  const { workstreams, profiles } = world.configuration;
  const workstream = workstreams[item.workstream];
  const listed = workstream?.mode === 'pick';
  const pick = listed && Object.values(profiles).every(({ mode }) => mode === null || mode === 'pick');
  return {
    pick,
    listed,
    reserveAfterMs: pick ? null : (workstream?.reserveAfterMs ?? null),
    preferred: (item.preferredUntil ?? 0) > world.work.now ? item.preferredAgent : null,
  };
}

export function newClass(
  world: World,
  item: Item,
  { name, way, items = [] }: { name: string; way: Way; items?: Parameters<typeof makeClass>[2]['items'] },
): ItemClass {
  const { configuration, roster, order } = world;
  const need = needOf(item);
  const room = roster.room(need, (agent) => hasRoom(world, agent, need));
  return makeClass(name, item, { configuration, roster, room, way, items, age: order.age });
}

/** A class for an item that is not on the shelf: what the conditions would say of it. */
export const classFor = (world: World, item: Item): ItemClass =>
  newClass(world, item, { name: '', way: wayOf(world, item) });

export function wakeAt(world: World, kind: WakeUp['kind'], id: string, at: number): void {
  if (at > world.work.now) world.wakeUps.push({ at, kind, id });
  else if (kind === 'reserve') {
    const found = world.shelf.classOf(id);
    if (found !== undefined) world.unreserved.add(found);
  }
}

export function refreshRoom(world: World, agentId: string): void {
  const agent = world.agents.get(agentId);
  if (agent === undefined) return;
  world.roster.setRoom(agent, world.configuration, world.holdings.get(agentId));
  if (world.interrupted.has(agentId)) world.continuing.add(agentId);
}

/** After anything but load changed about an agent: presence, skills, profile. */
export function enrol(world: World, agent: Agent): void {
  world.agents.set(agent.id, agent);
  world.roster.put(agent, world.configuration);
  refreshRoom(world, agent.id);
  reconsider(world, agent);
}

/** The agent may be able to take, or be kept for, something that she was not before. */
export function reconsider(world: World, agent: Agent): void {
  world.awake.add(agent.id);
  world.freed.add(agent.id);
}
