import { defineSearchAttributeKey, SearchAttributeType, type TypedSearchAttributes } from '@temporalio/common';
import type { BulkState } from '../core/bulk.ts';
import type { ItemState } from '../core/item.ts';
import type { ToldRow } from '../core/state-row.ts';

/** What travels between Signalbox and an item's workflow. No message holds what people wrote. */

export type Row = ToldRow;
export const WORKFLOW_TYPE = 'workItem';

export const OCCURRENCE_TYPE = 'occurrence';

/** What a recurrence's schedule hands to each workflow that it starts, and remembers of the row that it was made from. */
export interface OccurrenceStart {
  readonly recurrence: string;
  readonly rev: number;
  /** The occurrence is so long after the workflow's scheduled start. */
  readonly prepareMs: number;
  readonly paused: boolean;
}

/** What became of it, for whoever looks at the workflow. */
export interface OccurrenceEnd {
  /** As an instant. */
  readonly nominal: string;
  readonly result: 'done' | 'refused' | 'left to the engine';
  readonly detail: string;
}

export const BULK_TYPE = 'bulk';
export const BULK_CHANGED = 'changed';

/** Which operation, and how far it is: what a run begins with and hands on. */
export interface BulkStart {
  readonly bulk: string;
  readonly position: number;
}

/** How far a bulk operation is, as its row says; slugs and numbers only. */
export interface BulkProgress {
  /** `over`: it has ended before, or there is none. */
  readonly state: BulkState | 'over';
  /** What is done to which items, in words. */
  readonly what: string;
  readonly matched: number;
  readonly position: number;
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  readonly skippedReasons: Readonly<Record<string, number>>;
}

export const ALERT_TYPE = 'alert';

/** What supervisors are to hear of, as the log has it: ids, slugs and the words of the organisation. */
export interface AlertStart {
  readonly id: string;
  readonly seq: number;
  readonly type: string;
  /** As an instant. */
  readonly at: string;
  readonly item: string | null;
  readonly queue: string | null;
  readonly channel: string | null;
  readonly workstream: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** The workflow's argument: the row as it was when it was started, and what a run hands on to the next one. */
export interface Start {
  readonly row: Row;
  readonly commands?: readonly Command[];
}

/** The payload of a fact signal: the row after it, and all facts of this delivery, the latest last. */
export interface Facts {
  readonly row: Row;
  readonly facts: readonly string[];
}

/** Signals from the relay, named after the last word of the latest event's type (`made` as `offered`). */
export const FACTS = [
  'created',
  'enqueued',
  'admitted',
  'offered',
  'accepted',
  'declined',
  'expired',
  'withdrawn',
  'agent_lost',
  'assigned',
  'paused',
  'resumed',
  'interrupted',
  'continued',
  'escalated',
  'alerted',
  'overflowed',
  'callback_offered',
  'patched',
  'classified',
  'rescheduled',
  'transferred',
  'released',
  'unbound',
  'completed',
  'wrap_up_extended',
  'wrap_up_ended',
  'closed',
  'cancelled',
  'needs_attention',
  'responded',
  'consulted',
  'advised',
  'attempted',
  'target_warned',
  'target_breached',
  'repaired',
] as const;
export type Fact = (typeof FACTS)[number];

/** Signals from anyone. Temporal knows no roles, so a setting of the worker turns them off. */
export const COMMANDS = ['accept', 'decline', 'complete', 'pause', 'resume', 'retry', 'cancel', 'reschedule'] as const;
export type CommandName = (typeof COMMANDS)[number];

/** A command signal as it waits in the workflow: `nth` of this run, by which the activity finds who sent it. */
export interface Command {
  readonly name: CommandName;
  /** The signal's payload, unchecked. */
  readonly input: unknown;
  /** A cancellation of the workflow is a command too, and no signal. */
  readonly by: 'signal' | 'cancellation';
  readonly nth: number;
}

/** What the workflow answers to the query `state`. */
export interface StateAnswer {
  readonly row: Row;
  readonly waitsFor: string;
  readonly commands: readonly CommandName[];
  /** The last thing that was refused or could not be read. */
  readonly trouble: string | null;
}

const SETTLED: readonly ItemState[] = ['closed', 'cancelled', 'expired'];
export const isSettledRow = (row: Row): boolean => SETTLED.includes(row.state);

/** The later row of two of the same item: doubled, late and lost messages all end in the same one. */
export const newer = (a: Row, b: Row): Row =>
  b.incarnation > a.incarnation || (b.incarnation === a.incarnation && b.rev > a.rev) ? b : a;

/** Whether a message from outside is a row of this item that can be waited on. */
export function isRow(value: unknown, id: string): value is Row {
  const row = value as Partial<Row> | null;
  return (
    typeof row === 'object' &&
    row !== null &&
    row.id === id &&
    Number.isSafeInteger(row.rev) &&
    Number.isSafeInteger(row.incarnation) &&
    typeof row.state === 'string' &&
    typeof row.channel === 'string' &&
    Array.isArray(row.deadlines) &&
    row.deadlines.every((one) => typeof one?.verb === 'string' && Number.isSafeInteger(one.at))
  );
}

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
const integer = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.INT);

/** What an operator can search and sort by: slugs and numbers only. Registered before the first workflow is started. */
export const SEARCH = {
  state: keyword('SignalboxState'),
  queue: keyword('SignalboxQueue'),
  channel: keyword('SignalboxChannel'),
  agent: keyword('SignalboxAgent'),
  escalationStep: integer('SignalboxEscalationStep'),
  priority: integer('SignalboxPriority'),
} as const;

/** The same for the server: its word for the type of each. */
export const SEARCH_ATTRIBUTES: Readonly<Record<string, 'Keyword' | 'Int'>> = Object.fromEntries(
  Object.values(SEARCH).map(({ name, type }) => [name, type === SearchAttributeType.KEYWORD ? 'Keyword' : 'Int']),
);

export type Searchable = Readonly<Record<keyof typeof SEARCH, string | number | null>>;

export const searchable = (row: Row): Searchable => ({
  state: row.state,
  queue: row.queue,
  channel: row.channel,
  agent: row.agentId,
  escalationStep: row.escalationStep,
  priority: row.priority,
});

export type AttributePairs = ConstructorParameters<typeof TypedSearchAttributes>[0];
