import { describe, expect, it } from 'vitest';
import { type Calendar, isOpen, nextChange, openBetween, openStretch } from '../../../core/calendar/calendar.ts';
import { changed, compiled, pointers } from '../configuration/small.ts';

/** Asked at an instant, the stretch of open time that holds it or follows. How long it lasts was counted by hand. */
const CLOCKS_TURNED = `
what                                                         | zone                | hours                                   | asked at          | from              | to                | lasts
New York, the day clocks go forward                          | America/New_York    | mon-sun 08:00-18:00                     | 2026-03-08T11:00Z | 2026-03-08T12:00Z | 2026-03-08T22:00Z | 10:00
New York, the night clocks go forward                        | America/New_York    | mon-sun 22:00-06:00                     | 2026-03-08T09:59Z | 2026-03-08T03:00Z | 2026-03-08T10:00Z | 07:00
New York, the night clocks go back                           | America/New_York    | mon-sun 22:00-06:00                     | 2026-11-01T02:00Z | 2026-11-01T02:00Z | 2026-11-01T11:00Z | 09:00
New York, beginning in the hour that is skipped              | America/New_York    | mon-sun 02:30-05:00                     | 2026-03-08T05:00Z | 2026-03-08T07:00Z | 2026-03-08T09:00Z | 02:00
New York, ending in the hour that is skipped                 | America/New_York    | mon-sun 00:30-02:30                     | 2026-03-08T05:00Z | 2026-03-08T05:30Z | 2026-03-08T07:00Z | 01:30
New York, beginning in the hour that comes twice             | America/New_York    | mon-sun 01:30-03:00                     | 2026-11-01T05:00Z | 2026-11-01T05:30Z | 2026-11-01T08:00Z | 02:30
New York, ending in the hour that comes twice                | America/New_York    | mon-sun 00:30-01:30                     | 2026-11-01T05:45Z | 2026-11-01T04:30Z | 2026-11-01T06:30Z | 02:00
Copenhagen, the day clocks go back                           | Europe/Copenhagen   | mon-sun 08:00-18:00                     | 2026-10-25T06:59Z | 2026-10-25T07:00Z | 2026-10-25T17:00Z | 10:00
Copenhagen, the night clocks go back                         | Europe/Copenhagen   | mon-sun 22:00-06:00                     | 2026-10-25T00:30Z | 2026-10-24T20:00Z | 2026-10-25T05:00Z | 09:00
Copenhagen, the night clocks go forward                      | Europe/Copenhagen   | mon-sun 22:00-06:00                     | 2026-03-29T00:30Z | 2026-03-28T21:00Z | 2026-03-29T04:00Z | 07:00
London, beginning in the hour that is skipped                | Europe/London       | mon-sun 01:30-02:30                     | 2026-03-29T00:00Z | 2026-03-29T01:00Z | 2026-03-29T01:30Z | 00:30
Lord Howe, beginning in the half hour that is skipped        | Australia/Lord_Howe | mon-sun 02:10-03:00                     | 2026-10-03T15:00Z | 2026-10-03T15:30Z | 2026-10-03T16:00Z | 00:30
Lord Howe, wholly in the half hour that is skipped           | Australia/Lord_Howe | mon-sun 02:10-02:20                     | 2026-10-03T15:00Z | 2026-10-04T15:10Z | 2026-10-04T15:20Z | 00:10
Lord Howe, the night clocks go back by half an hour          | Australia/Lord_Howe | mon-sun 22:00-06:00                     | 2026-04-04T15:00Z | 2026-04-04T11:00Z | 2026-04-04T19:30Z | 08:30
Havana, beginning in the hour after midnight that is skipped | America/Havana      | mon-sun 00:30-02:00                     | 2026-03-08T04:00Z | 2026-03-08T05:00Z | 2026-03-08T06:00Z | 01:00
Havana, over the midnight that is skipped                    | America/Havana      | mon-sun 22:00-00:30                     | 2026-03-08T04:00Z | 2026-03-08T03:00Z | 2026-03-08T05:00Z | 02:00
Havana, over the midnight that comes twice                   | America/Havana      | mon-sun 23:00-00:30                     | 2026-11-01T05:15Z | 2026-11-01T03:00Z | 2026-11-01T05:30Z | 02:30
Casablanca, before Ramadan                                   | Africa/Casablanca   | mon-sun 08:00-18:00                     | 2024-03-09T12:00Z | 2024-03-09T07:00Z | 2024-03-09T17:00Z | 10:00
Casablanca, the night Ramadan turns clocks back              | Africa/Casablanca   | mon-sun 22:00-06:00                     | 2024-03-10T01:00Z | 2024-03-09T21:00Z | 2024-03-10T06:00Z | 09:00
Casablanca, in Ramadan                                       | Africa/Casablanca   | mon-sun 08:00-18:00                     | 2024-03-20T12:00Z | 2024-03-20T08:00Z | 2024-03-20T18:00Z | 10:00
Casablanca, the night after Ramadan                          | Africa/Casablanca   | mon-sun 22:00-06:00                     | 2024-04-14T01:00Z | 2024-04-13T22:00Z | 2024-04-14T05:00Z | 07:00
Samoa, on Fridays, when a Friday was left out                | Pacific/Apia        | fri 08:00-18:00                         | 2011-12-30T05:00Z | 2012-01-05T18:00Z | 2012-01-06T04:00Z | 10:00
Samoa, into the night that was left out                      | Pacific/Apia        | thu 22:00-06:00                         | 2011-12-30T09:00Z | 2011-12-30T08:00Z | 2011-12-30T10:00Z | 02:00
Samoa, with an exception on the day that was left out        | Pacific/Apia        | sat 09:00-10:00, 2011-12-30 08:00-18:00 | 2011-12-30T05:00Z | 2011-12-30T19:00Z | 2011-12-30T20:00Z | 01:00
Kathmandu, over midnight in UTC                              | Asia/Kathmandu      | mon-sun 02:00-08:00                     | 2026-11-26T00:00Z | 2026-11-25T20:15Z | 2026-11-26T02:15Z | 06:00
`;

