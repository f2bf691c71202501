import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Calendar, WEEKDAYS } from '../../../core/calendar/calendar.ts';
import { afterOpenTime, openTimeBetween } from '../../../core/calendar/open-time.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (text: string): number => Date.parse(text);

function calendar(timeZone: string, ranges: [from: number, to: number][], change: Partial<Calendar> = {}): Calendar {
  const day = ranges.map(([from, to]) => ({ from: from * 60, to: to * 60 }));
  const weekly = Object.fromEntries(WEEKDAYS.map((name) => [name, day])) as unknown as Calendar['weekly'];
  return { timeZone, weekly, exceptions: {}, isHoliday: () => false, ...change };
}

const weekend = { sat: [], sun: [] };
const office = (timeZone: string): Calendar => {
  const whole = calendar(timeZone, [[8, 18]]);
  return { ...whole, weekly: { ...whole.weekly, ...weekend } };
};

describe('open time', () => {
  it.each<[what: string, zone: string, from: string, hours: number, to: string]>([
    ['within a day', 'UTC', '2026-11-26T09:00Z', 4, '2026-11-26T13:00:00.000Z'],
    ['to the very closing', 'UTC', '2026-11-26T09:00Z', 9, '2026-11-26T18:00:00.000Z'],
    ['over a night', 'UTC', '2026-11-26T17:00Z', 2, '2026-11-27T09:00:00.000Z'],
    ['over a weekend', 'UTC', '2026-11-27T17:00Z', 2, '2026-11-30T09:00:00.000Z'],
    ['from a closed instant', 'UTC', '2026-11-28T12:00Z', 1, '2026-11-30T09:00:00.000Z'],
    ['over clocks that are turned forward', 'Europe/Copenhagen', '2027-03-26T16:00Z', 2, '2027-03-29T07:00:00.000Z'],
    ['over clocks that are turned back', 'Europe/Copenhagen', '2026-10-23T15:00Z', 2, '2026-10-26T08:00:00.000Z'],
    ['in the other half of the world', 'Australia/Sydney', '2026-10-02T07:00Z', 2, '2026-10-04T22:00:00.000Z'],
  ])('ends %s', (_what, zone, from, hours, to) => {
    const end = afterOpenTime(office(zone), at(from), hours * HOUR);
    expect(new Date(end!).toISOString()).toBe(to);
    expect(openTimeBetween(office(zone), at(from), end!)).toBe(hours * HOUR);
  });

  it('counts the hours that really pass on a night in which clocks are turned', () => {
    const always = calendar('Europe/Copenhagen', [[0, 24]]);
    const days = [
      ['2027-03-27T23:00Z', 23],
      ['2026-10-24T22:00Z', 25],
      ['2026-11-25T23:00Z', 24],
    ] as const;
    for (const [midnight, hours] of days) {
      const next = at(midnight) + hours * HOUR;
      expect(openTimeBetween(always, at(midnight), next)).toBe(hours * HOUR);
      expect(afterOpenTime(always, at(midnight), hours * HOUR)).toBe(next);
    }
  });

  it('is all time where there is no calendar, and never ends in one that stays closed', () => {
    expect(afterOpenTime(null, 5, 7)).toBe(12);
    expect(openTimeBetween(null, 5, 12)).toBe(7);
    expect(afterOpenTime(calendar('UTC', []), at('2026-11-26T09:00Z'), 1)).toBeNull();
  });

  it('is found beyond closed months', () => {
    const season = calendar('UTC', [], { exceptions: { '2027-10-01': [{ from: 600, to: 720 }] } });
    expect(afterOpenTime(season, at('2026-11-26T09:00Z'), HOUR)).toBe(at('2027-10-01T11:00Z'));
  });

  const zones = fc.constantFrom(
    'UTC',
    'Europe/Copenhagen',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
  );
  const hours = fc.array(fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 24 })), {
    minLength: 1,
    maxLength: 3,
  });
  const calendars = fc.tuple(zones, hours, fc.boolean()).map(([zone, ranges, free]) => {
    const whole = calendar(
      zone,
      ranges.map(([from, length]) => [from, from + length]),
    );
    return free ? { ...whole, weekly: { ...whole.weekly, ...weekend } } : whole;
  });
  const instants = fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2028-01-01T00:00Z') });

  it('that was added is what is measured', () => {
    fc.assert(
      fc.property(calendars, instants, fc.integer({ min: 1, max: 9 * DAY }), (one, from, ms) => {
        const end = afterOpenTime(one, from, ms)!;
        expect(openTimeBetween(one, from, end)).toBe(ms);
        expect(openTimeBetween(one, from, end - 1)).toBe(ms - 1);
      }),
      { numRuns: 400 },
    );
  });

  it('is the same in parts', () => {
    const parts = fc.array(fc.integer({ min: 0, max: 4 * DAY }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(calendars, instants, parts, (one, from, spans) => {
        const ends = spans.map((_, place) => from + spans.slice(0, place + 1).reduce((sum, span) => sum + span, 0));
        const measured = ends.reduce((sum, end, place) => sum + openTimeBetween(one, ends[place - 1] ?? from, end), 0);
        expect(measured).toBe(openTimeBetween(one, from, ends.at(-1)!));
      }),
      { numRuns: 200 },
    );
  });
});
