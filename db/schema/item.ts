import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
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
 * last: an update logs the bytes from the first changed column to the last one, not the whole row.
 */
export const workItem = pgTable(
  'work_item',
  {
    id: uuid().primaryKey(),
    source: text().notNull(),
    externalId: text('external_id'),
    channel: text().notNull(),
    workstream: text().notNull(),
    configurationVersion: integer('configuration_version').notNull(),
    cost: integer().notNull(),
    priority: integer().notNull(),
    createdAt: instant('created_at').notNull(),
    notBefore: instant('not_before'),
    dueAt: instant('due_at'),
    timeToLiveEndsAt: instant('time_to_live_ends_at'),
    requirements: jsonb().notNull(),
    queue: text(),
    relaxed: boolean().notNull(),
    raised: integer().notNull(),
    escalationStep: integer('escalation_step').notNull(),
    ladderFrom: integer('ladder_from').notNull().default(0),
    flags: jsonb().notNull(),
    backOffs: jsonb('back_offs').notNull(),
    enqueuedAt: instant('enqueued_at'),
    nextEscalationAt: instant('next_escalation_at'),
    waitingSince: instant('waiting_since'),
    offeredAt: instant('offered_at'),
    rev: integer().notNull(),
    manual: boolean().notNull(),
    state: text().notNull(),
    agentId: text('agent_id'),
    assignedAt: instant('assigned_at'),
    completedAt: instant('completed_at'),
    wrapUpEndsAt: instant('wrap_up_ends_at'),
    closedAt: instant('closed_at'),
  },
  (table) => [
    check('work_item_state', oneOf('state', ITEM_STATES)),
    // `closed_at` is the marker of a settled row: one that forgets it would be open for ever.
    check('work_item_settled', sql`(closed_at is not null) = (${oneOf('state', ITEM_STATES.filter(isSettled))})`),
    uniqueIndex('work_item_external').on(table.source, table.externalId).where(sql`external_id is not null`),
    // How open rows are found among millions of closed ones. Written when an item is made and when it closes, never between.
    index('work_item_open').on(table.id).where(sql`closed_at is null`),
  ],
);

/** What people wrote about an item: written once, changed seldom. A foreign key would lock, and so rewrite, the state row. */
export const workItemPayload = pgTable('work_item_payload', {
  id: uuid().primaryKey(),
  subject: text(),
  customerRef: text('customer_ref'),
  attributes: jsonb().notNull(),
  outcome: text(),
  note: text(),
});

export const offer = pgTable(
  'offer',
  {
    id: uuid().primaryKey(),
    itemId: uuid('item_id').notNull(),
    agentId: text('agent_id').notNull(),
    units: integer().notNull(),
    offeredAt: instant('offered_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    manual: boolean().notNull(),
    state: text().notNull(),
    endedAt: instant('ended_at'),
  },
  (table) => [
    check('offer_state', oneOf('state', OFFER_STATES)),
    check('offer_ended', sql`(ended_at is not null) = (state <> 'pending')`),
    // Pending offers are found through their open items: a partial index on `ended_at` would be written again when each offer ends.
    index('offer_item').on(table.itemId),
  ],
);
