import { isTimeZone } from '../configuration/document/forms.ts';
import { instant } from '../forms.ts';
import type { Finding } from '../outcome.ts';
import { instantOf, readDateTime, wallOf } from '../recurrence/wall.ts';
import type { SlotAsked } from './callback.ts';

/** The instant that a slot is asked for at. */
export interface Asked {
  readonly at: number;
  /** Whether the clock of the zone is put forward over the time that was asked for. */
  readonly skipped: boolean;
}

/** What was asked for as an instant; of a time that the clock shows twice the first. */
export function readSlot({ at, timeZone }: SlotAsked): Asked | Finding {
  if (timeZone !== null && !isTimeZone(timeZone))
    return {
      pointer: '/slot/timeZone',
      detail: `${JSON.stringify(timeZone.slice(0, 80))} is no IANA time zone such as Europe/Copenhagen.`,
    };
  const wall = readDateTime(at);
  if (wall === null) {
    const given = instant.safeParse(at);
    const detail =
      'Write a slot as an instant such as 2026-12-01T08:00:00Z, or as a time of the wall clock such as 2026-12-01T09:00 with its timeZone.';
    return given.success ? { at: given.data, skipped: false } : { pointer: '/slot/at', detail };
  }
  if (timeZone === null)
    return { pointer: '/slot/timeZone', detail: `Say in which timeZone the clock shows ${at}, or write an instant.` };
  const found = instantOf(wall, timeZone);
  return { at: found, skipped: wallOf(found, timeZone) !== wall };
}

/** As the clock of a zone shows it: `2026-12-01T09:00`, with seconds where it has some. */
export const wallText = (at: number, timeZone: string): string =>
  new Date(wallOf(at, timeZone)).toISOString().slice(0, 19).replace(/:00$/, '');
