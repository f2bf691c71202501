import type { Agent } from './agent.ts';
import { type Holding, holdingOf } from './capacity.ts';
import { type ChangeLog, type Changes, emptyLog, fold } from './changes.ts';
import type { Configuration } from './configuration/compiled.ts';
import { deadlinesOf, graceMs } from './deadline.ts';
import type { EventType } from './event.ts';
import { idOfEvent } from './ids.ts';
import type { Item } from './item.ts';
import { Heap } from './matching/heap.ts';
import { Roster } from './matching/roster.ts';
import { type ItemClass, makeClass, Shelf, type Way } from './matching/shelf.ts';
import type { Offer } from './offer.ts';
import { ORDER, type Order } from './order.ts';
import { hasRoom } from './room.ts';
import { isUnclassified } from './unclassified.ts';

/** Something that time alone makes possible and that belongs to no item's workflow. */
export interface WakeUp {
  readonly at: number;
  readonly kind: 'item' | 'reserve' | 'connection' | 'owner_gone' | 'deadline' | 'preference' | 'calendar' | 'classify';
  readonly id: string;
}

/** An item that waits to be classified again, and since when it has its age. */
export interface Unclassified {
  readonly at: number;
  readonly id: string;
}

/** The command that is being worked on, or what the engine does on its own: it is written on every event. */
export interface Work {
  now: number;
  actor: string;
  commandId: string;
  cause: string;
}

/** Everything the engine decides from, in memory. Only core changes it; all of it but `lastSeen` follows from rows. */
export interface World {
  readonly order: Order;
  configuration: Configuration;
  seq: number;
  readonly items: Map<string, Item>;
  readonly agents: Map<string, Agent>;
  readonly offers: Map<string, Offer>;
  readonly offerOf: Map<string, Offer>;
  readonly holdings: Map<string, Map<string, Holding>>;
  readonly holder: Map<string, string>;
  /** Waiting item → the agent who is kept free for it. */
  readonly keptBy: Map<string, string>;
  readonly externalIds: Map<string, string>;
  readonly draftRevs: Map<string, number>;
  /** Heartbeats: memory only. After a takeover every agent counts as seen at the takeover. */
  readonly lastSeen: Map<string, number>;
  roster: Roster;
  shelf: Shelf;
  wakeUps: Heap<WakeUp>;
  /** When each calendar opens or closes next: a wake-up for another instant is one of an earlier version. */
  readonly turns: Map<string, number>;
  readonly awake: Set<string>;
  readonly fresh: Set<ItemClass>;
  /** Whose oldest item may need an agent kept free, and which agents may be kept who could not be before. */
  readonly unreserved: Set<ItemClass>;
  readonly freed: Set<string>;
  /** Items that wait to be classified again, the oldest first; one that was since is passed over. */
  unclassified: Heap<Unclassified>;
  log: ChangeLog;
  readonly work: Work;
}

export function createWorld(configuration: Configuration, order: Order = ORDER): World {
  return {
    order,
    configuration,
    seq: 0,
    items: new Map(),
    agents: new Map(),
    offers: new Map(),
    offerOf: new Map(),
    holdings: new Map(),
    holder: new Map(),
    keptBy: new Map(),
    externalIds: new Map(),
    draftRevs: new Map(),
    lastSeen: new Map(),
    roster: new Roster(),
    shelf: new Shelf(order),
    wakeUps: new Heap(order.wakeUps),
    turns: new Map(),
    awake: new Set(),
    fresh: new Set(),
    unreserved: new Set(),
    freed: new Set(),
    unclassified: new Heap(order.unclassified),
    log: emptyLog(),
    work: { now: 0, actor: 'engine', commandId: '', cause: '' },
  };
}

/** No command asked for what follows, so it bears an id of its own instead of the last command's. */
export function actOnOwn(world: World, now: number, cause: string): void {
  Object.assign(world.work, { now, actor: 'engine', cause, commandId: idOfEvent('cm', now, world.seq + 1) });
}

export interface EventFacts {
  readonly item?: Item | null;
  readonly agent?: Agent | string | null;
  readonly offer?: string | null;
  readonly units?: number | null;
  readonly details?: Record<string, unknown>;
}

