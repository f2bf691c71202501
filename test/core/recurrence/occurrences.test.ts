import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isOccurrence,
  nextOccurrence,
  patternOf,
  type Timing,
  upcoming,
} from '../../../core/recurrence/occurrences.ts';

const timing = (change: Partial<Timing> = {}): Timing => ({
  rule: 'FREQ=DAILY',
  start: '2027-01-01T09:00',
  timeZone: 'Europe/Copenhagen',
  until: null,
  exceptions: [],
  ...change,
});
const shown = (instants: readonly number[]): string[] => instants.map((at) => new Date(at).toISOString().slice(0, 16));
const occurring = (change: Partial<Timing>, instant: string, most: number): string[] =>
  shown(upcoming(patternOf(timing(change)), Date.parse(instant), most));

describe('the occurrences of a recurrence', () => {
  it('stand at the same time of the wall clock in summer and in winter', () => {
    expect(occurring({}, '2027-03-27T00:00Z', 2)).toEqual(['2027-03-27T08:00', '2027-03-28T07:00']);
    expect(occurring({}, '2027-10-30T00:00Z', 2)).toEqual(['2027-10-30T07:00', '2027-10-31T08:00']);
  });

  it('are an hour late by the wall where the clock skips them', () => {
    // 28 March 2027: 02:00 becomes 03:00.
    expect(occurring({ start: '2027-01-01T02:30' }, '2027-03-27T12:00Z', 2)).toEqual([
      '2027-03-28T01:30',
      '2027-03-29T00:30',
    ]);
  });

  it('come once where the clock shows them twice', () => {
    // 31 October 2027: 03:00 becomes 02:00.
    expect(occurring({ start: '2027-01-01T02:30' }, '2027-10-30T12:00Z', 2)).toEqual([
      '2027-10-31T00:30',
      '2027-11-01T01:30',
    ]);
    expect(occurring({ rule: 'FREQ=HOURLY', start: '2027-01-01T00:30' }, '2027-10-30T23:00Z', 3)).toEqual([
      '2027-10-30T23:30',
      '2027-10-31T00:30',
      '2027-10-31T02:30',
    ]);
  });

  it('are one where a skipped time meets another', () => {
    expect(occurring({ rule: 'FREQ=MINUTELY;INTERVAL=30', start: '2027-01-01T00:00' }, '2027-03-28T00:29Z', 4)).toEqual(
      ['2027-03-28T00:30', '2027-03-28T01:00', '2027-03-28T01:30', '2027-03-28T02:00'],
    );
  });

  it('keep their order where a skipped time is overtaken', () => {
    const rule = 'FREQ=DAILY;BYHOUR=2,3;BYMINUTE=15,45';
    expect(occurring({ rule, start: '2027-01-01T00:00' }, '2027-03-27T12:00Z', 3)).toEqual([
      '2027-03-28T01:15',
      '2027-03-28T01:45',
      '2027-03-29T00:15',
    ]);
    expect(
      occurring(
        { rule: 'FREQ=DAILY;BYHOUR=2,3;BYMINUTE=10,40', start: '2027-01-01T00:00', exceptions: ['2027-03-28T02:10'] },
        '2027-03-27T12:00Z',
        2,
      ),
    ).toEqual(['2027-03-28T01:10', '2027-03-28T01:40']);
  });

  it('are a day late where a country skips a day', () => {
    // Samoa went from 29 to 31 December 2011.
    const samoa = { timeZone: 'Pacific/Apia', start: '2011-12-01T09:00' };
    expect(occurring(samoa, '2011-12-29T00:00Z', 3)).toEqual([
      '2011-12-29T19:00',
      '2011-12-30T19:00',
      '2011-12-31T19:00',
    ]);
  });

  it('know a change of half an hour', () => {
    // Lord Howe, 3 October 2027: 02:00 becomes 02:30.
    const howe = { timeZone: 'Australia/Lord_Howe', start: '2027-01-01T02:10' };
    expect(occurring(howe, '2027-10-02T00:00Z', 2)).toEqual(['2027-10-02T15:40', '2027-10-03T15:10']);
  });

  it('leave out exceptions, by day and by time', () => {
    const exceptions = ['2027-01-02', '2027-01-03T09:00', '2027-01-04T10:00'];
    expect(occurring({ exceptions }, '2027-01-01T00:00Z', 2)).toEqual(['2027-01-01T08:00', '2027-01-04T08:00']);
  });

  it('end with a day, with a time, or after so many', () => {
    expect(occurring({ until: '2027-01-02' }, '2027-01-01T00:00Z', 9)).toHaveLength(2);
    expect(occurring({ until: '2027-01-02T08:59' }, '2027-01-01T00:00Z', 9)).toHaveLength(1);
    expect(occurring({ rule: 'FREQ=DAILY;COUNT=3' }, '2027-01-02T00:00Z', 9)).toHaveLength(2);
    expect(occurring({ rule: 'FREQ=DAILY;COUNT=3', exceptions: ['2027-01-02'] }, '2027-01-01T00:00Z', 9)).toHaveLength(
      2,
    );
  });
});

const ZONES = ['Europe/Copenhagen', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'];
const patterns = fc
  .record({
    rule: fc.constantFrom(
      'FREQ=DAILY',
      'FREQ=HOURLY',
      'FREQ=MINUTELY;INTERVAL=10',
      'FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=0,30',
      'FREQ=WEEKLY;BYDAY=SU,SA;BYHOUR=2',
      'FREQ=HOURLY;INTERVAL=5;COUNT=200',
    ),
    start: fc.constantFrom('2026-10-20T02:30', '2027-03-10T00:00', '2011-12-28T23:30'),
    timeZone: fc.constantFrom(...ZONES),
    exceptions: fc.subarray(['2027-03-28', '2026-10-25T02:30', '2011-12-30T02:30']),
    until: fc.constantFrom(null, '2027-11-01T02:15'),
  })
  .map((one) => patternOf(timing(one)));
const instants = fc
  .constantFrom('2027-03-27T20:00Z', '2026-10-24T20:00Z', '2011-12-29T08:00Z', '2027-10-02T10:00Z')
  .chain((text) => fc.integer({ min: 0, max: 2_000 }).map((minutes) => Date.parse(text) + minutes * 60_000));

describe('whatever the rule, the zone and the instant', () => {
  it('occurrences strictly increase', () => {
    fc.assert(
      fc.property(patterns, instants, (pattern, from) => {
        const found = upcoming(pattern, from, 12);
        expect(found.every((at, n) => at > (found[n - 1] ?? from))).toBe(true);
        expect(found.every((at) => isOccurrence(pattern, at))).toBe(true);
      }),
    );
  });

  it('the next one is the same from wherever before it one asks', () => {
    fc.assert(
      fc.property(patterns, instants, fc.integer({ min: 0, max: 100 }), (pattern, from, percent) => {
        const next = nextOccurrence(pattern, from);
        if (next === null) return;
        const between = from + Math.floor(((next - from) * percent) / 100);
        expect(nextOccurrence(pattern, Math.min(between, next - 1))).toBe(next);
      }),
      { numRuns: 400 },
    );
  });

  it('a walk from earlier on passes all of them', () => {
    fc.assert(
      fc.property(patterns, instants, fc.integer({ min: 1, max: 3_000 }), (pattern, from, minutes) => {
        const walked = upcoming(pattern, from - minutes * 60_000, 400).filter((at) => at > from);
        const asked = upcoming(pattern, from, walked.length);
        expect(asked).toEqual(walked);
      }),
    );
  });
});
