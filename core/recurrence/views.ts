import type { World } from '../world.ts';
import { upcoming } from './occurrences.ts';
import type { Recurrence } from './recurrence.ts';
import { wallOf } from './wall.ts';

/** A row, and its next occurrence in epoch milliseconds. */
export interface RecurrenceView {
  readonly recurrence: Recurrence;
  readonly next: number | null;
}

/** `local`: `2026-12-01T09:00:00` by the wall clock of the recurrence. */
export interface OccurrenceView {
  readonly at: number;
  readonly local: string;
}

/** Oldest first: ids are UUIDv7. */
export const recurrenceViews = ({ recurrences }: World): RecurrenceView[] =>
  [...recurrences.values()]
    .map(({ row, next }) => ({ recurrence: row, next }))
    .sort((a, b) => (a.recurrence.id < b.recurrence.id ? -1 : 1));

export function recurrenceView({ recurrences }: World, id: string): RecurrenceView | null {
  const found = recurrences.get(id);
  return found === undefined ? null : { recurrence: found.row, next: found.next };
}

/** Those after an instant; `null` where there is no such recurrence. */
export function occurrenceViews(
  { recurrences }: World,
  { id, after, most }: { id: string; after: number; most: number },
): OccurrenceView[] | null {
  const found = recurrences.get(id);
  if (found === undefined) return null;
  const { timeZone } = found.row;
  return upcoming(found.pattern, after, most).map((at) => ({
    at,
    local: new Date(wallOf(at, timeZone)).toISOString().slice(0, 19),
  }));
}
