import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  json,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { BULK_STATES } from '../../core/bulk.ts';
import { ROLES } from '../../core/command.ts';
import { oneOf } from './item.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** Append-only; `seq` has no gap. */
export const event = pgTable(
  'event',
  {
    seq: bigint({ mode: 'number' }).primaryKey(),
    type: text().notNull(),
    at: instant('at').notNull(),
    itemId: uuid('item_id'),
    rev: integer(),
    agentId: text('agent_id'),
    agentRev: integer('agent_rev'),
    offerId: uuid('offer_id'),
    actor: text().notNull(),
    cause: text().notNull(),
    commandId: text('command_id').notNull(),
    units: integer(),
    queue: text(),
    channel: text(),
    workstream: text(),
    configurationVersion: integer('configuration_version').notNull(),
    details: json(),
  },
  // Not with `seq`: entries of one item then share their key, and its few events are sorted when they are read.
  (table) => [index('event_item').on(table.itemId).where(sql`item_id is not null`)],
);

export const configurationVersion = pgTable('configuration_version', {
  version: integer().primaryKey(),
  /** As it was written: `jsonb` would bring rulesets and workstreams into another order, in which they run. */
  document: json().notNull(),
  author: text().notNull(),
  publishedAt: instant('published_at').notNull(),
  reason: text(),
  /** What waits has to be classified by this version or a later one before it is offered. */
  classifiedSince: integer('classified_since').notNull().default(0),
});

/** A document that somebody works on; gone once it is published. */
export const configurationDraft = pgTable('configuration_draft', {
  id: uuid().primaryKey(),
  rev: integer().notNull(),
  name: text().notNull(),
  document: json().notNull(),
  /** The version that it was made from; 0 where nothing was published. */
  basedOn: integer('based_on').notNull(),
  /** Who saved it last. */
  author: text().notNull(),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
});

/** Item after item by a rule; its clock is a schedule in Temporal. */
export const recurrence = pgTable('recurrence', {
  id: uuid().primaryKey(),
  rev: integer().notNull(),
  name: text().notNull(),
  /** What each item is made of. */
  item: json().notNull(),
  rule: text().notNull(),
  /** By the wall clock of the zone, as it was written; so are the end and the exceptions. */
  start: text().notNull(),
  timeZone: text('time_zone').notNull(),
  until: text(),
  exceptions: json().notNull(),
  paused: boolean().notNull(),
  prepareMs: bigint('prepare_ms', { mode: 'number' }).notNull(),
  createdAt: instant('created_at').notNull(),
  changedAt: instant('changed_at').notNull(),
  /** Every occurrence up to here has been dealt with. */
  doneUntil: instant('done_until').notNull(),
});

/** One action on many items; its workflow asks for slice after slice. */
export const bulkOperation = pgTable(
  'bulk_operation',
  {
    id: uuid().primaryKey(),
    rev: integer().notNull(),
    action: text().notNull(),
    filter: json().notNull(),
    parameters: json().notNull(),
    reason: text(),
    author: text().notNull(),
    role: text().notNull(),
    state: text().notNull(),
    /** Ids, in their order: written once, and kept out of the row where they are many. */
    items: json().notNull(),
    position: integer().notNull(),
    done: integer().notNull(),
    skipped: integer().notNull(),
    failed: integer().notNull(),
    skippedReasons: json('skipped_reasons').notNull(),
    createdAt: instant('created_at').notNull(),
    changedAt: instant('changed_at').notNull(),
    endedAt: instant('ended_at'),
  },
  () => [check('bulk_operation_state', oneOf('state', BULK_STATES))],
);

/** Who completed the last item of a customer, in workstreams that prefer her for the next; forgotten when that is too long ago. */
export const served = pgTable(
  'served',
  {
    workstream: text().notNull(),
    customerRef: text('customer_ref').notNull(),
    agentId: text('agent_id').notNull(),
    at: instant('at').notNull(),
    /** Of the event that completed it. */
    seq: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.workstream, table.customerRef] })],
);

/** An answer kept for 24 h under API key, route and Idempotency-Key. */
export const idempotency = pgTable('idempotency', {
  scope: text().primaryKey(),
  bodyHash: text('body_hash').notNull(),
  reply: jsonb().notNull(),
  createdAt: instant('created_at').notNull(),
});

export const apiKey = pgTable(
  'api_key',
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    role: text().notNull(),
    agent: text(),
    source: text(),
    /** SHA-256 of the secret, in hexadecimal. */
    hash: text().notNull().unique(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at'),
    revokedAt: instant('revoked_at'),
  },
  () => [check('api_key_role', oneOf('role', ROLES))],
);

/** One row: who may write, how far the log goes, how far workflows were told of it, and the engine's time at its last batch. */
export const engineLease = pgTable('engine_lease', {
  name: text().primaryKey(),
  holder: text().notNull(),
  address: text().notNull(),
  /** Raised when the data come from a backup, so that workflows take rows of a lower `rev` again. */
  incarnation: integer().notNull(),
  epoch: bigint({ mode: 'number' }).notNull(),
  seq: bigint({ mode: 'number' }).notNull(),
  /** Every workflow has been told of all that its item did up to this event. */
  deliveredSeq: bigint('delivered_seq', { mode: 'number' }).notNull().default(0),
  now: instant('now').notNull(),
  expiresAt: instant('expires_at').notNull(),
});
