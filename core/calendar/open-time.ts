import { type Calendar, openBetween } from './calendar.ts';

const DAY_MS = 86_400_000;
/** Looked through at a time: most of what is promised ends within it. */
const WINDOW_MS = 3 * DAY_MS;
/** A calendar that stays closed for longer never opens again. */
const LONGEST_CLOSED_MS = 400 * DAY_MS;

/** Open milliseconds between two instants; all of them where there is no calendar. */
export function openTimeBetween(calendar: Calendar | null, from: number, to: number): number {
  if (to <= from) return 0;
  if (calendar === null) return to - from;
  return openBetween(calendar, { from, to }).reduce((sum, stretch) => sum + stretch.to - stretch.from, 0);
}

/**
 * The instant at which so many open milliseconds have passed since another; the very closing where they end with it. `null` when the
 * calendar stays closed for good before.
 */
export function afterOpenTime(calendar: Calendar | null, from: number, ms: number): number | null {
  if (calendar === null || ms <= 0) return from + Math.max(0, ms);
  let left = ms;
  let lastOpen = from;
  for (let at = from; at - lastOpen <= LONGEST_CLOSED_MS; at += WINDOW_MS) {
    for (const stretch of openBetween(calendar, { from: at, to: at + WINDOW_MS })) {
      const open = stretch.to - stretch.from;
      if (open >= left) return stretch.from + left;
      left -= open;
      lastOpen = stretch.to;
    }
  }
  return null;
}
