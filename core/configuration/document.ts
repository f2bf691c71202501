import { z } from 'zod';
import { INTENTS } from '../agent.ts';
import { METHODS } from './compiled.ts';
import { durationMs } from './duration.ts';

/**
 * The document that an administrator writes, in its first form. Unknown keys are refused, never ignored: a policy that is not
 * acted on yet must not look as if it were.
 */
const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'a name is 1 to 63 lower-case letters, digits and hyphens')
  .refine((name) => !(name in {}), 'this name is reserved');

const LONGEST_MS = 3650 * 86_400_000;
const duration = (leastMs: number, least: string) =>
  z.string().transform((text, context) => {
    const ms = durationMs(text);
    if (ms !== null && ms >= leastMs && ms <= LONGEST_MS) return ms;
    context.addIssue({ code: 'custom', message: `write a duration from ${least} to P3650D, such as PT30S or PT5M` });
    return z.NEVER;
  });
const lasting = duration(1000, 'PT1S');
const delay = duration(0, 'PT0S');

// PostgreSQL cannot store NUL in JSON, nor UTF-8 a lone surrogate.
const name = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => !/\p{Cc}|\p{Cs}/u.test(text), 'leave out control characters and broken Unicode');
const timeZone = z.string().refine(isTimeZone, 'write an IANA time zone such as Europe/Copenhagen');
const millisPerPriority = z
  .number()
  .max(1440)
  .transform((minutes, context) => {
    const ms = Math.round(minutes * 60_000);
    if (ms >= 1) return ms;
    context.addIssue({ code: 'custom', message: 'write minutes above 0, at least a millisecond' });
    return z.NEVER;
  });
const units = z.int().min(1).max(1000);
const level = z.int().min(1).max(5);
const mapOf = <T extends z.ZodType>(value: T) => z.record(slug, value);

const channel = z.strictObject({ live: z.boolean().optional(), offerTimeout: lasting.optional() });
const skill = z.strictObject({ name, levels: z.array(name).min(1).max(5).optional() });
const step = z.strictObject({
  after: lasting,
  raisePriority: z.int().min(1).max(100).optional(),
  relax: z.literal(true).optional(),
});
const order = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('urgency'), minutesPerPriority: millisPerPriority.optional() }),
  z.strictObject({ by: z.literal('strict') }),
]);
const queue = z.strictObject({
  name,
  order: order.optional(),
  assign: z.enum(METHODS).optional(),
  escalation: slug.optional(),
  serviceLevel: z.strictObject({ answerWithin: lasting, target: z.number().gt(0).max(1) }).optional(),
});
const requirement = z.union([level, z.strictObject({ level, relaxable: z.boolean().optional() })]);
const workstream = z.strictObject({
  name: name.optional(),
  channel: slug,
  cost: units.optional(),
  offer: z
    .strictObject({ mode: z.enum(['offer', 'auto-accept', 'pick']).optional(), timeout: lasting.optional() })
    .optional(),
  reserveAfter: lasting.optional(),
  decline: z.strictObject({ backOff: lasting.optional(), awayAfter: z.int().min(1).max(100).optional() }).optional(),
  wrapUp: z
    .strictObject({ timeout: lasting, holdsCapacity: z.boolean().optional(), codes: z.array(name).max(100).optional() })
    .optional(),
  require: mapOf(requirement).optional(),
  queue: z
    .array(z.strictObject({ to: slug }))
    .max(1)
    .optional(),
  fallback: slug.optional(),
  timeToLive: lasting.optional(),
  ownerGone: z.strictObject({ after: delay }).optional(),
});
const allowed = z.union([z.literal('all'), z.array(slug).max(50)]);
const profile = z.strictObject({
  name,
  capacity: units,
  channels: mapOf(z.strictObject({ atMost: z.int().min(1).max(1000).optional() })),
  queues: z
    .array(z.strictObject({ queue: slug, rank: z.int().min(1).max(50).optional(), after: delay.optional() }))
    .max(500),
  rankHandicap: z.union([z.literal('strict'), delay]).optional(),
  groups: z.array(slug).max(100).optional(),
  presence: z.partialRecord(z.enum(INTENTS), allowed).optional(),
  may: z
    .strictObject({
      decline: z.boolean().optional(),
      pick: z.array(slug).max(50).optional(),
      transferTo: z.array(slug).max(500).optional(),
    })
    .optional(),
  overrides: z
    .strictObject({ skills: z.boolean().optional(), capacity: z.strictObject({ max: units }).optional() })
    .optional(),
});
const agent = z.strictObject({
  name,
  profile: slug,
  groups: z.array(slug).max(100).optional(),
  skills: mapOf(level).optional(),
  capacity: units.optional(),
  connectivity: z.enum(['heartbeat', 'assumed']).optional(),
});

export const ConfigurationDocument = z.strictObject({
  organisation: z.strictObject({ name, timeZone: timeZone.optional() }),
  channels: mapOf(channel).optional(),
  skills: mapOf(skill).optional(),
  groups: mapOf(z.strictObject({ name })).optional(),
  escalations: mapOf(z.array(step).min(1).max(20)).optional(),
  queues: mapOf(queue),
  workstreams: mapOf(workstream),
  profiles: mapOf(profile),
  agents: mapOf(agent).optional(),
});
export type ConfigurationDocument = z.infer<typeof ConfigurationDocument>;

/** The queue that items of a workstream enter, or `undefined` when none is named. */
export const entryQueue = (one: ConfigurationDocument['workstreams'][string]): string | undefined =>
  one.queue?.[0]?.to ?? one.fallback;

function isTimeZone(text: string): boolean {
  try {
    return text.length <= 100 && new Intl.DateTimeFormat('en', { timeZone: text }) !== null;
  } catch {
    return false;
  }
}
