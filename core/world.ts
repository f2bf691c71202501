import type { Agent } from './agent.ts';
import type { BulkOperation } from './bulk.ts';
import { type Bookings, noBookings } from './callback/bookings.ts';
import type { Holding } from './capacity.ts';
import { type ChangeLog, type Changes, emptyLog, fold } from './changes.ts';
import type { Configuration } from './configuration/compiled.ts';
import type { Consults } from './consult.ts';
import type { EventType } from './event.ts';
import { idOfEvent } from './ids.ts';
import type { Item } from './item.ts';
import { Heap } from './matching/heap.ts';
import { Roster } from './matching/roster.ts';
import { type ItemClass, Shelf } from './matching/shelf.ts';
import type { Offer } from './offer.ts';
import { ORDER, type Order } from './order.ts';
import type { PausedBy } from './paused.ts';
import { noQueueAlerts, type QueueAlerts } from './queue-alerts.ts';
import type { QueueLoad } from './queue-load.ts';
import type { Standing } from './recurrence/recurrence.ts';
import type { Served } from './served.ts';
import { WakeUps } from './wake-ups.ts';

/** An item that waits for its turn among others, and since when it has its age. */
export interface OfAge {
  readonly at: number;
  readonly id: string;
}

/** How an item is looked at by the overflow rules of its queue. */
export interface Look {
  /** Whether it has entered its queue in this batch. */
  readonly entered: boolean;
  /** Whether all rules are asked, or only those that are also asked while an item waits. */
  readonly all: boolean;
}

/** The command that is being worked on, or what the engine does on its own: it is written on every event. */
export interface Work {
  now: number;
  /** What was due until then is done: `now`, or earlier while what nobody did in time is made up for. */
  upTo: number;
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
  /** Open offers by item, the oldest first; an item without any is not in it. */
  readonly offersOf: Map<string, readonly Offer[]>;
  readonly holdings: Map<string, Map<string, Holding>>;
  /** Who has something of an item in hand: several while several are asked. */
  readonly holders: Map<string, readonly string[]>;
  readonly pausedBy: PausedBy;
  /** Items that need attention. */
  readonly unplaced: Set<string>;
  /** By agent, what of her work has been interrupted. Follows from rows. */
  readonly interrupted: Map<string, Set<string>>;
  /** Whose room has changed since the last match, of those who may go on with something. */
  readonly continuing: Set<string>;
  readonly consults: Consults;
  /** Items with consults that have left their agent's hands in this command. */
  readonly handedOn: Set<string>;
  /** Waiting item → the agent who is kept free for it. */
  readonly keptBy: Map<string, string>;
  readonly externalIds: Map<string, string>;
  readonly bookings: Bookings;
  readonly draftRevs: Map<string, number>;
  readonly recurrences: Map<string, Standing>;
  /** Those under way. */
  readonly bulks: Map<string, BulkOperation>;
  /** The longest ago first. */
  readonly served: Map<string, Served>;
  /** Heartbeats: memory only. After a takeover every agent counts as seen at the takeover. */
  readonly lastSeen: Map<string, number>;
  roster: Roster;
  shelf: Shelf;
  wakeUps: WakeUps;
  /** When each calendar opens or closes next: a wake-up for another instant is one of an earlier version. */
  readonly turns: Map<string, number>;
  /** When each calendar opens after it has closed next, where somebody has asked since its last turn. */
  readonly openings: Map<string, number | null>;
  readonly awake: Set<string>;
  /** Agents who are to be offline once their hands are empty, and whose hands were within this command. */
  readonly emptied: Set<string>;
  readonly fresh: Set<ItemClass>;
  /** Whose oldest item may need an agent kept free, and which agents may be kept who could not be before. */
  readonly unreserved: Set<ItemClass>;
  readonly freed: Set<string>;
  /** Items that wait to be classified again, the oldest first; one that was since is passed over. */
  unclassified: Heap<OfAge>;
  /** Items that have to look at their ladder again; those that need not do nothing then. */
  climbing: Heap<OfAge>;
  /** Items whose queue may have another place for them: it has closed, its rules are others. */
  overflowing: Heap<OfAge>;
  /** What is looked at by overflow rules once this batch has been matched, in the order in which it came. */
  readonly looks: Map<string, Look>;
  /** By queue, what waits and what is in hand. */
  readonly loads: Map<string, QueueLoad>;
  readonly queueAlerts: QueueAlerts;
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
    offersOf: new Map(),
    holdings: new Map(),
    holders: new Map(),
    pausedBy: new Map(),
    unplaced: new Set(),
    interrupted: new Map(),
    continuing: new Set(),
    consults: new Map(),
    handedOn: new Set(),
    keptBy: new Map(),
    externalIds: new Map(),
    bookings: noBookings(),
    draftRevs: new Map(),
    recurrences: new Map(),
    bulks: new Map(),
    served: new Map(),
    lastSeen: new Map(),
    roster: new Roster(),
    shelf: new Shelf(order),
    wakeUps: new WakeUps(order),
    turns: new Map(),
    openings: new Map(),
    awake: new Set(),
    emptied: new Set(),
    fresh: new Set(),
    unreserved: new Set(),
    freed: new Set(),
    unclassified: new Heap(order.ofAge),
    climbing: new Heap(order.ofAge),
    overflowing: new Heap(order.ofAge),
    looks: new Map(),
    loads: new Map(),
    queueAlerts: noQueueAlerts(),
    log: emptyLog(),
    work: { now: 0, upTo: 0, actor: 'engine', commandId: '', cause: '' },
  };
}

/** What one batch has no time for goes on in the next. */
export function goOnNext(world: World, kind: 'classify' | 'climb' | 'overflow', left: Heap<OfAge>): void {
  if (left.size > 0) world.wakeUps.push({ at: world.work.now + 1, kind, id: '' });
}

/** What is worked on from here on: nothing late is being made up for. */
export function begin(world: World, work: Omit<Work, 'upTo'>): void {
  Object.assign(world.work, work, { upTo: work.now });
}

/** No command asked for what follows, so it bears an id of its own instead of the last command's. */
export function actOnOwn(world: World, now: number, cause: string): void {
  begin(world, { now, actor: 'engine', cause, commandId: idOfEvent('cm', now, world.seq + 1) });
}

export interface EventFacts {
  readonly item?: Item | null;
  readonly agent?: Agent | string | null;
  readonly offer?: string | null;
  readonly units?: number | null;
  /** That of the item where there is one. */
  readonly queue?: string;
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
    queue: item?.queue ?? facts.queue ?? null,
    channel: item?.channel ?? null,
    workstream: item?.workstream ?? null,
    configurationVersion: world.configuration.version,
    details: facts.details ?? {},
  });
  return world.seq;
}

/** The oldest first. */
export const openOffers = ({ offersOf }: World, itemId: string): readonly Offer[] => offersOf.get(itemId) ?? [];

export function takeChanges(world: World): Changes {
  const changes = fold(world.log);
  world.log = emptyLog();
  return changes;
}
