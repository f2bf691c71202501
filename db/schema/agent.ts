import { bigint, check, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { INTENTS } from '../../core/agent.ts';
import { oneOf } from './item.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const agent = pgTable(
  'agent',
  {
    id: text().primaryKey(),
    rev: integer().notNull(),
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
    idleSince: instant('idle_since').notNull(),
    unanswered: integer().notNull(),
    lastOfferSeq: bigint('last_offer_seq', { mode: 'number' }).notNull(),
    keptFor: text('kept_for'),
  },
  () => [
    check('agent_intent', oneOf('intent', INTENTS)),
    check('agent_connection', oneOf('connection', ['connected', 'lost'])),
    check('agent_connectivity', oneOf('connectivity', ['heartbeat', 'assumed'])),
  ],
);
