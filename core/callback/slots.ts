import { ALWAYS_OPEN, type Calendar, rangesFrom } from '../calendar/calendar.ts';

/** Where slots lie: each range of the hours is cut into slots from its beginning on, and what is left at its end is none. */
export interface Grid {
  readonly calendar: Calendar;
  readonly everyMs: number;
}

/** Of a queue with these hours; one that is always open has its days, in the zone of the organisation. */
export const gridOf = (calendar: Calendar | null, at: { timeZone: string; everyMs: number }): Grid => ({
  calendar: calendar ?? { ...ALWAYS_OPEN, timeZone: at.timeZone },
  everyMs: at.everyMs,
});

/** Beginnings of slots from an instant on, in order, as far as a calendar is looked at. */
export function* slotsFrom({ calendar, everyMs }: Grid, at: number): Generator<number> {
  let left: number[] = [];
  for (const { ranges, next } of rangesFrom(calendar, at)) {
    const starts = [...left];
    for (const { from, to } of ranges)
      for (let start = from; start + everyMs <= to; start += everyMs) if (start >= at) starts.push(start);
    // Hours that last into the next day may meet those that begin there.
    const sorted = [...new Set(starts)].sort((a, b) => a - b);
    yield* sorted.filter((start) => start < next);
    left = sorted.filter((start) => start >= next);
  }
}

export const isSlot = (grid: Grid, at: number): boolean => slotsFrom(grid, at).next().value === at;
