import { sql } from 'drizzle-orm';
import {
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
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { ITEM_STATES, isSettled } from '../../core/item.ts';
import { OFFER_STATES } from '../../core/offer.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
export const oneOf = (column: string, values: readonly string[]) =>
  sql.raw(`${column} in (${values.map((value) => `'${value}'`).join(', ')})`);

/**
 * The narrow state row: rewritten at every step, so it holds what decides and nothing that people wrote. What changes most stands
 * last: an update logs the bytes from the first changed column to the last one, not the whole row. What is nearly always the same
 * (`usual` in db/rows.ts) is null then. No column that a step between creation and close changes may be in an index.
 */
export const workItem = pgTable(
  'work_item',
  {
    id: uuid().notNull(),
    createdAt: instant('created_at').notNull(),
    configurationVersion: integer('configuration_version').notNull(),
    cost: integer().notNull(),
    priority: integer().notNull(),
    raised: integer(),
    escalationStep: integer('escalation_step'),
    ladderFrom: integer('ladder_from'),
    channel: text().notNull(),
    workstream: text().notNull(),
    queue: text(),
    requiredSkills: json('required_skills'),
    requiredGroups: json('required_groups'),
    requiredAgent: text('required_agent'),
    flags: json(),
    backOffs: json('back_offs'),
    manual: boolean(),
    notBefore: instant('not_before'),
    dueAt: instant('due_at'),
    timeToLiveEndsAt: instant('time_to_live_ends_at'),
    enqueuedAt: instant('enqueued_at'),
    nextEscalationAt: instant('next_escalation_at'),
    waitingSince: instant('waiting_since'),
    offeredAt: instant('offered_at'),
    assignedAt: instant('assigned_at'),
    wrapUpEndsAt: instant('wrap_up_ends_at'),
    completedAt: instant('completed_at'),
    closedAt: instant('closed_at'),
    rev: integer().notNull(),
    state: text().notNull(),
    agentId: text('agent_id'),
    heldUnits: integer('held_units'),
    requiredAttributes: json('required_attributes'),
    preferredAgent: text('preferred_agent'),
    preferredUntil: instant('preferred_until'),
    widenings: json(),
    supervisor: text(),
    pausedAt: instant('paused_at'),
    resumesAt: instant('resumes_at'),
    pausedFor: text('paused_for'),
    targets: json(),
    urged: integer(),
    attention: json(),
    wrapUpExtended: integer('wrap_up_extended'),
    callback: json(),
    interruptedBy: uuid('interrupted_by'),
    overflowAt: instant('overflow_at'),
    waitsFrom: instant('waits_from'),
    overflow: json(),
  },
  (table) => [
    check('work_item_state', oneOf('state', ITEM_STATES)),
    // `closed_at` is the marker of a settled row: one that forgets it would be open for ever.
    check('work_item_settled', sql`(closed_at is not null) = (${oneOf('state', ITEM_STATES.filter(isSettled))})`),
    // Two halves of one primary key: open rows are found among millions of settled ones, and a row is in one index only. That an id
    // is not used again is up to the payload's key.
    uniqueIndex('work_item_open').on(table.id).where(sql`closed_at is null`),
    uniqueIndex('work_item_closed').on(table.id).where(sql`closed_at is not null`),
  ],
);

/**
 * Where an item comes from and what people wrote about it: written once, changed seldom. A foreign key would lock, and so rewrite,
 * the state row.
 */
export const workItemPayload = pgTable(
  'work_item_payload',
  {
    id: uuid().primaryKey(),
    source: text().notNull(),
    externalId: text('external_id'),
    subject: text(),
    customerRef: text('customer_ref'),
    attributes: jsonb().notNull(),
    outcome: text(),
    note: text(),
    /** Null where it is empty: what the channel said of the customer, what rules have set, and what was asked for. */
    customer: json(),
    derived: json(),
    given: json(),
    /** What its customer is to read, where it was ended without anybody having had it. */
    message: text(),
    /** The item that it goes on from: for ever. */
    follows: uuid(),
  },
  (table) => [
    uniqueIndex('work_item_external').on(table.source, table.externalId).where(sql`external_id is not null`),
    index('work_item_follows').on(table.follows).where(sql`follows is not null`),
  ],
);

/** By item, which finds its pending offer; one that ended is found through the event that its id names. */
export const offer = pgTable(
  'offer',
  {
    /** Begins with the instant of the offer. */
    id: uuid().notNull(),
    itemId: uuid('item_id').notNull(),
    expiresAt: instant('expires_at').notNull(),
    units: integer().notNull(),
    agentId: text('agent_id').notNull(),
    manual: boolean(),
    endedAt: instant('ended_at'),
    state: text().notNull(),
  },
  (table) => [
    check('offer_state', oneOf('state', OFFER_STATES)),
    check('offer_ended', sql`(ended_at is not null) = (state <> 'pending')`),
    // Not on `ended_at is null`: that index would be written again when each offer ends.
    primaryKey({ columns: [table.itemId, table.id] }),
  ],
);
