import { z } from 'zod';
import { durationMs } from '../core/configuration/duration.ts';
import { instant, text } from '../core/forms.ts';
import { NewItemBody } from './schemas.ts';

/** What is sent and answered about recurrences. What a rule, a zone or a date means is checked by the engine. */
const DAY_MS = 86_400_000;

const duration = (most: { days: number }) =>
  z.string().transform((value, context) => {
    const ms = durationMs(value);
    if (ms !== null && ms % 1_000 === 0 && ms <= most.days * DAY_MS) return ms;
    context.addIssue({
      code: 'custom',
      message: `Write a duration of whole seconds up to P${most.days}D, such as PT30M.`,
    });
    return z.NEVER;
  });

const { channel, workstream, queue, subject, customerRef, priority, requirements, customer, attributes } =
  NewItemBody.shape;

export const RecurrenceBody = z.strictObject({
  name: text(100),
  /** What each item is made of. */
  item: z.strictObject({
    channel,
    workstream,
    queue,
    subject,
    customerRef,
    priority,
    requirements,
    customer,
    attributes,
    /** How long after its time it is due. */
    dueAfter: duration({ days: 365 }).nullish(),
  }),
  /** RRULE of RFC 5545, such as FREQ=WEEKLY;BYDAY=MO. */
  rule: text(500),
  /** By the wall clock of the zone, such as 2026-12-01T09:00. */
  start: text(30),
  timeZone: text(100),
  /** A date, or a date and time; the last that may occur. */
  until: text(30).nullish(),
  /** Dates, or dates and times, on which it does not occur. */
  exceptions: z.array(text(30)).max(1_000).default([]),
  /** How long before its time each item is there, scheduled. */
  prepare: duration({ days: 30 }).default(0),
  paused: z.boolean().default(false),
});

export const OccurrencesQuery = z.strictObject({
  /** From now on where it is left out. */
  after: instant.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(10),
});

const answered = z.iso.datetime();
const name = z.string().nullable();
export const Recurrence = z.strictObject({
  id: z.string(),
  rev: z.int(),
  name: z.string(),
  item: z.strictObject({
    channel: name,
    workstream: name,
    queue: name,
    subject: name,
    customerRef: name,
    priority: z.int().nullable(),
    requirements: z.record(z.string(), z.unknown()),
    customer: z.record(z.string(), z.unknown()),
    attributes: z.record(z.string(), z.unknown()),
    dueAfter: name,
  }),
  rule: z.string(),
  start: z.string(),
  timeZone: z.string(),
  until: name,
  exceptions: z.array(z.string()),
  prepare: z.string(),
  paused: z.boolean(),
  /** The next occurrence that no item was made for; none comes any more where it is `null`. */
  next: answered.nullable(),
  createdAt: answered,
  changedAt: answered,
  scheduleId: z.string(),
});

/** `local`: by the wall clock of the zone. */
export const Occurrence = z.strictObject({ at: answered, local: z.string() });
export const Occurrences = z.strictObject({ data: z.array(Occurrence) });
