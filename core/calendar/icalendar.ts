import ICAL from 'ical.js';
import type { Holidays } from './holidays.ts';

/**
 * What may narrow a yearly recurrence. With more, and with other frequencies, the library can look for a day that never comes (a 30th of
 * February) for minutes, and whoever has the text decides that. What comes more often than yearly belongs in the weekly hours.
 */
const PARTS = ['BYMONTH', 'BYMONTHDAY', 'BYDAY'];
const MOST_YEARS_BETWEEN = 100;
const IN_A_MONTH = /^[+-]?[1-5]?[A-Z]{2}$/;
const IN_A_YEAR = /^[A-Z]{2}$/;
const MOST_EVENTS = 5000;
/** Years of which the days are worked out when the text is read, so that nothing is left to do when the engine asks. */
const LAST_YEAR = 2100;
/** Steps of all recurrences together: one was measured at 20 µs. */
const MOST_STEPS = 5000;
const MOST_DAYS = 20_000;
const LONGEST_DAYS = 366;

/** The all-day events of an iCalendar text (RFC 5545), recurring ones up to 2100 included, cancelled ones left out. Never throws. */
export function fromICalendar(text: string): Holidays {
  if (!/^\s*BEGIN:VCALENDAR/i.test(text))
    return unreadable(
      'it does not begin with BEGIN:VCALENDAR: the name of a file is replaced by its text on the command line only',
    );
  try {
    const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent');
    if (events.length === 0) return unreadable('it has no event');
    if (events.length > MOST_EVENTS) return unreadable(`it has more than ${MOST_EVENTS} events`);
    const valid = events.filter((event) => event.getFirstPropertyValue('status') !== 'CANCELLED');
    const wrong = valid.map(faultIn).find((fault) => fault !== null);
    if (wrong !== undefined) return unreadable(wrong);
    const days = daysOf(valid.map((event) => new ICAL.Event(event)));
    if (days === null)
      return unreadable(`its events come more than ${MOST_STEPS} times up to ${LAST_YEAR}: give the last ones an end`);
    return { ok: true, days };
  } catch (error) {
    return unreadable(error instanceof Error ? error.message : String(error));
  }
}

const unreadable = (why: string): Holidays => ({
  ok: false,
  detail: `the iCalendar text cannot be used, since ${why}`,
});

function faultIn(event: ICAL.Component): string | null {
  const named = `event ${JSON.stringify(String(event.getFirstPropertyValue('summary') ?? '').slice(0, 63))}`;
  const start = event.getFirstPropertyValue('dtstart');
  if (!(start instanceof ICAL.Time) || Number.isNaN(start.year)) return `${named} has no readable start`;
  const rules = event.getAllProperties('rrule').map((property) => property.getFirstValue());
  return rules.every((rule) => rule instanceof ICAL.Recur && isPlain(rule))
    ? null
    : `${named} repeats in a way that is not supported: let it repeat yearly, or write its dates out`;
}

function isPlain({ freq, interval, parts }: ICAL.Recur): boolean {
  const names = Object.keys(parts);
  if (freq !== 'YEARLY' || interval < 1 || interval > MOST_YEARS_BETWEEN) return false;
  if (!names.every((name) => PARTS.includes(name)) || (names.includes('BYDAY') && names.includes('BYMONTHDAY')))
    return false;
  const days = names.includes('BYDAY') ? [parts['BYDAY']].flat().map(String) : [];
  return days.every((day) => (names.includes('BYMONTH') ? IN_A_MONTH : IN_A_YEAR).test(day));
}

/** Every day that the events cover; `null` when they are too many. */
function daysOf(events: readonly ICAL.Event[]): ReadonlySet<string> | null {
  const days = new Set<string>();
  let steps = 0;
  for (const event of events) {
    const length = lengthOf(event);
    for (const at of occurrencesOf(event)) {
      if (at.year > LAST_YEAR) break;
      steps += 1;
      const day = at.clone();
      day.isDate = true;
      for (let count = 0; count < length; count += 1, day.adjust(1, 0, 0, 0)) days.add(day.toString());
      if (steps > MOST_STEPS || days.size > MOST_DAYS) return null;
    }
  }
  return days;
}

function* occurrencesOf(event: ICAL.Event): Generator<ICAL.Time> {
  if (!event.isRecurring()) {
    yield event.startDate;
    return;
  }
  const occurrences = event.iterator();
  for (let at = occurrences.next(); at; at = occurrences.next()) yield at;
}

const lengthOf = ({ startDate, endDate }: ICAL.Event): number =>
  Math.min(LONGEST_DAYS, Math.max(1, endDate.subtractDateTz(startDate).toSeconds() / 86_400));
