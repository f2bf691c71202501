import { isTimeZone } from '../configuration/document/forms.ts';
import type { Finding } from '../outcome.ts';
import { endOf, nextOccurrence, patternOf, type Timing } from './occurrences.ts';
import { readRule } from './rule.ts';
import { readDate, readDateTime, type WallTime } from './wall.ts';

/** Zones before that shift by odd seconds, and nobody means them. */
const EARLIEST = Date.UTC(2000, 0, 1);
const TEN_YEARS_MS = 10 * 31_557_600_000;
const MOST_EXCEPTIONS = 1_000;
const DATE_TIME = 'a date and time of the wall clock, such as 2026-12-01T09:00';

/** What is wrong with a timing, seen from `now`; nothing for one that still occurs. */
export function checkTiming(timing: Timing, now: number): Finding[] {
  const findings: Finding[] = [];
  const complain = (pointer: string, detail: string): void => void findings.push({ pointer, detail });
  const start = readDateTime(timing.start);
  if (start === null) complain('/start', `The start is ${DATE_TIME}.`);
  else if (start < EARLIEST || start > now + TEN_YEARS_MS)
    complain('/start', 'The start lies between the year 2000 and ten years ahead.');
  if (!isTimeZone(timing.timeZone))
    complain(
      '/timeZone',
      `${JSON.stringify(timing.timeZone.slice(0, 80))} is no IANA time zone such as Europe/Copenhagen.`,
    );
  findings.push(...readRule(timing.rule, start ?? EARLIEST).findings);
  checkUntil(timing.until, start, complain);
  checkExceptions(timing.exceptions, complain);
  if (findings.length === 0) checkAhead(timing, now, complain);
  return findings;
}

type Complain = (pointer: string, detail: string) => void;

function checkUntil(until: string | null, start: WallTime | null, complain: Complain): void {
  const end = endOf(until);
  if (until !== null && end === null) complain('/until', `The end is a date such as 2026-12-31, or ${DATE_TIME}.`);
  else if (end !== null && start !== null && end < start) complain('/until', 'The end is before the start.');
}

function checkExceptions(exceptions: readonly string[], complain: Complain): void {
  if (exceptions.length > MOST_EXCEPTIONS) complain('/exceptions', `There are at most ${MOST_EXCEPTIONS} exceptions.`);
  for (const [at, text] of exceptions.slice(0, MOST_EXCEPTIONS).entries())
    if (readDate(text) === null && readDateTime(text) === null)
      complain(`/exceptions/${at}`, `An exception is a date such as 2026-12-24, or ${DATE_TIME}.`);
}

function checkAhead(timing: Timing, now: number, complain: Complain): void {
  const pattern = patternOf(timing);
  if (nextOccurrence(pattern, now) !== null) return;
  const ever = nextOccurrence(pattern, EARLIEST - 1);
  if (ever === null) complain('/rule', 'The rule never occurs: no day and time is all that it asks for.');
  else
    complain(
      timing.until === null ? '/rule' : '/until',
      'All of its occurrences are past: let it end later, or delete it.',
    );
}
