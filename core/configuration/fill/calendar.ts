import { type Calendar, WEEKDAYS, type Weekday } from '../../calendar/calendar.ts';
import type { IsHoliday } from '../../calendar/holidays.ts';
import { daysOf } from '../document/calendars.ts';
import type { Of } from '../document/document.ts';
import { mapValues } from './dictionary.ts';

/** A day that the week leaves out is closed. */
export function calendarOf(one: Of<'calendars'>, at: { timeZone: string; isHoliday: IsHoliday }): Calendar {
  const week = Object.fromEntries(WEEKDAYS.map((day) => [day, []])) as unknown as Record<
    Weekday,
    Calendar['weekly']['mon']
  >;
  for (const [key, ranges] of Object.entries(one.weekly)) for (const day of daysOf(key)) week[day] = ranges;
  return {
    timeZone: one.timeZone ?? at.timeZone,
    weekly: week,
    exceptions: mapValues(one.exceptions, (ranges) => (ranges === 'closed' ? [] : ranges)),
    isHoliday: at.isHoliday,
  };
}
