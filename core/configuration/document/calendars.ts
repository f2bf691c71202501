import { z } from 'zod';
import { type OpenRange, WEEKDAYS, type Weekday } from '../../calendar/calendar.ts';
import { name, needed, optional, timeZone } from './forms.ts';

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;
const minutesOf = (text: string): number | null => {
  if (text === '24:00') return 1440;
  const parts = TIME.exec(text);
  return parts === null ? null : Number(parts[1]) * 60 + Number(parts[2]);
};

/** `08:00-18:00`; one that ends at or before it begins ends on the next day. */
const range = z
  .string()
  .meta({ title: 'hours', pattern: '^\\d\\d:\\d\\d-\\d\\d:\\d\\d$', examples: ['08:00-18:00'] })
  .transform((text, context): OpenRange => {
    const [from, to, more] = text.split('-').map(minutesOf);
    if (from !== undefined && from !== null && from < 1440 && to !== undefined && to !== null && more === undefined)
      return { from, to: to > from ? to : to + 1440 };
    context.addIssue({
      code: 'custom',
      message: 'write opening hours such as 08:00-18:00, or 22:00-06:00 over midnight',
    });
    return z.NEVER;
  });
const ranges = z.array(range).max(10);

const DAYS = new RegExp(`^(${WEEKDAYS.join('|')})(?:-(${WEEKDAYS.join('|')}))?$`);
const days = z.string().regex(DAYS, 'write a day or a span of days, such as sat or mon-fri').meta({ title: 'days' });

/** The days that a key of `weekly` names, the week going round: `sat-mon` is three days. */
export function daysOf(key: string): Weekday[] {
  const [, first, last] = DAYS.exec(key)!;
  const from = WEEKDAYS.indexOf(first as Weekday);
  const to = last === undefined ? from : WEEKDAYS.indexOf(last as Weekday);
  return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, n) => WEEKDAYS[(from + n) % 7]!);
}

const date = z
  .string()
  .refine((text) => /^\d{4}-\d\d-\d\d$/.test(text) && isDate(text), 'write a date such as 2026-12-24')
  .meta({ title: 'date' });
const isDate = (text: string): boolean => {
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
};

/**
 * On which days it is closed: written out by date, as the text of an iCalendar file, or a country's by its two letters. A version carries
 * its calendars with it, so the command line puts the text of a file in the place of its name.
 */
const holidays = z.union([
  z.strictObject({ dates: needed(z.record(date, name), 'By date, with their names.') }),
  z.strictObject({
    ical: needed(
      z.string().min(1).max(500_000).meta({ title: 'iCalendar text' }),
      'The text of an iCalendar file, or, for the command line, its name beside the document. Events repeat yearly or not at all.',
    ),
  }),
  z.strictObject({
    country: needed(
      z.string().regex(/^[A-Z]{2}$/, 'write a country as two capital letters, such as DK'),
      "The country's public holidays, where the package date-holidays is installed.",
    ),
    region: optional(z.string().min(1).max(20), 'A part of the country, as the package names it.'),
  }),
]);

export const calendar = z.strictObject({
  timeZone: optional(timeZone, 'Left out: that of the organisation.'),
  weekly: needed(z.record(days, ranges), 'Hours by day or span of days; a day that is left out is closed.'),
  holidays: optional(holidays, 'Days on which it is closed.'),
  exceptions: optional(
    z.record(date, z.union([z.literal('closed'), ranges])),
    'By date, instead of the week and of holidays.',
  ),
});
