import { z } from 'zod';
import { ATTEMPT_OUTCOMES } from './callback/callback.ts';
import { durationMs } from './configuration/duration.ts';
import { pointer } from './configuration/pointer.ts';
import { isId } from './ids.ts';
import type { Finding } from './outcome.ts';

/**
 * What may be said with a verb, whichever way it comes: the bodies of the API and the signals of workflows are held to the same forms.
 * Names of things that must exist are checked by the engine, which knows them.
 */

/** PostgreSQL stores neither NUL nor lone surrogates. */
const isStorable = (value: string): boolean => value.isWellFormed() && !value.includes('\0');

export const text = (most: number) =>
  z.string().min(1).max(most).refine(isStorable, 'Text may contain neither NUL nor half of a surrogate pair.');

export const instant = z.iso
  .datetime({ offset: true, message: 'Write an instant with its zone, such as 2026-11-24T09:00:00Z.' })
  .transform((value, context) => {
    const ms = Date.parse(value);
    if (Number.isFinite(ms)) return ms;
    context.addIssue({ code: 'custom', message: 'There is no such instant.' });
    return z.NEVER;
  });

const LONGEST_MS = 30 * 86_400_000;
const upTo30Days = z.string().transform((value, context) => {
  const ms = durationMs(value);
  if (ms !== null && ms <= LONGEST_MS) return ms;
  context.addIssue({ code: 'custom', message: 'Write a duration up to P30D, such as PT5M.' });
  return z.NEVER;
});

export const CompleteForm = z.strictObject({ outcome: text(200).nullish(), note: text(10_000).nullish() });
export const ExtendForm = z.strictObject({
  by: upTo30Days.refine((ms) => ms >= 1000, 'Write a duration of a second or more.').nullish(),
});
export const EmptyForm = z.strictObject({});
export const ReasonForm = z.strictObject({ reason: text(500).nullish() });
/** What a slot means, in which zone and whether it is free, is the engine's to say. */
export const slotAsked = z.strictObject({ at: text(40), timeZone: text(100).nullable().default(null) });
/** One of both; a slot for call-backs alone. */
export const RescheduleForm = z.strictObject({ notBefore: instant.nullish(), slot: slotAsked.nullish() });
export const AttemptForm = z.strictObject({
  outcome: z.enum(ATTEMPT_OUTCOMES, `Outcomes are ${ATTEMPT_OUTCOMES.join(', ')}.`),
  note: text(10_000).nullish(),
});
export const PauseForm = z.strictObject({
  until: instant.nullish(),
  forCustomer: z.boolean().default(false),
  reason: text(500).nullish(),
});
/** `agent`: its owner, who is to have it at once. */
export const ResumeForm = z.strictObject({ agent: text(63).nullish() });
export const DeclineForm = z.strictObject({ reason: text(500).nullish(), retryAfter: upTo30Days.nullish() });

/** Of a workflow, which knows its open offer: another may be named. */
const offer = {
  offer: z
    .string()
    .refine((id) => isId('of', id), 'Name an offer by its id.')
    .nullish(),
};
export const AcceptSignal = z.strictObject(offer);
export const DeclineSignal = DeclineForm.extend(offer);

/** What is wrong with a value, each with its place. */
export const findingsOf = (error: z.ZodError): Finding[] =>
  error.issues.map((issue) => ({ pointer: pointer(issue.path as (string | number)[]), detail: issue.message }));

/** The findings in a sentence; the first few of many. */
export const inSentence = (findings: readonly Finding[]): string =>
  findings
    .map((one) => `${one.pointer || '/'}: ${one.detail}`)
    .slice(0, 5)
    .join(' ');

/** What is made of a value of this form, or the sentence that says what is wrong with it. */
export function formed<F extends z.ZodType, T>(form: F, value: unknown, make: (given: z.output<F>) => T): T | string {
  const parsed = form.safeParse(value);
  return parsed.success ? make(parsed.data) : inSentence(findingsOf(parsed.error));
}
