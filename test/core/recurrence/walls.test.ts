import fc from 'fast-check';
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { readRule } from '../../../core/recurrence/rule.ts';
import { readDateTime } from '../../../core/recurrence/wall.ts';
import { wallTimes } from '../../../core/recurrence/walls.ts';

const START = '2026-03-05T09:30:00';

const shown = (wall: number): string => new Date(wall).toISOString().slice(0, 16);

function first(rule: string, count: number, start = START): string[] {
  const begin = readDateTime(start)!;
  const read = readRule(rule, begin);
  if (read.findings.length > 0) throw new Error(JSON.stringify(read.findings));
  const found: string[] = [];
  for (const wall of wallTimes(read.rule, begin, begin)) {
    if (found.length === count) break;
    found.push(shown(wall));
  }
  return found;
}

/** An implementation by others: in UTC no clock is turned. */
function byOthers(rule: string, count: number): string[] {
  const dtstart = Temporal.ZonedDateTime.from(`${START}[UTC]`);
  const other = new RRuleTemporal({ rruleString: `RRULE:${rule}`, dtstart, maxIterations: 3_000 });
  const found: string[] = [];
  try {
    for (let at = other.next(new Date(`${START}Z`), true); at !== null && found.length < count; at = other.next(at)) {
      // It looks until the year 9999.
      if (at.year > 2060) break;
      found.push(at.toString().slice(0, 16));
    }
  } catch (error) {
    if (!/Maximum/.test(String(error))) throw error;
  }
  return found;
}

const list = (values: readonly (number | string)[], most: number) =>
  fc.subarray([...values], { minLength: 1, maxLength: most });
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);
const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const part = (name: string, values: readonly (number | string)[], most = 3) =>
  fc.option(list(values, most), { nil: null, freq: 2 }).map((one) => (one === null ? '' : `;${name}=${one.join(',')}`));
/** Not beside plain ones: of `5WE,TH` in a year the others forget the Thursdays. */
const NUMBERED = ['1MO', '-1FR', '2TU', '5WE', '-2SU'];
const weekdays = fc.oneof(part('BYDAY', DAYS), part('BYDAY', NUMBERED));
const EVERY: Record<string, fc.Arbitrary<string>[]> = {
  // One of them: of two that limit each other the others forget one.
  YEARLY: [fc.oneof(part('BYMONTHDAY', [1, 13, 29, 31, -1, -3]), weekdays, part('BYYEARDAY', [1, 60, 366, -1]))],
  MONTHLY: [part('BYMONTHDAY', [1, 13, 29, 31, -1, -3]), weekdays],
  WEEKLY: [part('BYDAY', DAYS), part('WKST', DAYS, 1)],
  DAILY: [part('BYMONTHDAY', [1, 13, 29, 31, -1, -3]), part('BYDAY', DAYS)],
  HOURLY: [part('BYMONTHDAY', [1, 13, 29, 31, -1]), part('BYDAY', DAYS)],
  MINUTELY: [part('BYDAY', DAYS)],
};
const rules = fc.constantFrom(...Object.keys(EVERY)).chain((frequency) =>
  fc
    .tuple(
      fc.integer({ min: 1, max: 5 }).map((n) => `;INTERVAL=${frequency === 'MINUTELY' ? n * 5 : n}`),
      part('BYMONTH', numbers(1, 12)),
      part('BYHOUR', [0, 9, 17, 23]),
      part('BYMINUTE', [0, 15, 30, 50]),
      ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY'].includes(frequency)
        ? part('BYSETPOS', [1, 2, 3, -1, -2])
        : fc.constant(''),
      ...EVERY[frequency]!,
    )
    .map((parts) => `FREQ=${frequency}${parts.join('')}`),
);

describe('the wall times of a rule', () => {
  it.each([
    ['FREQ=DAILY', ['2026-03-05T09:30', '2026-03-06T09:30']],
    ['FREQ=WEEKLY;BYDAY=MO,WE;INTERVAL=2', ['2026-03-16T09:30', '2026-03-18T09:30', '2026-03-30T09:30']],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', ['2026-03-31T09:30', '2026-04-30T09:30', '2026-05-29T09:30']],
    ['FREQ=MONTHLY;BYMONTHDAY=31', ['2026-03-31T09:30', '2026-05-31T09:30', '2026-07-31T09:30']],
    ['FREQ=YEARLY', ['2026-03-05T09:30', '2027-03-05T09:30']],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', ['2028-02-29T09:30', '2032-02-29T09:30']],
    ['FREQ=HOURLY;INTERVAL=7;BYHOUR=9,16', ['2026-03-05T09:30', '2026-03-05T16:30', '2026-03-12T09:30']],
    ['FREQ=MINUTELY;INTERVAL=500', ['2026-03-05T09:30', '2026-03-05T17:50', '2026-03-06T02:10']],
  ])('%s', (rule, expected) => {
    expect(first(rule, expected.length)).toEqual(expected);
  });

  it('are what others make of the rule', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        const expected = byOthers(rule, 6);
        expect(first(rule, expected.length), rule).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  }, 120_000);

  it.each([
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MINUTELY;INTERVAL=5;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MONTHLY;BYDAY=MO;BYHOUR=9,10;BYMINUTE=0,30;BYSETPOS=50',
    'FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1',
    'FREQ=HOURLY;INTERVAL=24;BYHOUR=3',
    'FREQ=MINUTELY;INTERVAL=60;BYMINUTE=3',
  ])('end where there are none: %s', (rule) => {
    const began = performance.now();
    expect(first(rule, 1)).toEqual([]);
    console.log(`${rule}: ${(performance.now() - began).toFixed(1)} ms`);
  });
});
