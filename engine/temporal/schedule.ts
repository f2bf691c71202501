import { upcoming } from '../../core/recurrence/occurrences.ts';
import type { Standing } from '../../core/recurrence/recurrence.ts';
import type { OccurrenceStart } from '../../workflows/messages.ts';

/** A schedule as it has to be. */
export interface Wanted {
  readonly id: string;
  readonly start: OccurrenceStart;
  /** When it starts a workflow next, in epoch milliseconds: rules, zones and exceptions are the engine's to read. */
  readonly instants: readonly number[];
  readonly paused: boolean;
  readonly note: string;
  readonly summary: string;
  readonly queue: string | null;
  readonly channel: string | null;
}

/** A schedule as it is. */
export interface Found {
  /** What we wrote last; `null` where somebody else made it. */
  readonly start: OccurrenceStart | null;
  readonly instants: readonly number[];
  readonly paused: boolean;
  readonly note: string;
  readonly taskQueue: string;
}

/** So many are shown, and fire although the engine were away; each one that has come brings the next. */
const AHEAD = 10;

/** `null` for a recurrence that has no occurrence left: then there is no schedule. */
export function wantedOf({ row, pattern }: Standing): Wanted | null {
  const instants = upcoming(pattern, row.doneUntil, AHEAD).map((nominal) => nominal - row.prepareMs);
  if (instants.length === 0) return null;
  const { workstream, channel, queue } = row.item;
  const to = [workstream && `workstream ${workstream}`, channel && `channel ${channel}`, queue && `queue ${queue}`];
  return {
    id: row.id,
    start: { recurrence: row.id, rev: row.rev, prepareMs: row.prepareMs, paused: row.paused },
    instants,
    paused: row.paused,
    note: `${row.name}: ${row.rule} from ${row.start}, ${row.timeZone}. Kept by Signalbox: change it there (npx signalbox recurrences show ${row.id}); pausing and resuming here works too.`,
    summary: `${row.name}: makes an item (${to.filter(Boolean).join(', ')})`,
    queue,
    channel,
  };
}

/** Whether it was paused or resumed since we wrote it. */
export const isByHand = ({ start, paused }: Found): boolean => start !== null && start.paused !== paused;
