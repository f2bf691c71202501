import { describe, expect, it } from 'vitest';
import { checkTiming } from '../../../core/recurrence/check.ts';
import type { Timing } from '../../../core/recurrence/occurrences.ts';

const NOW = Date.parse('2026-12-01T00:00Z');
const found = (change: Partial<Timing>) =>
  checkTiming(
    { rule: 'FREQ=DAILY', start: '2026-12-01T09:00', timeZone: 'UTC', until: null, exceptions: [], ...change },
    NOW,
  ).map(({ pointer, detail }) => `${pointer} ${detail}`);

describe('what is wrong with a recurrence is said with its place', () => {
  it.each<[Partial<Timing>, RegExp]>([
    [{ rule: 'FREQ=SECONDLY' }, /^\/rule FREQ=SECONDLY is too often/],
    [{ rule: 'FREQ=DAILY;BYSECOND=0,1' }, /^\/rule BYSECOND takes one number/],
    [{ rule: 'FREQ=MINUTELY' }, /^\/rule That is too often/],
    [{ rule: 'FREQ=HOURLY;BYMINUTE=0,57' }, /^\/rule That is too often/],
    [{ rule: 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30' }, /^\/rule The rule never occurs/],
    [{ rule: 'FREQ=HOURLY;INTERVAL=24;BYHOUR=3' }, /^\/rule The rule never occurs/],
    [{ rule: 'every day' }, /^\/rule "every day" is no part of an RRULE/],
    [{ rule: '' }, /^\/rule "" is no part/],
    [{ rule: 'INTERVAL=2' }, /^\/rule FREQ is one of YEARLY/],
    [{ rule: 'FREQ=DAILY;FREQ=DAILY' }, /^\/rule FREQ stands twice/],
    [{ rule: 'FREQ=DAILY;UNTIL=20270101' }, /^\/rule Say the end in the field until/],
    [{ rule: 'FREQ=YEARLY;BYWEEKNO=3' }, /^\/rule "BYWEEKNO" is not supported/],
    [{ rule: 'FREQ=WEEKLY;BYDAY=2MO' }, /^\/rule A number before a weekday/],
    [{ rule: 'FREQ=MONTHLY;BYDAY=0MO' }, /^\/rule BYDAY takes/],
    [{ rule: 'FREQ=WEEKLY;BYMONTHDAY=1' }, /^\/rule BYMONTHDAY and FREQ=WEEKLY/],
    [{ rule: 'FREQ=DAILY;BYYEARDAY=1' }, /^\/rule BYYEARDAY and FREQ=DAILY/],
    [{ rule: 'FREQ=HOURLY;BYSETPOS=1' }, /^\/rule BYSETPOS and FREQ=HOURLY/],
    [{ rule: 'FREQ=DAILY;INTERVAL=0' }, /^\/rule INTERVAL takes whole numbers from 1 to 3652/],
    [{ rule: 'FREQ=DAILY;INTERVAL=99999999' }, /^\/rule INTERVAL takes/],
    [{ rule: 'FREQ=DAILY;COUNT=1000000' }, /^\/rule COUNT takes whole numbers from 1 to 10000/],
    [{ rule: 'FREQ=DAILY;WKST=XX' }, /^\/rule WKST is one of/],
    [{ start: '2026-02-30T09:00' }, /^\/start The start is a date and time/],
    [{ start: '2026-12-01' }, /^\/start The start is a date and time/],
    [{ start: '2026-12-01T09:00Z' }, /^\/start The start is/],
    [{ start: '1999-12-31T09:00' }, /^\/start The start lies between/],
    [{ start: '2037-12-01T09:00' }, /^\/start The start lies between/],
    [{ timeZone: 'Europe/Atlantis' }, /^\/timeZone "Europe\/Atlantis" is no IANA time zone/],
    [{ until: '2026-11-30' }, /^\/until The end is before the start/],
    [{ until: 'never' }, /^\/until The end is a date/],
    [{ start: '2026-01-01T09:00', until: '2026-11-30' }, /^\/until All of its occurrences are past/],
    [{ start: '2026-01-01T09:00', rule: 'FREQ=DAILY;COUNT=3' }, /^\/rule All of its occurrences are past/],
    [{ exceptions: ['2026-12-24', 'Christmas'] }, /^\/exceptions\/1 An exception is a date/],
    [{ exceptions: Array.from({ length: 1_001 }, () => '2026-12-24') }, /^\/exceptions There are at most 1000/],
  ])('%o', (change, expected) => {
    const [first] = found(change);
    expect(first).toMatch(expected);
  });

  it('finds nothing wrong with what occurs', () => {
    expect(found({})).toEqual([]);
    expect(found({ rule: 'freq=weekly;byday=mo,we', start: '2020-01-01T09:00:30' })).toEqual([]);
    expect(found({ rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU' })).toEqual([]);
  });
});
