import type { Finding } from '../outcome.ts';
import { dateOf, timeOf, type WallTime } from './wall.ts';

const FREQUENCIES = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'MINUTELY'] as const;
type Frequency = (typeof FREQUENCIES)[number];

/** A weekday from 0 for Monday; `nth` of its month or year, from the end when negative, 0 for each. */
export interface ByDay {
  readonly weekday: number;
  readonly nth: number;
}

/** An RRULE (RFC 5545, 3.3.10) with what its start fills in. Empty lists limit nothing. */
export interface Rule {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly count: number | null;
  readonly months: readonly number[];
  readonly monthDays: readonly number[];
  readonly yearDays: readonly number[];
  readonly weekdays: readonly ByDay[];
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  readonly second: number;
  readonly positions: readonly number[];
  readonly weekStart: number;
}

const DAY_NAMES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
/** Nothing lies further apart than ten years. */
const LONGEST_INTERVAL: Readonly<Record<Frequency, number>> = {
  YEARLY: 10,
  MONTHLY: 120,
  WEEKLY: 520,
  DAILY: 3_652,
  HOURLY: 10_000,
  MINUTELY: 10_000,
};
const MOST_TIMES = 10_000;
/** By the wall clock, in minutes: what people do is not made more often, and 1,000 recurrences are then 4 items a second at most. */
export const LEAST_APART_MIN = 5;

type Parts = ReadonlyMap<string, string>;

/** Reads an RRULE without its name, such as `FREQ=WEEKLY;BYDAY=MO`. What is wrong with it is said of `/rule`. */
export function readRule(text: string, start: WallTime): { rule: Rule; findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const complain = (detail: string): void => void findings.push({ pointer: '/rule', detail });
  const parts = partsOf(text, complain);
  const frequency = frequencyOf(parts, complain);
  const numbers = (name: string, range: Range): number[] => numbersOf(parts, { name, range, complain });
  const rule: Rule = {
    frequency,
    interval: numbers('INTERVAL', { from: 1, to: LONGEST_INTERVAL[frequency], single: true })[0] ?? 1,
    count: numbers('COUNT', { from: 1, to: MOST_TIMES, single: true })[0] ?? null,
    months: numbers('BYMONTH', { from: 1, to: 12 }),
    monthDays: numbers('BYMONTHDAY', { from: 1, to: 31, signed: true }),
    yearDays: numbers('BYYEARDAY', { from: 1, to: 366, signed: true }),
    weekdays: weekdaysOf(parts, complain),
    hours: numbers('BYHOUR', { from: 0, to: 23 }),
    minutes: numbers('BYMINUTE', { from: 0, to: 59 }),
    second: numbers('BYSECOND', { from: 0, to: 59, single: true })[0] ?? timeOf(start).second,
    positions: numbers('BYSETPOS', { from: 1, to: 366, signed: true }),
    weekStart: weekStartOf(parts, complain),
  };
  if (findings.length === 0) checkTogether(rule, complain);
  return { rule: filledIn(rule, start), findings };
}

type Complain = (detail: string) => void;

const NAMES = 'FREQ INTERVAL COUNT BYMONTH BYMONTHDAY BYYEARDAY BYDAY BYHOUR BYMINUTE BYSECOND BYSETPOS WKST'.split(
  ' ',
);

function partsOf(text: string, complain: Complain): Parts {
  const parts = new Map<string, string>();
  for (const part of text.split(';')) {
    const [, name, value] = /^([A-Z]+)=([A-Z0-9,+-]+)$/.exec(part.trim().toUpperCase()) ?? [];
    if (name === undefined || value === undefined)
      complain(
        `${shown(part)} is no part of an RRULE: write NAME=VALUE with semicolons between, as in FREQ=WEEKLY;BYDAY=MO.`,
      );
    else if (name === 'UNTIL') complain('Say the end in the field until, by the wall clock, and not in the rule.');
    else if (!NAMES.includes(name)) complain(`${shown(name)} is not supported: there are ${NAMES.join(', ')}.`);
    else if (parts.has(name)) complain(`${name} stands twice.`);
    else parts.set(name, value);
  }
  return parts;
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 60));

function frequencyOf(parts: Parts, complain: Complain): Frequency {
  const value = parts.get('FREQ');
  const found = FREQUENCIES.find((one) => one === value);
  if (found !== undefined) return found;
  if (value === 'SECONDLY')
    complain(`FREQ=SECONDLY is too often: at least ${LEAST_APART_MIN} minutes lie between two.`);
  else complain(`FREQ is one of ${FREQUENCIES.join(', ')}${value === undefined ? '' : `, not ${shown(value)}`}.`);
  return 'DAILY';
}

interface Range {
  readonly from: number;
  readonly to: number;
  /** From the end, when below 0. */
  readonly signed?: boolean;
  readonly single?: boolean;
}

