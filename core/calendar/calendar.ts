import { Temporal } from 'temporal-polyfill';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Minutes of the wall clock since midnight. `to` is after `from`, and above 1440 where it lies on the next day. */
export interface OpenRange {
  readonly from: number;
  readonly to: number;
}

/** Opening hours in a time zone. A range belongs to the day on which it begins. */
export interface Calendar {
  readonly timeZone: string;
  readonly weekly: Readonly<Record<Weekday, readonly OpenRange[]>>;
  /** By date (`2026-12-24`): instead of the week and of holidays. */
  readonly exceptions: Readonly<Record<string, readonly OpenRange[]>>;
  /** Whether a date is a holiday: then it is closed. */
  readonly isHoliday: (date: string) => boolean;
}

/** A stretch of time, in epoch milliseconds; it ends just before `to`. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** How far ahead an opening or closing is looked for. */
const HORIZON_DAYS = 400;
const MINUTES_A_DAY = 1440;

/**
 * The stretch of open time that holds `at`, or else the next one; `null` when it does not open within 400 days. Stretches that touch
 * count as one, so `to` is when it really closes; one that is open throughout ends at the horizon.
 */
export function openStretch(calendar: Calendar, at: number): Stretch | null {
  let day = dateAt(at, calendar.timeZone).subtract({ days: 1 });
  let found: Stretch | null = null;
  for (let days = 0; days <= HORIZON_DAYS; days += 1, day = day.add({ days: 1 })) {
    for (const stretch of stretchesOf(calendar, day)) {
      if (stretch.to <= at) continue;
      if (found === null) found = stretch;
      else if (stretch.from <= found.to) found = { from: found.from, to: Math.max(found.to, stretch.to) };
      else return found;
    }
    // Nothing that begins on a later day can touch what ended on an earlier one.
    if (found !== null && found.to < startOf(day.add({ days: 1 }), calendar.timeZone)) return found;
  }
  return found;
}

export function isOpen(calendar: Calendar, at: number): boolean {
  const stretch = openStretch(calendar, at);
  return stretch !== null && stretch.from <= at;
}

/** When it opens or closes next; `null` when it does neither within 400 days. */
export function nextChange(calendar: Calendar, at: number): number | null {
  const stretch = openStretch(calendar, at);
  if (stretch === null) return null;
  return stretch.from > at ? stretch.from : stretch.to;
}

/** The clock on the wall of a time zone. */
export function wallClock(
  at: number,
  timeZone: string,
): { date: string; weekday: Weekday; hour: number; minute: number } {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  return {
    date: local.toPlainDate().toString(),
    weekday: WEEKDAYS[local.dayOfWeek - 1]!,
    hour: local.hour,
    minute: local.minute,
  };
}

const dateAt = (at: number, timeZone: string): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();

const startOf = (day: Temporal.PlainDate, timeZone: string): number => day.toZonedDateTime(timeZone).epochMilliseconds;

function stretchesOf(calendar: Calendar, day: Temporal.PlainDate): Stretch[] {
  return rangesOn(calendar, day)
    .map(({ from, to }) => ({
      from: reached(day, from, { timeZone: calendar.timeZone, side: 'first' }),
      to: reached(day, to, { timeZone: calendar.timeZone, side: 'last' }),
    }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);
}

function rangesOn(calendar: Calendar, day: Temporal.PlainDate): readonly OpenRange[] {
  const date = day.toString();
  if (Object.hasOwn(calendar.exceptions, date)) return calendar.exceptions[date]!;
  return calendar.isHoliday(date) ? [] : calendar.weekly[WEEKDAYS[day.dayOfWeek - 1]!];
}

/**
 * When the clock on the wall reaches a time of day. Where clocks are turned back it reaches it twice: hours begin with the first and end
 * with the last. A time that clocks skip is reached as they are turned forward.
 */
function reached(
  day: Temporal.PlainDate,
  minutes: number,
  at: { readonly timeZone: string; readonly side: 'first' | 'last' },
): number {
  const date = day.add({ days: Math.floor(minutes / MINUTES_A_DAY) });
  const wall = date.toPlainDateTime({ hour: Math.floor((minutes % MINUTES_A_DAY) / 60), minute: minutes % 60 });
  const earlier = wall.toZonedDateTime(at.timeZone, { disambiguation: 'earlier' });
  const later = wall.toZonedDateTime(at.timeZone, { disambiguation: 'later' });
  if (earlier.toPlainDateTime().equals(wall)) return (at.side === 'first' ? earlier : later).epochMilliseconds;
  return earlier.getTimeZoneTransition('next')!.epochMilliseconds;
}
