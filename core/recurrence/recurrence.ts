import type { NewItem } from '../command.ts';
import { nextOccurrence, type Pattern, patternOf, type Timing } from './occurrences.ts';

/** What is made at each occurrence: an item but for what follows from its time. */
export interface Template
  extends Omit<NewItem, 'id' | 'source' | 'externalId' | 'follows' | 'notBefore' | 'dueAt' | 'booking'> {
  /** After the occurrence, in milliseconds; `null`: as the rules say. */
  readonly dueAfterMs: number | null;
}

/** What people say of a recurrence. */
export interface RecurrenceInput extends Timing {
  readonly name: string;
  readonly item: Template;
  /** How long before its time each item is there, `scheduled`. */
  readonly prepareMs: number;
  readonly paused: boolean;
}

/** A row. */
export interface Recurrence extends RecurrenceInput {
  readonly id: string;
  readonly rev: number;
  readonly createdAt: number;
  readonly changedAt: number;
  /** Every occurrence up to this instant has been dealt with: each once, since it never goes back. */
  readonly doneUntil: number;
}

/** A row with what follows from it. Occurrences are epoch milliseconds. */
export interface Standing {
  readonly row: Recurrence;
  readonly pattern: Pattern;
  /** The next occurrence that nobody has dealt with; `null` when none comes any more. */
  readonly next: number | null;
}

export function standing(row: Recurrence, pattern: Pattern = patternOf(row)): Standing {
  return { row, pattern, next: nextOccurrence(pattern, row.doneUntil) };
}

/** When its item is to be there; `null` when nothing is to come, or nothing while it is paused. */
export const dueAt = ({ row, next }: Standing): number | null =>
  next === null || row.paused ? null : next - row.prepareMs;

/** How late an item may still be made, after an outage: people do not begin the day with all that a night has missed. */
export const CATCH_UP_MS = 600_000;

/** The source of its items. The external id of each is its nominal time, as an instant. */
export const sourceOf = (id: string): string => `${PREFIX}${id}`;
const PREFIX = 'recurrence/';

/** An item that somebody else made would stand in the way of an occurrence. */
export const isReserved = (source: string): boolean => source.startsWith(PREFIX);

/** The source of what goes on from an item, where none is named: what follows an occurrence is none itself. */
export const sourceAfter = (source: string): string => (isReserved(source) ? 'follow-up' : source);

/** The item of an occurrence. */
export function templateAt(
  { item: { dueAfterMs, ...item } }: RecurrenceInput,
  at: { id: string; source: string; nominal: number },
): NewItem {
  return {
    ...item,
    id: at.id,
    source: at.source,
    follows: null,
    externalId: new Date(at.nominal).toISOString(),
    notBefore: at.nominal,
    dueAt: dueAfterMs === null ? null : at.nominal + dueAfterMs,
  };
}
