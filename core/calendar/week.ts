import { type Calendar, openBetween, type Stretch, wallClock } from './calendar.ts';

/** A week in which no zone turns its clocks, to compare calendars of several zones by their weeks alone. */
const FROM = Date.UTC(2027, 1, 1);
const TO = FROM + 7 * 86_400_000;

/** When a calendar is open in an ordinary week, without holidays and exceptions. */
export const ordinaryWeek = (calendar: Calendar): Stretch[] =>
  openBetween({ ...calendar, exceptions: {}, isHoliday: () => false }, { from: FROM, to: TO });

export const WHOLE_WEEK: readonly Stretch[] = [{ from: FROM, to: TO }];

/** What is left of the first without the others. */
export function without(first: readonly Stretch[], others: readonly Stretch[]): Stretch[] {
  let left = [...first];
  for (const cut of others) {
    left = left.flatMap((one) => {
      if (cut.to <= one.from || cut.from >= one.to) return [one];
      const sides = [
        { from: one.from, to: cut.from },
        { from: cut.to, to: one.to },
      ];
      return sides.filter(({ from, to }) => from < to);
    });
  }
  return left;
}

/** `mon 18:00 to 20:00`, in the time zone that is given; a few of many. */
export function spoken(stretches: readonly Stretch[], timeZone: string): string {
  const few = stretches.slice(0, 3).map(({ from, to }) => {
    const [begin, end] = [wallClock(from, timeZone), wallClock(to, timeZone)];
    const day = begin.date === end.date ? '' : `${end.weekday} `;
    return `${begin.weekday} ${clock(begin)} to ${day}${clock(end)}`;
  });
  const more = stretches.length - few.length;
  return few.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

const clock = ({ hour, minute }: { hour: number; minute: number }): string =>
  `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
