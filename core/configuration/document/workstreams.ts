import { z } from 'zod';
import { delay, expression, lasting, level, mapOf, name, slug, units } from './forms.ts';

/** A level by its number or by the name that the skill gives it, or, in a rule, an expression that comes to a number. */
const levelOrName = z.union([level, z.string().min(1).max(200)]);
const requirement = z.union([levelOrName, z.strictObject({ level: levelOrName, relaxable: z.boolean().optional() })]);
const computed = z.strictObject({ value: expression });

/** What a rule does when its condition holds. A value that is written `{ value: … }` is worked out from the item. */
const effect = z.strictObject({
  priority: z.union([z.int().min(-100).max(100), computed]).optional(),
  require: mapOf(z.union([levelOrName, computed])).optional(),
  /** The value of an expression names a skill: `{ value: customer.language, skills: { de: german } }`. */
  requireFrom: z
    .strictObject({
      value: expression,
      skills: z.record(z.string().min(1).max(100), slug),
      level: levelOrName.optional(),
    })
    .optional(),
  relaxable: z.boolean().optional(),
  groups: z.array(slug).max(20).optional(),
  /** Agents whose attribute equals the value. */
  agentAttributes: mapOf(computed).optional(),
  set: z.record(name, z.union([z.string().max(1000), z.number(), z.boolean(), z.null(), computed])).optional(),
  cost: units.optional(),
  due: lasting.optional(),
  prefer: z.strictObject({ agent: expression, for: lasting }).optional(),
  queue: slug.optional(),
});
export type Effect = z.infer<typeof effect>;

const rule = z.strictObject({
  when: expression.optional(),
  then: effect,
});

const to = z.strictObject({ when: expression.optional(), to: slug });
const split = z.strictObject({ when: expression.optional(), split: mapOf(z.int().min(0).max(100)) });
export type QueueRule = z.infer<typeof to> | z.infer<typeof split>;

export const workstream = z.strictObject({
  name: name.optional(),
  channel: slug,
  /** Which items it takes in when the channel names no workstream. */
  when: expression.optional(),
  cost: units.optional(),
  offer: z
    .strictObject({
      mode: z.enum(['offer', 'auto-accept', 'pick']).optional(),
      timeout: lasting.optional(),
      atOnce: z.int().min(1).max(100).optional(),
    })
    .optional(),
  reserveAfter: lasting.optional(),
  decline: z.strictObject({ backOff: lasting.optional(), awayAfter: z.int().min(1).max(100).optional() }).optional(),
  wrapUp: z
    .strictObject({ timeout: lasting, holdsCapacity: z.boolean().optional(), codes: z.array(name).max(100).optional() })
    .optional(),
  require: mapOf(requirement).optional(),
  classify: mapOf(z.array(rule).min(1).max(200)).optional(),
  queue: z
    .array(z.union([to, split]))
    .min(1)
    .max(200)
    .optional(),
  fallback: slug.optional(),
  affinity: z.strictObject({ within: lasting, for: lasting }).optional(),
  timeToLive: lasting.optional(),
  ownerGone: z
    .strictObject({
      after: delay,
      then: z.enum(['back-to-queue', 'stay']).optional(),
    })
    .optional(),
  targets: z
    .strictObject({ firstResponse: lasting.optional(), resolution: lasting.optional(), calendar: slug.optional() })
    .optional(),
  callback: z
    .strictObject({
      attempts: z.int().min(1).max(20).optional(),
      minimumGap: lasting.optional(),
      slots: z.strictObject({ every: lasting, atMost: z.int().min(1).max(10_000) }).optional(),
    })
    .optional(),
});
