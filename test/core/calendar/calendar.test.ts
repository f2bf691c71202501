import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Calendar,
  isOpen,
  nextChange,
  type OpenRange,
  openStretch,
  WEEKDAYS,
  wallClock,
} from '../../../core/calendar/calendar.ts';

const MINUTE = 60_000;
const at = (text: string) => Date.parse(text);
const hm = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const range = (text: string): OpenRange => {
  const [from, to] = text.split('-').map((part) => hm(part)) as [number, number];
  return { from, to: to > from ? to : to + 1440 };
};

function every(timeZone: string, ranges: string[], change: Partial<Calendar> = {}): Calendar {
  const weekly = Object.fromEntries(WEEKDAYS.map((day) => [day, ranges.map(range)])) as unknown as Calendar['weekly'];
  return { timeZone, weekly, exceptions: {}, isHoliday: () => false, ...change };
}

const shown = (calendar: Calendar, text: string) => {
  const stretch = openStretch(calendar, at(text));
  return stretch && `${new Date(stretch.from).toISOString()} ${new Date(stretch.to).toISOString()}`;
};

describe('a calendar', () => {
  it.each([
    [
      'in the middle of the day',
      'Europe/Copenhagen',
      ['08:00-18:00'],
      '2026-11-26T11:00Z',
      '2026-11-26T07:00:00.000Z 2026-11-26T17:00:00.000Z',
    ],
    [
      'at the very opening',
      'UTC',
      ['08:00-18:00'],
      '2026-11-26T08:00Z',
      '2026-11-26T08:00:00.000Z 2026-11-26T18:00:00.000Z',
    ],
    [
      'at the very closing',
      'UTC',
      ['08:00-18:00'],
      '2026-11-26T18:00Z',
      '2026-11-27T08:00:00.000Z 2026-11-27T18:00:00.000Z',
    ],
    [
      'in the lunch break',
      'UTC',
      ['08:00-12:00', '13:00-18:00'],
      '2026-11-26T12:30Z',
      '2026-11-26T13:00:00.000Z 2026-11-26T18:00:00.000Z',
    ],
    [
      'after midnight of a night shift',
      'UTC',
      ['22:00-06:00'],
      '2026-11-26T02:00Z',
      '2026-11-25T22:00:00.000Z 2026-11-26T06:00:00.000Z',
    ],
    [
      'over a midnight that it touches',
      'UTC',
      ['20:00-24:00', '00:00-02:00'],
      '2026-11-26T23:00Z',
      '2026-11-26T20:00:00.000Z 2026-11-27T02:00:00.000Z',
    ],
    [
      'the day clocks go forward',
      'Europe/Copenhagen',
      ['08:00-18:00'],
      '2026-03-29T03:00Z',
      '2026-03-29T06:00:00.000Z 2026-03-29T16:00:00.000Z',
    ],
    [
      'opening in the hour that is skipped',
      'Europe/Copenhagen',
      ['02:30-05:00'],
      '2026-03-29T00:10Z',
      '2026-03-29T01:00:00.000Z 2026-03-29T03:00:00.000Z',
    ],
    [
      'lying wholly in the hour that is skipped',
      'Europe/Copenhagen',
      ['02:10-02:50'],
      '2026-03-29T00:10Z',
      '2026-03-30T00:10:00.000Z 2026-03-30T00:50:00.000Z',
    ],
    [
      'over the hour that comes twice',
      'Europe/Copenhagen',
      ['02:30-02:50'],
      '2026-10-25T00:10Z',
      '2026-10-25T00:30:00.000Z 2026-10-25T01:50:00.000Z',
    ],
    [
      'over the half hour that comes twice',
      'Australia/Lord_Howe',
      ['01:40-01:50'],
      '2026-04-04T14:00Z',
      '2026-04-04T14:40:00.000Z 2026-04-04T15:20:00.000Z',
    ],
    [
      'on the day that Samoa left out',
      'Pacific/Apia',
      ['08:00-18:00'],
      '2011-12-30T05:00Z',
      '2011-12-30T18:00:00.000Z 2011-12-31T04:00:00.000Z',
    ],
    ['on a leap day', 'UTC', ['08:00-18:00'], '2028-02-29T09:00Z', '2028-02-29T08:00:00.000Z 2028-02-29T18:00:00.000Z'],
    [
      'in a zone of a quarter of an hour',
      'Asia/Kathmandu',
      ['09:00-17:00'],
      '2026-11-26T04:00Z',
      '2026-11-26T03:15:00.000Z 2026-11-26T11:15:00.000Z',
    ],
  ])('%s', (_, timeZone, ranges, instant, expected) => {
    expect(shown(every(timeZone, ranges), instant)).toBe(expected);
  });

  it('is closed on a holiday and opens on the next day', () => {
    const calendar = every('UTC', ['08:00-18:00'], { isHoliday: (date) => date === '2026-12-25' });
    expect(isOpen(calendar, at('2026-12-25T10:00Z'))).toBe(false);
    expect(nextChange(calendar, at('2026-12-25T10:00Z'))).toBe(at('2026-12-26T08:00Z'));
  });

  it('has an exception that counts more than the week and the holiday', () => {
    const exceptions = { '2026-12-24': [range('08:00-12:00')], '2026-12-31': [] };
    const calendar = every('UTC', ['08:00-18:00'], { exceptions, isHoliday: (date) => date === '2026-12-24' });
    expect(nextChange(calendar, at('2026-12-24T09:00Z'))).toBe(at('2026-12-24T12:00Z'));
    expect(isOpen(calendar, at('2026-12-31T09:00Z'))).toBe(false);
  });

  it('that never opens says so', () => {
    expect(openStretch(every('UTC', []), 0)).toBeNull();
    expect(nextChange(every('UTC', []), 0)).toBeNull();
  });

  it('that never closes ends at its horizon', () => {
    const always = every('UTC', ['00:00-24:00']);
    expect(isOpen(always, at('2026-11-26T02:00Z'))).toBe(true);
    expect(nextChange(always, at('2026-11-26T02:00Z'))! - at('2026-11-26T02:00Z')).toBeGreaterThan(390 * 1440 * MINUTE);
  });

  it('shows the clock on the wall of its zone', () => {
    expect(wallClock(at('2026-03-29T01:00Z'), 'Europe/Copenhagen')).toEqual({
      date: '2026-03-29',
      weekday: 'sun',
      hour: 3,
      minute: 0,
    });
  });
});

