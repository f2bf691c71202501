import { type Calendar, WEEKDAYS } from '../../../core/calendar/calendar.ts';
import type { Configuration } from '../../../core/configuration/compiled.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The hours of calendars by the clock of `Intl`, which core does not use. Ranges end on the day on which they begin; there are no holidays. */
const offsets = new Map<string, number>();
function offset(timeZone: string, at: number): number {
  const hour = Math.floor(at / HOUR) * HOUR;
  const key = `${timeZone} ${hour}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const written = new Date(hour).toLocaleString('sv-SE', { timeZone }).replace(' ', 'T');
  const found = Date.parse(`${written}Z`) - hour;
  offsets.set(key, found);
  return found;
}

function isOpenAt({ timeZone, weekly, exceptions }: Calendar, at: number): boolean {
  const wall = at + offset(timeZone, at);
  const date = new Date(wall).toISOString().slice(0, 10);
  // 1 January 1970 was a Thursday.
  const weekday = WEEKDAYS[(Math.floor(wall / DAY) + 3) % 7]!;
  const minute = (wall % DAY) / MINUTE;
  return (exceptions[date] ?? weekly[weekday]).some(({ from, to }) => minute >= from && minute < to);
}

/** `null` names no calendar: always open. */
export const isOpen = (configuration: Configuration, calendar: string | null, now: number): boolean =>
  openOn(configuration, calendar, Math.floor(now / DAY)).some(({ from, to }) => from <= now && now < to);

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Calendars that say the same are one. */
const named = new WeakMap<Calendar, string>();
function nameOf(calendar: Calendar): string {
  const name = named.get(calendar) ?? JSON.stringify(calendar);
  named.set(calendar, name);
  return name;
}

const days = new Map<string, Stretch[]>();

/** What is open of a day of UTC, counted since 1970. */
export function openOn(configuration: Configuration, name: string | null, day: number): readonly Stretch[] {
  if (name === null) return [{ from: day * DAY, to: (day + 1) * DAY }];
  const calendar = configuration.calendars[name]!;
  const key = `${day} ${nameOf(calendar)}`;
  const found = days.get(key) ?? minutesOf(calendar, day);
  days.set(key, found);
  return found;
}

/** Minute by minute. */
function minutesOf(calendar: Calendar, day: number): Stretch[] {
  const found: Stretch[] = [];
  for (let at = day * DAY; at < (day + 1) * DAY; at += MINUTE) {
    const last = found.at(-1);
    if (!isOpenAt(calendar, at)) continue;
    if (last?.to === at) found[found.length - 1] = { from: last.from, to: at + MINUTE };
    else found.push({ from: at, to: at + MINUTE });
  }
  return found;
}
