import { uuidv7 } from 'uuidv7';
import type { Agent } from '../../core/agent.ts';
import type { Changes } from '../../core/changes.ts';
import type { Event } from '../../core/event.ts';
import { idOfEvent } from '../../core/ids.ts';
import type { Item } from '../../core/item.ts';
import type { Offer } from '../../core/offer.ts';
import type { Database } from '../../db/client.ts';
import { type BatchWrite, commitBatch } from '../../db/query/commit-batch.ts';
import { takeLease } from '../../db/query/lease.ts';

/** 10 January 1999, 16:00 UTC: an instant with milliseconds, so that losing them is noticed. */
export const NOW = Date.UTC(1999, 0, 10, 16, 0, 0, 123);

export const makeItem = (change: Partial<Item> = {}): Item => ({
  id: `wi_${uuidv7()}`,
  rev: 1,
  source: 'test',
  externalId: null,
  follows: null,
  channel: 'chat',
  workstream: 'chat',
  queue: 'regular',
  state: 'waiting',
  priority: 0,
  raised: 0,
  cost: 2,
  heldUnits: null,
  preferredAgent: null,
  preferredUntil: null,
  requirements: { skills: {}, groups: [], attributes: {}, agent: null },
  widenings: [],
  escalationStep: 0,
  ladderFrom: 0,
  supervisor: null,
  flags: [],
  agentId: null,
  interruptedBy: null,
  manual: false,
  backOffs: {},
  createdAt: NOW,
  enqueuedAt: NOW,
  waitingSince: NOW,
  offeredAt: null,
  assignedAt: null,
  completedAt: null,
  closedAt: null,
  notBefore: null,
  dueAt: null,
  nextEscalationAt: null,
  wrapUpEndsAt: null,
  timeToLiveEndsAt: null,
  pausedAt: null,
  resumesAt: null,
  pausedFor: null,
  targets: {},
  urged: 0,
  wrapUpExtended: 0,
  attention: null,
  callback: null,
  overflowAt: null,
  waitsFrom: null,
  overflow: {},
  configurationVersion: 1,
  payload: {
    subject: 'Where is my order?',
    customerRef: 'c-77',
    customer: {},
    attributes: {},
    derived: {},
    given: {
      priority: 0,
      queue: null,
      requirements: { skills: {}, groups: [], attributes: {}, agent: null },
      dueAt: null,
    },
    outcome: null,
    note: null,
    message: null,
  },
  ...change,
});

export const makeAgent = (change: Partial<Agent> = {}): Agent => ({
  id: `agent-${uuidv7().slice(-12)}`,
  rev: 1,
  name: 'Anna',
  profile: 'desk',
  groups: [],
  skills: {},
  attributes: {},
  capacity: null,
  limits: {},
  connectivity: 'heartbeat',
  intent: 'available',
  intentReason: null,
  intentSince: NOW,
  connection: 'connected',
  connectionSince: NOW,
  idleSince: NOW,
  unanswered: 0,
  lastOfferSeq: 0,
  keptFor: null,
  ...change,
});

export const fullAgent = (): Agent => ({
  ...makeAgent(),
  rev: 3,
  name: 'Björk Ó.',
  profile: 'night-desk',
  groups: ['night'],
  skills: { german: 4 },
  attributes: { region: 'north' },
  capacity: 9,
  limits: { chat: 2 },
  connectivity: 'assumed',
  intent: 'away',
  intentReason: 'lunch',
  intentSince: NOW - 3,
  connection: 'lost',
  connectionSince: NOW - 2,
  idleSince: NOW - 1,
  unanswered: 2,
  lastOfferSeq: 2 ** 40,
  keptFor: `wi_${uuidv7()}`,
});

let offersMade = 0;

/** Its id names its instant and an event, which is beyond the log unless `madeBy` says otherwise. */
export const makeOffer = (change: Partial<Offer> = {}, madeBy = 2 ** 40 + ++offersMade): Offer => ({
  id: idOfEvent('of', change.offeredAt ?? NOW, madeBy),
  itemId: `wi_${uuidv7()}`,
  agentId: 'anna',
  state: 'pending',
  units: 2,
  offeredAt: NOW,
  expiresAt: NOW + 30_000,
  endedAt: null,
  manual: false,
  ...change,
});

export const makeEvent = (seq: number, change: Partial<Event> = {}): Event => ({
  seq,
  type: 'item.created',
  at: NOW,
  item: null,
  rev: null,
  agent: null,
  agentRev: null,
  offer: null,
  actor: 'engine',
  cause: 'created',
  commandId: 'cm_1',
  units: null,
  queue: null,
  channel: null,
  workstream: null,
  configurationVersion: 1,
  details: {},
  ...change,
});

export const makeChanges = (change: Partial<Changes> = {}): Changes => ({
  createdItems: [],
  changedItems: [],
  createdOffers: [],
  changedOffers: [],
  createdAgents: [],
  changedAgents: [],
  removedAgents: [],
  events: [],
  versions: [],
  savedDrafts: [],
  deletedDrafts: [],
  savedRecurrences: [],
  deletedRecurrences: [],
  createdBulks: [],
  changedBulks: [],
  remembered: [],
  forgotten: [],
  createdKeys: [],
  revokedKeys: [],
  ...change,
});

/** Writes one batch after the other, as a holder does that knows how far the log goes. */
export interface Holder {
  readonly epoch: number;
  seq: number;
  readonly batch: (changes: Partial<Changes>, change?: Partial<BatchWrite>) => BatchWrite;
  readonly commit: (changes: Partial<Changes>, change?: Partial<BatchWrite>) => ReturnType<typeof commitBatch>;
}

export async function hold(db: Database, holderName = 'test'): Promise<Holder> {
  const leaseMs = 60_000;
  const lease = await takeLease(db, { holder: holderName, address: 'in-process', leaseMs });
  if (lease === null) throw new Error('another holder has the lease');
  const [row] = await db.sql`select seq from engine_lease`;
  const holder: Holder = {
    epoch: lease.epoch,
    seq: Number(row!.seq),
    batch: (changes, change = {}) => ({
      epoch: holder.epoch,
      leaseMs,
      now: NOW,
      seqBefore: holder.seq,
      changes: makeChanges(changes),
      idempotency: [],
      deliveredSeq: 0,
      ...change,
    }),
    commit: async (changes, change) => {
      const batch = holder.batch(changes, change);
      const result = await commitBatch(db, batch);
      if (result.kind === 'committed') holder.seq = batch.seqBefore + batch.changes.events.length;
      return result;
    },
  };
  return holder;
}

/** How many rows each table has: equal before and after means that nothing was written. */
export async function tally(db: Database): Promise<unknown> {
  const [row] = await db.sql`
    select (select count(*) from work_item) items, (select sum(rev) from work_item) revs, (select count(*) from work_item_payload) payloads,
      (select count(*) from offer) offers, (select count(*) from offer where ended_at is null) pending, (select count(*) from agent) agents,
      (select count(*) from event) events, (select count(*) from configuration_version) versions, (select count(*) from configuration_draft) drafts, (select count(*) from recurrence) recurrences, (select count(*) from api_key) keys,
      (select count(*) from idempotency) kept, (select seq from engine_lease) seq, (select delivered_seq from engine_lease) delivered`;
  return row;
}

/** An offer with the event that made it, by which it is found again. */
export function madeOffer(holder: Holder, change: Partial<Offer>): { offer: Offer; events: Event[] } {
  const seq = holder.seq + 1;
  const offer = makeOffer(change, seq);
  return { offer, events: [makeEvent(seq, { type: 'offer.made', item: offer.itemId, offer: offer.id })] };
}
