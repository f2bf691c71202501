import { z } from 'zod';
import { calendar } from './calendars.ts';
import { lasting, mapOf, name, timeZone, units } from './forms.ts';
import { agent, profile } from './profiles.ts';
import { escalationStep, queue } from './queues.ts';
import { workstream } from './workstreams.ts';

/**
 * The document that an administrator writes. Unknown keys are refused, never ignored; a policy that is accepted and not acted on yet
 * has a warning of its own, so that nothing looks as if it were in force.
 */
export const ConfigurationDocument = z.strictObject({
  organisation: z.strictObject({ name, timeZone: timeZone.optional() }),
  channels: mapOf(
    z.strictObject({ live: z.boolean().optional(), offerTimeout: lasting.optional(), cost: units.optional() }),
  ).optional(),
  skills: mapOf(z.strictObject({ name, levels: z.array(name).min(1).max(5).optional() })).optional(),
  groups: mapOf(z.strictObject({ name })).optional(),
  calendars: mapOf(calendar).optional(),
  escalations: mapOf(z.array(escalationStep).min(1).max(20)).optional(),
  queues: mapOf(queue),
  workstreams: mapOf(workstream),
  profiles: mapOf(profile),
  agents: mapOf(agent).optional(),
});
export type ConfigurationDocument = z.infer<typeof ConfigurationDocument>;

/** One entry of a section as it is written. */
export type Of<S extends Exclude<keyof ConfigurationDocument, 'organisation'>> = NonNullable<
  ConfigurationDocument[S]
>[string];
