import type { OpenRange } from '../../calendar/calendar.ts';
import { type CountryHolidays, type Holidays, ofCountry } from '../../calendar/holidays.ts';
import { fromICalendar } from '../../calendar/icalendar.ts';
import { daysOf } from '../document/calendars.ts';
import type { Of } from '../document/document.ts';
import type { Check } from './check.ts';

export function checkCalendars(check: Check, countries: CountryHolidays | null): void {
  for (const [name, calendar] of Object.entries(check.document.calendars ?? {})) {
    const pointer = `/calendars/${name}`;
    checkWeek(check, calendar, pointer);
    for (const [date, ranges] of Object.entries(calendar.exceptions ?? {}))
      if (ranges !== 'closed') checkRanges(check, ranges, `${pointer}/exceptions/${date}`);
    const holidays = holidaysOf(calendar, countries);
    if (holidays.ok) check.holidays.set(name, holidays.days);
    else check.add('bad_holidays', `${pointer}/holidays`, `Calendar ${name}: ${holidays.detail}.`);
  }
}

function holidaysOf({ holidays }: Of<'calendars'>, countries: CountryHolidays | null): Holidays {
  if (holidays === undefined) return { ok: true, days: new Set() };
  if ('dates' in holidays) return { ok: true, days: new Set(Object.keys(holidays.dates)) };
  if ('ical' in holidays) return fromICalendar(holidays.ical);
  return ofCountry({ country: holidays.country, region: holidays.region ?? null }, countries);
}

function checkWeek(check: Check, { weekly }: Of<'calendars'>, pointer: string): void {
  const seen = new Set<string>();
  for (const [key, ranges] of Object.entries(weekly)) {
    const twice = daysOf(key).find((day) => seen.has(day));
    if (twice !== undefined)
      check.add('overlapping_hours', `${pointer}/weekly/${key}`, `The hours of ${twice} are given twice.`);
    for (const day of daysOf(key)) seen.add(day);
    checkRanges(check, ranges, `${pointer}/weekly/${key}`);
  }
}

function checkRanges(check: Check, ranges: readonly OpenRange[], pointer: string): void {
  const sorted = [...ranges].sort((a, b) => a.from - b.from);
  if (sorted.some((range, place) => place > 0 && range.from < sorted[place - 1]!.to))
    check.add('overlapping_hours', pointer, 'Two of these ranges overlap: join them.');
}
