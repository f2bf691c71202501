import { z } from 'zod';
import { INTENTS } from '../../agent.ts';
import { delay, level, mapOf, name, slug, units } from './forms.ts';

const some = z.array(slug).max(50);
const allowed = z.union([z.literal('all'), some]);
const queues = z.array(slug).max(500);
const atMost = z.int().min(1).max(1000);

export const profile = z.strictObject({
  name,
  capacity: units,
  /** Most items at once, of all channels together. */
  atMost: atMost.optional(),
  channels: mapOf(
    z.strictObject({
      atMost: atMost.optional(),
      /** What an item of the channel costs these agents, instead of what the workstream says. */
      cost: units.optional(),
      interruptibleBy: some.optional(),
    }),
  ),
  queues: z
    .array(z.strictObject({ queue: slug, rank: z.int().min(1).max(50).optional(), after: delay.optional() }))
    .max(500),
  rankHandicap: z.union([z.literal('strict'), delay]).optional(),
  groups: z.array(slug).max(100).optional(),
  presence: z.partialRecord(z.enum(INTENTS), allowed).optional(),
  /** How work reaches these agents, instead of what the workstream says. */
  offer: z.strictObject({ mode: z.enum(['offer', 'auto-accept', 'pick']) }).optional(),
  may: z
    .strictObject({
      decline: z.boolean().optional(),
      pick: some.optional(),
      pause: z.boolean().optional(),
      transferTo: queues.optional(),
    })
    .optional(),
  shift: slug.optional(),
  overrides: z
    .strictObject({
      skills: z.boolean().optional(),
      capacity: z.strictObject({ max: units }).optional(),
      /** Limits of their own for each channel, never above the profile's. */
      limits: z.boolean().optional(),
    })
    .optional(),
});

export const agent = z.strictObject({
  name,
  profile: slug,
  groups: z.array(slug).max(100).optional(),
  skills: mapOf(level).optional(),
  attributes: mapOf(z.string().min(1).max(100)).optional(),
  capacity: units.optional(),
  limits: mapOf(atMost).optional(),
  connectivity: z.enum(['heartbeat', 'assumed']).optional(),
});
