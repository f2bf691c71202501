import ICAL from 'ical.js';

/** Whether a date such as `2026-12-25` is a holiday. */
export type IsHoliday = (date: string) => boolean;

/** The holidays of a country in a year, as dates; `null` for a country or region that is not known. */
export type CountryHolidays = (of: {
  readonly country: string;
  readonly region: string | null;
  readonly year: number;
}) => ReadonlySet<string> | null;

export type Holidays =
  | { readonly ok: true; readonly isHoliday: IsHoliday }
  | { readonly ok: false; readonly detail: string };

const FREQUENCIES = new Set(['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY']);
const MOST_EVENTS = 5000;
/** Steps of one recurrence within all years that are ever looked at. */
const MOST_OCCURRENCES = 50_000;
const LONGEST_DAYS = 366;

/** The all-day events of an iCalendar text (RFC 5545), recurring ones included. Never throws. */
export function fromICalendar(text: string): Holidays {
  try {
    const components = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent');
    if (components.length === 0) return unreadable('it has no event');
    if (components.length > MOST_EVENTS) return unreadable(`it has more than ${MOST_EVENTS} events`);
    const events = components.map((component) => new ICAL.Event(component));
    const often = events.find((event) =>
      Object.keys(event.getRecurrenceTypes()).some((type) => !FREQUENCIES.has(type)),
    );
    if (often !== undefined) return unreadable(`event ${JSON.stringify(often.summary)} repeats more often than daily`);
    const missing = events.find(({ startDate }) => startDate === null || Number.isNaN(startDate.year));
    if (missing !== undefined) return unreadable(`event ${JSON.stringify(missing.summary)} has no readable start`);
    return { ok: true, isHoliday: byYear((year) => new Set(events.flatMap((event) => datesIn(event, year)))) };
  } catch (error) {
    return unreadable(error instanceof Error ? error.message : String(error));
  }
}

const unreadable = (why: string): Holidays => ({ ok: false, detail: `The iCalendar text cannot be used: ${why}` });

/** A country's holidays, worked out a year at a time; not known, or no list installed, is an answer. */
export function ofCountry(of: { country: string; region: string | null }, countries: CountryHolidays | null): Holidays {
  if (countries === null)
    return {
      ok: false,
      detail: 'Holidays of a country need the package date-holidays: install it, or give their dates',
    };
  const known = countries({ ...of, year: 2026 });
  if (known === null) {
    const place = of.region === null ? `country ${of.country}` : `region ${of.region} of country ${of.country}`;
    return { ok: false, detail: `There is no list of holidays for ${place}` };
  }
  return { ok: true, isHoliday: byYear((year) => countries({ ...of, year }) ?? new Set()) };
}

function byYear(datesOf: (year: number) => ReadonlySet<string>): IsHoliday {
  const years = new Map<number, ReadonlySet<string>>();
  return (date) => {
    const year = Number(date.slice(0, 4));
    const known = years.get(year) ?? datesOf(year);
    years.set(year, known);
    return known.has(date);
  };
}

/** The dates that the event covers and that lie in the year. */
function datesIn(event: ICAL.Event, year: number): string[] {
  const length = Math.min(
    LONGEST_DAYS,
    Math.max(1, event.endDate.subtractDateTz(event.startDate).toSeconds() / 86_400),
  );
  const dates: string[] = [];
  const cover = (from: ICAL.Time) => {
    const day = from.clone();
    day.isDate = true;
    for (let count = 0; count < length; count += 1, day.adjust(1, 0, 0, 0))
      if (day.year === year) dates.push(day.toString());
  };
  if (!event.isRecurring()) {
    cover(event.startDate);
    return dates;
  }
  const occurrences = event.iterator();
  for (let count = 0; count < MOST_OCCURRENCES; count += 1) {
    const next = occurrences.next();
    if (next === null || next === undefined || next.year > year) break;
    if (next.year >= year - 1) cover(next);
  }
  return dates;
}