const WEEKS_AND_LEAP_DAYS = `
what                                               | zone | hours                                       | asked at          | from              | to                | lasts
a night that begins on Friday, on Saturday morning | UTC  | fri 22:00-06:00                             | 2026-11-28T03:00Z | 2026-11-27T22:00Z | 2026-11-28T06:00Z | 08:00
nights of working days, from Saturday on           | UTC  | mon-fri 22:00-06:00                         | 2026-11-28T06:00Z | 2026-11-30T22:00Z | 2026-12-01T06:00Z | 08:00
a night from Sunday to Monday                      | UTC  | sun 20:00-04:00                             | 2026-11-30T00:00Z | 2026-11-29T20:00Z | 2026-11-30T04:00Z | 08:00
a weekend that is open throughout                  | UTC  | sat 00:00-24:00, sun 00:00-24:00            | 2026-11-28T23:59Z | 2026-11-28T00:00Z | 2026-11-30T00:00Z | 48:00
an exception on a leap day                         | UTC  | mon-sun 08:00-18:00, 2028-02-29 10:00-12:00 | 2028-02-29T08:00Z | 2028-02-29T10:00Z | 2028-02-29T12:00Z | 02:00
a night into a leap day                            | UTC  | 2028-02-28 22:00-06:00                      | 2028-02-28T00:00Z | 2028-02-28T22:00Z | 2028-02-29T06:00Z | 08:00
a night out of a leap day                          | UTC  | 2028-02-29 22:00-06:00                      | 2028-02-28T00:00Z | 2028-02-29T22:00Z | 2028-03-01T06:00Z | 08:00
a night into a day that an exception closes        | UTC  | mon-sun 22:00-06:00, 2026-12-25 closed      | 2026-12-25T01:00Z | 2026-12-24T22:00Z | 2026-12-25T06:00Z | 08:00
a year of 365 days has no 29 February              | UTC  | mon-sun 08:00-18:00                         | 2027-02-28T18:00Z | 2027-03-01T08:00Z | 2027-03-01T18:00Z | 10:00
`;

/** Read from a document, as an administrator writes it: `fri 22:00-06:00, 2026-12-25 closed`. */
function calendarOf(timeZone: string, hours: string): Calendar {
  const entries = hours.split(', ').map((one) => one.split(' ') as [string, string]);
  const isDate = ([day]: [string, string]): boolean => /^\d/.test(day);
  const ranges = (of: [string, string][]) =>
    Object.fromEntries(of.map(([day, range]) => [day, range === 'closed' ? 'closed' : [range]]));
  return compiled((document) => {
    const weekly = ranges(entries.filter((one) => !isDate(one)));
    document.calendars = { here: { timeZone, weekly, exceptions: ranges(entries.filter(isDate)) } };
  }).calendars['here']!;
}

const rowsOf = (table: string): string[][] =>
  table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('|').map((cell) => cell.trim()));

const hoursAndMinutes = (ms: number): string =>
  [Math.floor(ms / 3_600_000), (ms / 60_000) % 60].map((part) => String(part).padStart(2, '0')).join(':');

describe.each([
  ['where clocks are turned', CLOCKS_TURNED],
  ['over midnights and leap days', WEEKS_AND_LEAP_DAYS],
])('hours %s', (_, table) => {
  it.each(rowsOf(table))('%s', (_name, zone, hours, ...instants) => {
    const [lasts] = instants.splice(3);
    const [at, from, to] = instants.map((one) => Date.parse(one)) as [number, number, number];
    const calendar = calendarOf(zone!, hours!);
    expect(openStretch(calendar, at)).toEqual({ from, to });
    expect(hoursAndMinutes(to - from)).toBe(lasts);
    // Open from the first millisecond to the last, and no longer at the end itself.
    expect([from - 1, from, to - 1, to].map((when) => isOpen(calendar, when))).toEqual([false, true, true, false]);
    expect(nextChange(calendar, from)).toBe(to);
    expect(nextChange(calendar, from - 1)).toBe(from);
    expect(openBetween(calendar, { from: from - 60_000, to: to + 60_000 })).toEqual([{ from, to }]);
  });
});

it('a 29 February that a year has not is refused as an exception', () => {
  const exceptions = (date: string) =>
    pointers(
      changed((document) => {
        document.calendars = { here: { weekly: {}, exceptions: { [date]: 'closed' } } };
      }),
    );
  expect(exceptions('2027-02-29')).toEqual(['/calendars/here/exceptions/2027-02-29']);
  expect(exceptions('2028-02-29')).toEqual([]);
  expect(exceptions('2100-02-29')).toEqual(['/calendars/here/exceptions/2100-02-29']);
});
