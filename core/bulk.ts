import type { Role } from './command.ts';
import type { ItemState } from './item.ts';

export const BULK_ACTIONS = ['cancel', 'transfer', 'reschedule', 'release', 'set_priority', 'retry'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

export const BULK_STATES = ['running', 'paused', 'done', 'cancelled'] as const;
export type BulkState = (typeof BULK_STATES)[number];

/** Which open items; a field that is null says nothing. */
export interface BulkFilter {
  readonly state: ItemState | null;
  readonly queue: string | null;
  readonly workstream: string | null;
  readonly channel: string | null;
  readonly source: string | null;
  readonly agent: string | null;
  /** Epoch milliseconds. */
  readonly createdBefore: number | null;
}

/** What an action needs to know: `queue` of a transfer, `notBefore` of a reschedule, `priority` of `set_priority`. */
export interface BulkParameters {
  readonly queue: string | null;
  readonly notBefore: number | null;
  readonly priority: number | null;
}

/** A row. What it is about is settled when it begins, so that each of its items is dealt with once and counted. */
export interface BulkOperation {
  readonly id: string;
  readonly rev: number;
  readonly action: BulkAction;
  readonly filter: BulkFilter;
  readonly parameters: BulkParameters;
  readonly reason: string | null;
  /** Id and role of the key of whoever began it, in whose name it acts. */
  readonly author: string;
  readonly role: Role;
  readonly state: BulkState;
  /** Ids, in the order in which they are dealt with. */
  readonly items: readonly string[];
  /** How many of them have been dealt with. */
  readonly position: number;
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  /** Reason → how many items were passed over or refused for it. */
  readonly skippedReasons: Readonly<Record<string, number>>;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly endedAt: number | null;
}

/** As it is shown: with the number of its items instead of all of their ids. */
export type BulkView = Omit<BulkOperation, 'items'> & { readonly matched: number };

export const bulkView = ({ items, ...row }: BulkOperation): BulkView => ({ ...row, matched: items.length });

export const isEnded = ({ state }: Pick<BulkOperation, 'state'>): boolean => state === 'done' || state === 'cancelled';

/** Work is lost by it, so that it needs a second word. */
export const losesWork = (action: BulkAction): boolean => action === 'cancel';
