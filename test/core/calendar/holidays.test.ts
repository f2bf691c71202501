import { describe, expect, it } from 'vitest';
import { isHolidayOf, ofCountry } from '../../../core/calendar/holidays.ts';
import { fromICalendar } from '../../../core/calendar/icalendar.ts';

const calendar = (...events: string[][]) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...events.flatMap((lines) => ['BEGIN:VEVENT', 'SUMMARY:A day off', ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
  ].join('\r\n');
const yearly = (more: string) => calendar(['DTSTART;VALUE=DATE:20200101', `RRULE:FREQ=YEARLY${more}`]);

function areHolidays(text: string, ...dates: string[]): boolean[] {
  const read = fromICalendar(text);
  if (!read.ok) throw new Error(read.detail);
  return dates.map(isHolidayOf(read.days, null));
}

function refusal(text: string): string {
  const read = fromICalendar(text);
  return read.ok ? 'it was read' : read.detail;
}

describe('an iCalendar text', () => {
  it('closes each day that an event covers, its end left out', () => {
    const text = calendar(['DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20261227']);
    expect(areHolidays(text, '2026-12-23', '2026-12-24', '2026-12-26', '2026-12-27')).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('closes one day for an event without an end', () => {
    const text = calendar(['DTSTART;VALUE=DATE:20261224']);
    expect(areHolidays(text, '2026-12-24', '2026-12-25')).toEqual([true, false]);
  });

  it('closes the day of an event that has a time', () => {
    const text = calendar(['DTSTART:20261224T090000Z', 'DTEND:20261224T170000Z']);
    expect(areHolidays(text, '2026-12-24', '2026-12-25')).toEqual([true, false]);
  });

  it.each([
    ['each year', '', ['2020-01-01', '2026-01-01', '2100-01-01'], ['2026-01-02', '2019-01-01']],
    ['until an end', ';UNTIL=20220101', ['2022-01-01'], ['2023-01-01']],
    ['a number of times', ';COUNT=2', ['2021-01-01'], ['2022-01-01']],
    ['on the last Monday of May', ';BYMONTH=5;BYDAY=-1MO', ['2026-05-25', '2027-05-31'], ['2026-05-18']],
    ['on a day of another month', ';BYMONTH=6;BYMONTHDAY=5', ['2026-06-05'], ['2026-06-06']],
  ])('repeats %s', (_how, rule, closed, open) => {
    expect(areHolidays(yearly(rule), ...closed)).toEqual(closed.map(() => true));
    expect(areHolidays(yearly(rule), ...open)).toEqual(open.map(() => false));
  });

  it('closes a fifth Thursday of February only where there is one', () => {
    const text = calendar(['DTSTART;VALUE=DATE:20240229', 'RRULE:FREQ=YEARLY;BYMONTH=2;BYDAY=5TH']);
    expect(areHolidays(text, '2024-02-29', '2052-02-29', '2028-02-29')).toEqual([true, true, false]);
  });

  it('leaves out what was cancelled, and the dates that are excepted', () => {
    const text = calendar(
      ['DTSTART;VALUE=DATE:20261224', 'STATUS:CANCELLED'],
      ['DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=YEARLY', 'EXDATE;VALUE=DATE:20270101'],
    );
    expect(areHolidays(text, '2026-12-24', '2026-01-01', '2027-01-01', '2028-01-01')).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  it.each([
    ['the name of a file', 'danish-holidays.ics', /does not begin with BEGIN:VCALENDAR/],
    ['no event', calendar(), /has no event/],
    ['an event without a start', calendar(['DTEND;VALUE=DATE:20261227']), /no readable start/],
    ['an impossible start', calendar(['DTSTART;VALUE=DATE:soon']), /cannot be used/],
    ['50,000 calendars within each other', 'BEGIN:VCALENDAR\r\n'.repeat(50_000), /did not end/],
    [
      '6,000 events',
      calendar(...Array.from({ length: 6000 }, () => ['DTSTART;VALUE=DATE:20261224'])),
      /more than 5000/,
    ],
    ['every Sunday', calendar(['DTSTART;VALUE=DATE:20260104', 'RRULE:FREQ=WEEKLY']), /let it repeat yearly/],
    // These two never end in the library itself.
    [
      'a day that never comes',
      calendar(['DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30']),
      /not supported/,
    ],
    [
      'weeks beyond all years',
      calendar(['DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=WEEKLY;INTERVAL=99999999']),
      /not supported/,
    ],
    ['every second', calendar(['DTSTART:20260101T000000Z', 'RRULE:FREQ=SECONDLY']), /not supported/],
    ['a 53rd Sunday in February', yearly(';BYMONTH=2;BYDAY=-53SU'), /not supported/],
    ['every day of each year', yearly(';BYDAY=MO,TU,WE,TH,FR,SA,SU'), /come more than 5000 times/],
    [
      '1,000 events a year long',
      calendar(
        ...Array.from({ length: 1000 }, (_, n) => [
          `DTSTART;VALUE=DATE:${1000 + n}0101`,
          `DTEND;VALUE=DATE:${1001 + n}0101`,
        ]),
      ),
      /come more than/,
    ],
  ])('is refused with %s', (_what, text, detail) => {
    expect(refusal(text)).toMatch(detail);
  });
});

describe("a country's holidays", () => {
  const lists = ({ country, region, year }: { country: string; region: string | null; year: number }) =>
    country === 'DK' && region === null ? new Set([`${year}-12-25`]) : null;

  it('are looked up by year', () => {
    const found = ofCountry({ country: 'DK', region: null }, lists);
    const days = found.ok ? found.days : new Set<string>();
    const dates = ['2026-12-25', '2031-12-25', '2026-12-24'];
    expect(dates.map(isHolidayOf(days, lists))).toEqual([true, true, false]);
  });

  it.each([
    ['no list', { country: 'XX', region: null }, lists, 'there is no list of holidays for country XX'],
    ['no region', { country: 'DK', region: 'ZZ' }, lists, 'there is no list of holidays for region ZZ of country DK'],
    [
      'no package',
      { country: 'DK', region: null },
      null,
      'holidays of a country need the package date-holidays: install it, or give their dates',
    ],
  ])('are refused where there is %s', (_what, of, given, detail) => {
    expect(ofCountry(of, given)).toEqual({ ok: false, detail });
  });
});
