import { Temporal } from 'temporal-polyfill';

/** What a clock on the wall shows, whichever zone it hangs in: milliseconds since 1970 began on it. */
export type WallTime = number;

export const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Days since 1970 began. */
export const dayOf = (wall: WallTime): number => Math.floor(wall / DAY_MS);

export interface CalendarDate {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  /** From 0 for Monday. */
  readonly weekday: number;
}

export const dateOf = (wall: WallTime): CalendarDate => dateOfDay(dayOf(wall));

export function dateOfDay(day: number): CalendarDate {
  const date = new Date(day * DAY_MS);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: weekdayOf(day),
  };
}

/** From 0 for Monday: 1 January 1970 was a Thursday. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** `month` counts from 1, and may lie outside a year. */
export const dayOfDate = (year: number, month: number, day: number): number =>
  Math.floor(Date.UTC(year, month - 1, day) / DAY_MS);

export function timeOf(wall: WallTime): { hour: number; minute: number; second: number } {
  const ms = wall - dayOf(wall) * DAY_MS;
  return {
    hour: Math.floor(ms / 3_600_000),
    minute: Math.floor(ms / MINUTE_MS) % 60,
    second: Math.floor(ms / 1_000) % 60,
  };
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;

/** `2026-12-24`, or `null` where there is no such day. */
export const readDate = (text: string): WallTime | null => (DATE.test(text) ? read(`${text}T00:00:00`) : null);

/** `2026-12-24T09:00` with or without seconds, or `null` where there is no such time. */
export const readDateTime = (text: string): WallTime | null =>
  DATE_TIME.test(text) ? read(text.length === 16 ? `${text}:00` : text) : null;

/** `Date` takes the 30th of February for the 2nd of March. */
function read(text: string): WallTime | null {
  const wall = Date.parse(`${text}Z`);
  return Number.isFinite(wall) && new Date(wall).toISOString().startsWith(text) ? wall : null;
}

export const wallOf = (instant: number, timeZone: string): WallTime =>
  instant + Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1e6;

/**
 * When the clock shows it. What it skips as it is put forward is as late as if it had not been (02:30 is then 03:30); of what it shows
 * twice the first counts.
 */
export const instantOf = (wall: WallTime, timeZone: string): number =>
  Temporal.PlainDateTime.from(new Date(wall).toISOString().slice(0, 19)).toZonedDateTime(timeZone, {
    disambiguation: 'compatible',
  }).epochMilliseconds;
