import { bigint, check, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { INTENTS } from '../../core/agent.ts';
import { oneOf } from './item.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** Her own columns first, then those that each offer and each return of work change: see `workItem`. */
export const agent = pgTable(
  'agent',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    profile: text().notNull(),
    groups: jsonb().notNull(),
    skills: jsonb().notNull(),
    capacity: integer(),
    connectivity: text().notNull(),
    intent: text().notNull(),
    intentReason: text('intent_reason'),
    intentSince: instant('intent_since').notNull(),
    connection: text().notNull(),
    connectionSince: instant('connection_since').notNull(),
    rev: integer().notNull(),
    unanswered: integer().notNull(),
    idleSince: instant('idle_since').notNull(),
    lastOfferSeq: bigint('last_offer_seq', { mode: 'number' }).notNull(),
    keptFor: text('kept_for'),
    attributes: jsonb().notNull().default({}),
    limits: jsonb().notNull().default({}),
  },
  () => [
    check('agent_intent', oneOf('intent', INTENTS)),
    check('agent_connection', oneOf('connection', ['connected', 'lost'])),
    check('agent_connectivity', oneOf('connectivity', ['heartbeat', 'assumed'])),
  ],
);