/** Appends to the log; returns the event's `seq`. */
export function emit(world: World, type: EventType, facts: EventFacts): number {
  world.seq += 1;
  const { item } = facts;
  const agent = typeof facts.agent === 'string' ? world.agents.get(facts.agent) : facts.agent;
  world.log.events.push({
    seq: world.seq,
    type,
    at: world.work.now,
    item: item?.id ?? null,
    rev: item?.rev ?? null,
    agent: agent?.id ?? (typeof facts.agent === 'string' ? facts.agent : null),
    agentRev: agent?.rev ?? null,
    offer: facts.offer ?? null,
    actor: world.work.actor,
    cause: world.work.cause,
    commandId: world.work.commandId,
    units: facts.units ?? null,
    queue: item?.queue ?? null,
    channel: item?.channel ?? null,
    workstream: item?.workstream ?? null,
    configurationVersion: world.configuration.version,
    details: facts.details ?? {},
  });
  return world.seq;
}

export function takeChanges(world: World): Changes {
  const changes = fold(world.log);
  world.log = emptyLog();
  return changes;
}

/** Which agent holds what. */
export interface Held extends Holding {
  readonly agent: string;
}

/** Puts an item where its state says: on the shelf when it waits, into its agent's hands when it is held. */
export function settleItem(world: World, item: Item): Held | null {
  if (isUnclassified(world.configuration, item)) classifyLater(world, item);
  else if (waitsInQueue(item)) shelve(world, item);
  sweepLater(world, item);
  const held = hold(world, item);
  if (held !== null) refreshRoom(world, held.agent);
  return held;
}

export const waitsInQueue = (item: Item): boolean => item.state === 'waiting' && item.queue !== null;

/** Into the hands of whoever has it, if somebody does. Her room is to be refreshed. */
export function hold(world: World, item: Item): Held | null {
  const holding = holdingOf(item, world.configuration);
  const agentId = item.agentId ?? world.offerOf.get(item.id)?.agentId ?? null;
  if (holding === null || agentId === null) return null;
  const hands = world.holdings.get(agentId) ?? new Map();
  world.holdings.set(agentId, hands.set(item.id, holding));
  world.holder.set(item.id, agentId);
  return { agent: agentId, ...holding };
}

/** Only the nearest deadline: when it is swept, the item is looked at again. */
export function sweepLater(world: World, item: Item): void {
  const [next] = deadlinesOf(world, item);
  if (next !== undefined)
    world.wakeUps.push({ at: next.at + graceMs(world, item, next), kind: 'deadline', id: item.id });
}

/** One wake-up is enough for all that are there by then. */
function classifyLater(world: World, { id, enqueuedAt }: Item): void {
  if (world.unclassified.peek() === undefined) world.wakeUps.push({ at: world.work.now, kind: 'classify', id: '' });
  world.unclassified.push({ at: enqueuedAt ?? 0, id });
}

/** The reverse, before the item changes. `freeHands` follows once it has changed. */
export function liftItem(world: World, item: Item): Held | null {
  const left = world.shelf.remove(item);
  if (left !== undefined && left.items.size > 0) world.unreserved.add(left);
  const agentId = world.holder.get(item.id);
  if (agentId === undefined) return null;
  const holding = world.holdings.get(agentId)!.get(item.id)!;
  world.holder.delete(item.id);
  world.holdings.get(agentId)!.delete(item.id);
  return { agent: agentId, ...holding };
}

/** Whoever holds less of the item than before may take something else. */
export function freeHands(world: World, before: Held | null, after: Held | null): void {
  if (before === null || (before.agent === after?.agent && before.units <= after.units)) return;
  refreshRoom(world, before.agent);
  world.awake.add(before.agent);
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
  if (way.reserveAfterMs !== null) wakeAt(world, 'reserve', item.id, item.waitingSince! + way.reserveAfterMs);
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
  { name, way, items = [] }: { name: string; way: Way; items?: readonly Item[] },
): ItemClass {
  const { configuration, roster, order } = world;
  const room = roster.room(item, (agent) => hasRoom(world, agent, item));
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
  if (agent !== undefined) world.roster.setRoom(agent, world.configuration, world.holdings.get(agentId));
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
