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
import { ITEM_STATES } from '../../core/item.ts';
import { OFFER_STATES } from '../../core/offer.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
export const oneOf = (column: string, values: readonly string[]) =>
  sql.raw(`${column} in (${values.map((value) => `'${value}'`).join(', ')})`);

/** The narrow state row: rewritten at every step, so it holds what decides and nothing that people wrote. */
export const workItem = pgTable(
  'work_item',
  {
    id: uuid().primaryKey(),
    rev: integer().notNull(),
    source: text().notNull(),
    externalId: text('external_id'),
    channel: text().notNull(),
    workstream: text().notNull(),
    queue: text(),
    state: text().notNull(),
    priority: integer().notNull(),
    raised: integer().notNull(),
    cost: integer().notNull(),
    requirements: jsonb().notNull(),
    relaxed: boolean().notNull(),
    escalationStep: integer('escalation_step').notNull(),
    flags: jsonb().notNull(),
    agentId: text('agent_id'),
    manual: boolean().notNull(),
    backOffs: jsonb('back_offs').notNull(),
    createdAt: instant('created_at').notNull(),
    enqueuedAt: instant('enqueued_at'),
    waitingSince: instant('waiting_since'),
    offeredAt: instant('offered_at'),
    assignedAt: instant('assigned_at'),
    completedAt: instant('completed_at'),
    closedAt: instant('closed_at'),
    notBefore: instant('not_before'),
    dueAt: instant('due_at'),
    nextEscalationAt: instant('next_escalation_at'),
    wrapUpEndsAt: instant('wrap_up_ends_at'),
    timeToLiveEndsAt: instant('time_to_live_ends_at'),
    configurationVersion: integer('configuration_version').notNull(),
  },
  (table) => [
    check('work_item_state', oneOf('state', ITEM_STATES)),
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
    state: text().notNull(),
    units: integer().notNull(),
    offeredAt: instant('offered_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    endedAt: instant('ended_at'),
    manual: boolean().notNull(),
  },
  (table) => [
    check('offer_state', oneOf('state', OFFER_STATES)),
    index('offer_pending').on(table.itemId).where(sql`ended_at is null`),
  ],
);
