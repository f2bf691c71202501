import { z } from 'zod';
import { METHODS } from '../compiled.ts';
import { lasting, level, name, slug } from './forms.ts';

const millisPerPriority = z
  .number()
  .max(1440)
  .transform((minutes, context) => {
    const ms = Math.round(minutes * 60_000);
    if (ms >= 1) return ms;
    context.addIssue({ code: 'custom', message: 'write minutes above 0, at least a millisecond' });
    return z.NEVER;
  });

const order = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('urgency'), minutesPerPriority: millisPerPriority.optional() }),
  z.strictObject({ by: z.literal('strict') }),
]);

const many = z.int().min(1).max(1_000_000);
const overflow = z.strictObject({
  when: z.union([
    z.literal('outside-hours'),
    z.strictObject({ waitingOver: many }),
    z.strictObject({ expectedWaitOver: lasting }),
  ]),
  then: z.union([
    z.strictObject({ waitForOpening: z.literal(true) }),
    z.strictObject({ queue: slug }),
    z.strictObject({ offerCallback: slug }),
  ]),
});

export const queue = z.strictObject({
  name,
  order: order.optional(),
  assign: z.enum(METHODS).optional(),
  hours: slug.optional(),
  escalation: slug.optional(),
  serviceLevel: z.strictObject({ answerWithin: lasting, target: z.number().gt(0).max(1) }).optional(),
  alerts: z.strictObject({ waitingOver: many.optional(), longestWaitOver: lasting.optional() }).optional(),
  overflow: z.array(overflow).max(20).optional(),
  fallback: slug.optional(),
});

export const escalationStep = z.strictObject({
  after: lasting,
  raisePriority: z.int().min(1).max(100).optional(),
  relax: z.union([z.literal(true), z.strictObject({ skill: slug, to: level.optional() })]).optional(),
  admit: z
    .strictObject({ groups: z.array(slug).max(100).optional(), queues: z.array(slug).max(100).optional() })
    .optional(),
  moveTo: z.strictObject({ queue: slug, age: z.enum(['keep', 'reset']).optional() }).optional(),
  alert: z.literal('supervisors').optional(),
  atOnce: z.int().min(2).max(100).optional(),
});
