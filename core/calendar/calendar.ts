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
  const first = dayAt(at, calendar.timeZone) - 1;
  let found: Stretch | null = null;
  for (let day = first; day <= first + HORIZON_DAYS; day += 1) {
    for (const stretch of stretchesOf(calendar, day)) {
      if (stretch.to <= at) continue;
      if (found === null) found = stretch;
      else if (stretch.from <= found.to) found = { from: found.from, to: Math.max(found.to, stretch.to) };
      else return found;
    }
    // Nothing that begins on a later day can touch what ended on an earlier one.
    if (found !== null && found.to < startOf(day + 1, calendar.timeZone)) return found;
  }
  return found;
}

export function isOpen(calendar: Calendar, at: number): boolean {
  return stretchesFrom(calendar, at, 2).some(({ from, to }) => from <= at && at < to);
}

/** What is open between two instants, in order and joined where it touches. */
export function openBetween(calendar: Calendar, { from, to }: Stretch): Stretch[] {
  const found: Stretch[] = [];
  const days = Math.ceil((to - from) / (MINUTES_A_DAY * 60_000)) + 2;
  for (const one of stretchesFrom(calendar, from, days)) {
    const inside = { from: Math.max(one.from, from), to: Math.min(one.to, to) };
    const last = found.at(-1);
    if (inside.from >= inside.to) continue;
    if (last !== undefined && inside.from <= last.to)
      found[found.length - 1] = { from: last.from, to: Math.max(last.to, inside.to) };
    else found.push(inside);
  }
  return found;
}

/** Of so many days, beginning with the day before, whose hours may reach into the next. */
function stretchesFrom(calendar: Calendar, at: number, days: number): Stretch[] {
  const first = dayAt(at, calendar.timeZone) - 1;
  return Array.from({ length: days }, (_, n) => stretchesOf(calendar, first + n))
    .flat()
    .sort((a, b) => a.from - b.from);
}

/** Every day from midnight to midnight. */
export const ALWAYS_OPEN: Omit<Calendar, 'timeZone'> = {
  weekly: Object.fromEntries(WEEKDAYS.map((day) => [day, [{ from: 0, to: 1440 }]])) as unknown as Calendar['weekly'],
  exceptions: {},
  isHoliday: () => false,
};

/** Day by day the ranges that begin on it, from the day before an instant on; `next`: when the next day begins. */
export function* rangesFrom(calendar: Calendar, at: number): Generator<{ ranges: readonly Stretch[]; next: number }> {
  const first = dayAt(at, calendar.timeZone) - 1;
  for (let day = first; day <= first + HORIZON_DAYS; day += 1)
    yield { ranges: stretchesOf(calendar, day), next: startOf(day + 1, calendar.timeZone) };
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

/** Days are counted from 1 January 1970, whatever the zone; the first was a Thursday. */
const DAY_MS = MINUTES_A_DAY * 60_000;
const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
const weekdayOf = (day: number): Weekday => WEEKDAYS[(((day + 3) % 7) + 7) % 7]!;

/** When days begin, by zone: the only question to the zone on days on which no clock is turned. */
const known = new Map<string, Map<number, number>>();
const MOST_KNOWN = 5000;

function startOf(day: number, timeZone: string): number {
  let starts = known.get(timeZone);
  if (starts === undefined || starts.size > MOST_KNOWN) {
    starts = new Map();
    known.set(timeZone, starts);
  }
  const found = starts.get(day) ?? Temporal.PlainDate.from(dateOf(day)).toZonedDateTime(timeZone).epochMilliseconds;
  starts.set(day, found);
  return found;
}

/** The day on the wall: no zone is further than a day from UTC. */
function dayAt(at: number, timeZone: string): number {
  let day = Math.floor(at / DAY_MS) + 1;
  while (startOf(day, timeZone) > at) day -= 1;
  return day;
}

/** The hours of days that were asked about: every decision that looks at a clock asks about the same few. */
const openOn = new WeakMap<Calendar, Map<number, readonly Stretch[]>>();

function stretchesOf(calendar: Calendar, day: number): readonly Stretch[] {
  let days = openOn.get(calendar);
  if (days === undefined || days.size > MOST_KNOWN) {
    days = new Map();
    openOn.set(calendar, days);
  }
  const known = days.get(day);
  if (known !== undefined) return known;
  const found = stretchesFor(calendar, day);
  days.set(day, found);
  return found;
}

function stretchesFor(calendar: Calendar, day: number): Stretch[] {
  const { timeZone } = calendar;
  return rangesOn(calendar, day)
    .map(({ from, to }) => ({
      from: reached(day, from, { timeZone, side: 'first' }),
      to: reached(day, to, { timeZone, side: 'last' }),
    }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);
}

function rangesOn(calendar: Calendar, day: number): readonly OpenRange[] {
  const date = dateOf(day);
  if (Object.hasOwn(calendar.exceptions, date)) return calendar.exceptions[date]!;
  return calendar.isHoliday(date) ? [] : calendar.weekly[weekdayOf(day)];
}

/**
 * When the clock on the wall reaches a time of day. Where clocks are turned back it reaches it twice: hours begin with the first and end
 * with the last. A time that clocks skip is reached as they are turned forward.
 */
function reached(
  from: number,
  minutes: number,
  at: { readonly timeZone: string; readonly side: 'first' | 'last' },
): number {
  const day = from + Math.floor(minutes / MINUTES_A_DAY);
  const minute = minutes % MINUTES_A_DAY;
  const start = startOf(day, at.timeZone);
  if (startOf(day + 1, at.timeZone) - start === DAY_MS) return start + minute * 60_000;
  const wall = Temporal.PlainDate.from(dateOf(day)).toPlainDateTime({
    hour: Math.floor(minute / 60),
    minute: minute % 60,
  });
  const earlier = wall.toZonedDateTime(at.timeZone, { disambiguation: 'earlier' });
  const later = wall.toZonedDateTime(at.timeZone, { disambiguation: 'later' });
  if (earlier.toPlainDateTime().equals(wall)) return (at.side === 'first' ? earlier : later).epochMilliseconds;
  return earlier.getTimeZoneTransition('next')!.epochMilliseconds;
}
