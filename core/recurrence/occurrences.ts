import { type Rule, readRule } from './rule.ts';
import { DAY_MS, dayOf, instantOf, readDate, readDateTime, type WallTime, wallOf } from './wall.ts';
import { wallTimes } from './walls.ts';

/** When something recurs, as it was written. Times are those of the wall clock in `timeZone`. */
export interface Timing {
  /** RRULE of RFC 5545, without UNTIL. */
  readonly rule: string;
  /** `2026-12-01T09:00`. The first occurrence is the first that the rule gives from here on. */
  readonly start: string;
  readonly timeZone: string;
  /** A date or a date and time; the last that may still occur. */
  readonly until: string | null;
  /** Dates, and dates and times, on which it does not occur. */
  readonly exceptions: readonly string[];
}

/** The same in the form that is asked. */
export interface Pattern {
  readonly rule: Rule;
  readonly start: WallTime;
  readonly timeZone: string;
  /** `null`: no end. */
  readonly until: WallTime | null;
  readonly exceptDays: ReadonlySet<number>;
  readonly exceptTimes: ReadonlySet<WallTime>;
}

/** Of a timing that `checkTiming` found nothing wrong with. */
export function patternOf({ rule: text, start: from, timeZone, until, exceptions }: Timing): Pattern {
  const start = readDateTime(from)!;
  const { rule } = readRule(text, start);
  const ends = [endOf(until), lastOf(rule, start)].filter((end) => end !== null);
  return {
    rule,
    start,
    timeZone,
    until: ends.length === 0 ? null : Math.min(...ends),
    exceptDays: new Set(exceptions.flatMap((text) => listed(readDate(text))).map(dayOf)),
    exceptTimes: new Set(exceptions.flatMap((text) => listed(readDateTime(text)))),
  };
}

const listed = (wall: WallTime | null): WallTime[] => (wall === null ? [] : [wall]);

/** A date ends with its day. */
export function endOf(until: string | null): WallTime | null {
  if (until === null) return null;
  const date = readDate(until);
  return date === null ? readDateTime(until) : date + DAY_MS - 1;
}

/** COUNT counts from the start, and what is excepted too; looked for once, so that no later question has to count. */
function lastOf(rule: Rule, start: WallTime): WallTime | null {
  if (rule.count === null) return null;
  let left = rule.count;
  let last = start - 1;
  for (const wall of wallTimes(rule, start, start)) {
    last = wall;
    left -= 1;
    if (left === 0) break;
  }
  return last;
}

/**
 * The first occurrence after an instant, in epoch milliseconds; `null` when none comes. Where the clock is put forward two wall times
 * may be one instant: that is one occurrence.
 */
export function nextOccurrence(pattern: Pattern, after: number): number | null {
  let best: number | null = null;
  for (const wall of walls(pattern, after)) {
    const instant = instantOf(wall, pattern.timeZone);
    if (instant <= after) continue;
    best = Math.min(best ?? instant, instant);
    // Only what the clock skips is later than its wall time says; nothing overtakes what is not.
    if (wallOf(instant, pattern.timeZone) === wall) break;
  }
  return best;
}

/** Wall times that may be the first after an instant, in their order. */
function* walls(
  { rule, start, timeZone, until, exceptDays, exceptTimes }: Pattern,
  after: number,
): Generator<WallTime> {
  // What was skipped within the last day may still lie ahead, by as much as was skipped.
  const skipped = Math.max(0, offsetAt(after, timeZone) - offsetAt(after - DAY_MS, timeZone));
  for (const wall of wallTimes(rule, start, wallOf(after, timeZone) - skipped)) {
    if (until !== null && wall > until) return;
    if (!exceptDays.has(dayOf(wall)) && !exceptTimes.has(wall)) yield wall;
  }
}

const offsetAt = (instant: number, timeZone: string): number => wallOf(instant, timeZone) - instant;

/** The next so many, in order; fewer where they end. */
export function upcoming(pattern: Pattern, after: number, most: number): number[] {
  const found: number[] = [];
  for (let at = nextOccurrence(pattern, after); at !== null && found.length < most; at = nextOccurrence(pattern, at))
    found.push(at);
  return found;
}

export const isOccurrence = (pattern: Pattern, instant: number): boolean =>
  nextOccurrence(pattern, instant - 1) === instant;
