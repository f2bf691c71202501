import { z } from 'zod';
import { durationMs } from '../duration.ts';

/**
 * The forms that all sections of the document are made of. Unknown keys are refused everywhere, never ignored. Titles, descriptions and
 * defaults go into the JSON Schema, from which the reference is made; a default is filled in by `fill/`, not here.
 */

/** A setting that has to be written. */
export const needed = <T extends z.ZodType>(form: T, description: string): T => form.meta({ description });

/** A setting that may be left out; `usual`: what it then is, as it would be written. Not `default`, which a transformed form would lose. */
export const optional = <T extends z.ZodType>(form: T, description: string, usual?: unknown): z.ZodOptional<T> =>
  form.optional().meta({ description, ...(usual === undefined ? {} : { usual }) });

export const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'a name is 1 to 63 lower-case letters, digits and hyphens')
  .refine((name) => !(name in {}), 'this name is reserved')
  .meta({ title: 'name' });

const DAY_MS = 86_400_000;
const duration = (leastMs: number, least: string, mostDays = 3650) =>
  z
    .string()
    .meta({ title: 'duration', pattern: '^P', examples: ['PT30S', 'PT5M'] })
    .transform((text, context) => {
      const ms = durationMs(text);
      if (ms !== null && ms >= leastMs && ms <= mostDays * DAY_MS) return ms;
      context.addIssue({
        code: 'custom',
        message: `write a duration from ${least} to P${mostDays}D, such as PT30S or PT5M`,
      });
      return z.NEVER;
    });
/** How long something lasts, in milliseconds once read. */
export const lasting = duration(1000, 'PT1S');
/** How long is promised: counted hour by hour in a calendar, so not for ever. */
export const promised = duration(1000, 'PT1S', 366);
/** How long a slot is: no longer than a day of a calendar, and no shorter than people mean. */
export const slotLength = duration(60_000, 'PT1M', 1);
/** How long something waits, possibly not at all. */
export const delay = duration(0, 'PT0S');

/** From an instant on, or before it: `-PT1H`. In milliseconds once read. */
export const fromThen = z
  .string()
  .meta({ title: 'signed duration', pattern: '^-?P', examples: ['-PT1H', 'PT0S', 'PT10M'] })
  .transform((text, context) => {
    const ms = durationMs(text.replace(/^-/, ''));
    if (ms !== null && ms <= 3650 * DAY_MS) return text.startsWith('-') ? -ms : ms;
    context.addIssue({ code: 'custom', message: 'write a duration up to P3650D, such as PT10M, or -PT1H for before' });
    return z.NEVER;
  });

// PostgreSQL cannot store NUL in JSON, nor UTF-8 a lone surrogate.
const storable = (text: string): boolean => !/\p{Cc}|\p{Cs}/u.test(text);
const STORABLE = 'leave out control characters and broken Unicode';
export const name = z.string().min(1).max(200).refine(storable, STORABLE).meta({ title: 'text' });

/** A rule of the expression language. What it says is checked with the rest of the meaning, so that its place can be told. */
export const expression = z.string().min(1).max(4000).refine(storable, STORABLE).meta({ title: 'expression' });

export const timeZone = z
  .string()
  .refine(isTimeZone, 'write an IANA time zone such as Europe/Copenhagen')
  .meta({ title: 'time zone' });
export const units = z.int().min(1).max(1000).meta({ title: 'units' });
export const level = z.int().min(1).max(5).meta({ title: 'level' });
export const mapOf = <T extends z.ZodType>(value: T) => z.record(slug, value);

export function isTimeZone(text: string): boolean {
  try {
    return text.length <= 100 && new Intl.DateTimeFormat('en', { timeZone: text }) !== null;
  } catch {
    return false;
  }
}