/** In order and each once. */
function numbersOf(parts: Parts, at: { name: string; range: Range; complain: Complain }): number[] {
  const { name, range, complain } = at;
  const value = parts.get(name);
  if (value === undefined) return [];
  const found = [...new Set(value.split(',').map((text) => (/^[+-]?\d{1,9}$/.test(text) ? Number(text) : Number.NaN)))];
  const fits = (one: number): boolean => {
    const size = range.signed ? Math.abs(one) : one;
    return size >= range.from && size <= range.to;
  };
  const wrong = !found.every(fits);
  if (wrong)
    complain(
      `${name} takes ${range.signed ? '(also negative) ' : ''}whole numbers from ${range.from} to ${range.to}, not ${shown(value)}.`,
    );
  else if (range.single && found.length > 1) complain(`${name} takes one number, not ${shown(value)}.`);
  return wrong ? [] : found.sort((a, b) => a - b);
}

function weekdaysOf(parts: Parts, complain: Complain): ByDay[] {
  const value = parts.get('BYDAY');
  if (value === undefined) return [];
  const found = value.split(',').map((text) => {
    const [, nth = '0', name = ''] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(text) ?? [];
    return { text, nth: Number(nth), weekday: DAY_NAMES.indexOf(name), numbered: /\d/.test(text) };
  });
  const wrong = found.find(
    ({ nth, weekday, numbered }) => weekday < 0 || Math.abs(nth) > 53 || (numbered && nth === 0),
  );
  if (wrong !== undefined)
    complain(
      `BYDAY takes ${DAY_NAMES.join(', ')}, each with a number before it where one is meant, not ${shown(wrong.text)}.`,
    );
  return found.map(({ nth, weekday }) => ({ nth, weekday }));
}

function weekStartOf(parts: Parts, complain: Complain): number {
  const value = parts.get('WKST') ?? 'MO';
  const found = DAY_NAMES.indexOf(value);
  if (found < 0) complain(`WKST is one of ${DAY_NAMES.join(', ')}, not ${shown(value)}.`);
  return Math.max(0, found);
}

/** What each part allows by itself and the parts together do not: the table of RFC 5545, and how often is too often. */
function checkTogether(rule: Rule, complain: Complain): void {
  const { frequency, weekdays, monthDays, yearDays, positions } = rule;
  const numbered = weekdays.some(({ nth }) => nth !== 0);
  if (numbered && frequency !== 'MONTHLY' && frequency !== 'YEARLY')
    complain('A number before a weekday needs FREQ=MONTHLY or FREQ=YEARLY.');
  if (monthDays.length > 0 && frequency === 'WEEKLY') complain('BYMONTHDAY and FREQ=WEEKLY do not go together.');
  if (yearDays.length > 0 && ['MONTHLY', 'WEEKLY', 'DAILY'].includes(frequency))
    complain(`BYYEARDAY and FREQ=${frequency} do not go together.`);
  if (positions.length > 0 && isWithinDays(frequency)) complain(`BYSETPOS and FREQ=${frequency} do not go together.`);
  if (isTooOften(rule)) complain(`That is too often: at least ${LEAST_APART_MIN} minutes lie between two.`);
}

/** Whether several of its periods begin on one day. */
export const isWithinDays = (frequency: Frequency): boolean => frequency === 'HOURLY' || frequency === 'MINUTELY';

function isTooOften({ frequency, interval, minutes }: Rule): boolean {
  if (frequency === 'MINUTELY' && interval < LEAST_APART_MIN && minutes.length === 0) return true;
  // Round the hour: the first minute of the next one comes after the last.
  return (
    !(frequency === 'MINUTELY' && interval >= LEAST_APART_MIN) &&
    minutes.some((minute, at) => {
      const next = minutes[at + 1] ?? minutes[0]! + 60;
      return minutes.length > 1 && next - minute < LEAST_APART_MIN;
    })
  );
}

/** RFC 5545: what a rule leaves open is as at its start. */
function filledIn(rule: Rule, start: WallTime): Rule {
  const { frequency, months, monthDays, yearDays, weekdays } = rule;
  const { month, day, weekday } = dateOf(start);
  const { hour, minute } = timeOf(start);
  const isOpen = monthDays.length === 0 && yearDays.length === 0 && weekdays.length === 0;
  return {
    ...rule,
    months: frequency === 'YEARLY' && isOpen && months.length === 0 ? [month] : months,
    monthDays: (frequency === 'YEARLY' || frequency === 'MONTHLY') && isOpen ? [day] : monthDays,
    weekdays: frequency === 'WEEKLY' && weekdays.length === 0 ? [{ weekday, nth: 0 }] : weekdays,
    hours: rule.hours.length === 0 && !isWithinDays(frequency) ? [hour] : rule.hours,
    minutes: rule.minutes.length === 0 && frequency !== 'MINUTELY' ? [minute] : rule.minutes,
  };
}