describe('in any zone and at any instant, a calendar', () => {
  const zone = fc.constantFrom(
    'UTC',
    'Europe/Copenhagen',
    'America/New_York',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Asia/Kathmandu',
  );
  const time = fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15);
  const ranges = fc.array(
    fc.tuple(time, fc.integer({ min: 1, max: 95 })).map(([from, long]) => ({ from, to: from + long * 15 })),
    { maxLength: 3 },
  );
  const instant = fc
    .integer({ min: at('2011-12-20T00:00Z') / MINUTE, max: at('2028-03-05T00:00Z') / MINUTE })
    .map((minutes) => minutes * MINUTE);

  /** The rule in another form: the clock on the wall stands within a range, except while clocks are turned. */
  const byTheWall = (given: readonly OpenRange[], timeZone: string, when: number): boolean => {
    const { hour, minute } = wallClock(when, timeZone);
    const wall = hour * 60 + minute;
    return given.some(({ from, to }) => (wall >= from && wall < to) || wall + 1440 < to);
  };
  const offset = (timeZone: string, when: number) => {
    const { date, hour, minute } = wallClock(when, timeZone);
    return Date.parse(`${date}T00:00Z`) + (hour * 60 + minute) * MINUTE - when;
  };

  it('is open when the clock on the wall says so', () => {
    fc.assert(
      fc.property(zone, ranges, instant, (timeZone, given, when) => {
        const turned = [-36, -12, 12, 36].some(
          (hours) => offset(timeZone, when) !== offset(timeZone, when + hours * 60 * MINUTE),
        );
        fc.pre(!turned);
        const weekly = Object.fromEntries(WEEKDAYS.map((day) => [day, given])) as unknown as Calendar['weekly'];
        const calendar: Calendar = { timeZone, weekly, exceptions: {}, isHoliday: () => false };
        expect(isOpen(calendar, when)).toBe(byTheWall(given, timeZone, when));
      }),
      { numRuns: 150 },
    );
  });

  it('does not change before its next change, and does at it', () => {
    fc.assert(
      fc.property(zone, ranges, instant, fc.double({ min: 0, max: 1, noNaN: true }), (timeZone, given, when, part) => {
        const weekly = Object.fromEntries(
          WEEKDAYS.map((day, n) => [day, n < 5 ? given : []]),
        ) as unknown as Calendar['weekly'];
        const calendar: Calendar = { timeZone, weekly, exceptions: {}, isHoliday: () => false };
        const change = nextChange(calendar, when);
        if (change === null) return;
        expect(change).toBeGreaterThan(when);
        const between = Math.floor(when + part * (change - when - 1));
        expect(isOpen(calendar, between)).toBe(isOpen(calendar, when));
        if (change - when < 300 * 1440 * MINUTE) expect(isOpen(calendar, change)).toBe(!isOpen(calendar, when));
      }),
      { numRuns: 200 },
    );
  });
});
