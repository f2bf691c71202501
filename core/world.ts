import type { Agent } from './agent.ts';
import { fits, type Holding, heldUnits, holdingOf, roomFor, totalUnits } from './capacity.ts';
import { type ChangeLog, type Changes, emptyLog, fold } from './changes.ts';
import type { Configuration } from './configuration/compiled.ts';
import { deadlinesOf, graceMs } from './deadline.ts';
import type { EventType } from './event.ts';
import type { Item } from './item.ts';
import { Heap } from './matching/heap.ts';
import { Roster } from './matching/roster.ts';
import { type ItemClass, makeClass, Shelf } from './matching/shelf.ts';
import type { Offer } from './offer.ts';
import { byText } from './order.ts';

/** Something that time alone makes possible and that belongs to no item's workflow. */
export interface WakeUp {
  readonly at: number;
  readonly kind: 'item' | 'reserve' | 'connection' | 'owner_gone' | 'deadline';
  readonly id: string;
}

/** The command that is being worked on: it is written on every event. */
export interface Work {
  now: number;
  actor: string;
  commandId: string;
  cause: string;
}

/** Everything the engine decides from, in memory. Only core changes it; all of it but `lastSeen` follows from rows. */
export interface World {
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
  /** Heartbeats: memory only. After a takeover every agent counts as seen at the takeover. */
  readonly lastSeen: Map<string, number>;
  roster: Roster;
  shelf: Shelf;
  wakeUps: Heap<WakeUp>;
  readonly awake: Set<string>;
  readonly fresh: Set<ItemClass>;
  readonly unreserved: Set<ItemClass>;
  log: ChangeLog;
  readonly work: Work;
}

/** Total, so that what is due at one instant is done in one order, also after a takeover. */
const newHeap = (): Heap<WakeUp> => new Heap((a, b) => a.at - b.at || byText(a.kind, b.kind) || byText(a.id, b.id));

export function createWorld(configuration: Configuration): World {
  return {
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
    lastSeen: new Map(),
    roster: new Roster(),
    shelf: new Shelf(),
    wakeUps: newHeap(),
    awake: new Set(),
    fresh: new Set(),
    unreserved: new Set(),
    log: emptyLog(),
    work: { now: 0, actor: 'engine', commandId: '', cause: '' },
  };
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

/** Puts an item where its state says: on the shelf when it waits, into its agent's hands when it is held. */
export function settleItem(world: World, item: Item): void {
  if (item.state === 'waiting' && item.queue !== null) shelve(world, item);
  sweepLater(world, item);
  const holding = holdingOf(item, world.configuration);
  const agentId = item.agentId ?? world.offerOf.get(item.id)?.agentId ?? null;
  if (holding === null || agentId === null) return;
  const hands = world.holdings.get(agentId) ?? new Map();
  world.holdings.set(agentId, hands.set(item.id, holding));
  world.holder.set(item.id, agentId);
  refreshRoom(world, agentId);
}

/** Only the nearest deadline: when it is swept, the item is looked at again. */
function sweepLater(world: World, item: Item): void {
  const [next] = deadlinesOf(world, item);
  if (next !== undefined)
    world.wakeUps.push({ at: next.at + graceMs(world, item, next), kind: 'deadline', id: item.id });
}

/** The reverse, before the item changes. */
export function liftItem(world: World, item: Item): void {
  const left = world.shelf.remove(item);
  if (left !== undefined && left.items.size > 0) world.unreserved.add(left);
  const agentId = world.holder.get(item.id);
  if (agentId === undefined) return;
  world.holder.delete(item.id);
  world.holdings.get(agentId)?.delete(item.id);
  refreshRoom(world, agentId);
  world.awake.add(agentId);
}

function shelve(world: World, item: Item): void {
  const workstream = world.configuration.workstreams[item.workstream];
  const { roster, configuration } = world;
  const room = (channel: string, cost: number) =>
    roster.room({ channel, cost }, (agent) => hasRoom(world, agent, { channel, cost }));
  const pick = workstream?.mode === 'pick';
  const found = world.shelf.add(item, (name) => makeClass(name, item, { configuration, roster, room }), pick);
  if (pick) return;
  world.fresh.add(found);
  for (const { afterMs } of found.tiers) wakeAt(world, 'item', item.id, item.enqueuedAt! + afterMs);
  for (const { until } of Object.values(item.backOffs)) wakeAt(world, 'item', item.id, until);
  if (workstream !== undefined) wakeAt(world, 'reserve', item.id, item.waitingSince! + workstream.reserveAfterMs);
}

export function wakeAt(world: World, kind: WakeUp['kind'], id: string, at: number): void {
  if (at > world.work.now) world.wakeUps.push({ at, kind, id });
  else if (kind === 'reserve') {
    const found = world.shelf.classOf(id);
    if (found !== undefined) world.unreserved.add(found);
  }
}

export function hasRoom(world: World, agent: Agent, need: { channel: string; cost: number }): boolean {
  return fits(roomOf(world, agent, need.channel), need.cost);
}

export const roomOf = (world: World, agent: Agent, channel: string) =>
  roomFor(channel, {
    agent,
    profile: world.configuration.profiles[agent.profile],
    holdings: world.holdings.get(agent.id),
  });

export const unitsOf = (world: World, agent: Agent): number =>
  totalUnits(agent, world.configuration.profiles[agent.profile]);

export const freeUnits = (world: World, agent: Agent): number =>
  unitsOf(world, agent) - heldUnits(world.holdings.get(agent.id));

function refreshRoom(world: World, agentId: string): void {
  const agent = world.agents.get(agentId);
  if (agent) world.roster.setRoom(agent, world.configuration, world.holdings.get(agentId));
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
  for (const queue of Object.keys(world.configuration.profiles[agent.profile]?.queues ?? {})) {
    for (const found of world.shelf.byQueue.get(queue) ?? []) world.unreserved.add(found);
  }
}

/** Builds every index anew from items, agents and offers: at start and when a configuration is published. */
export function reindex(world: World): void {
  world.roster = new Roster();
  world.shelf = new Shelf();
  world.wakeUps = newHeap();
  for (const index of [world.holdings, world.holder, world.keptBy, world.awake, world.fresh, world.unreserved])
    index.clear();
  for (const agent of world.agents.values()) {
    world.roster.put(agent, world.configuration);
    if (agent.keptFor !== null) world.keptBy.set(agent.keptFor, agent.id);
  }
  for (const item of world.items.values()) settleItem(world, item);
  for (const agent of world.agents.values()) {
    refreshRoom(world, agent.id);
    reconsider(world, agent);
    watch(world, agent);
  }
}

/** Seconds without a call after which an agent counts as lost, and as gone. */
export const LOST_AFTER_MS = 60_000;
export const GONE_AFTER_MS = 150_000;

export function watch(world: World, agent: Agent): void {
  if (agent.connectivity === 'assumed') return;
  const seen = world.lastSeen.get(agent.id) ?? world.work.now;
  world.lastSeen.set(agent.id, seen);
  if (agent.connection === 'connected')
    world.wakeUps.push({ at: seen + LOST_AFTER_MS, kind: 'connection', id: agent.id });
  else
    world.wakeUps.push({ at: agent.connectionSince + GONE_AFTER_MS - LOST_AFTER_MS, kind: 'owner_gone', id: agent.id });
}
