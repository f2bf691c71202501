import { z } from 'zod';
import { calendar } from './calendars.ts';
import { lasting, mapOf, name, needed, optional, timeZone, units } from './forms.ts';
import { agent, profile } from './profiles.ts';
import { escalationStep, queue } from './queues.ts';
import { workstream } from './workstreams.ts';

const organisation = z.strictObject({
  name: needed(name, 'What it is called.'),
  timeZone: optional(timeZone, 'Of calendars that name none, and of the clock that rules see.', 'UTC'),
});

const channel = z.strictObject({
  live: optional(
    z.boolean(),
    'Whether a person waits at the other end. Of the built-in channels chat, voice and callback are live.',
  ),
  offerTimeout: optional(
    lasting,
    'How long an offer stands. Left out: PT30S where live, PT2M for messaging, PT15M for the rest.',
  ),
  cost: optional(units, 'Capacity units of an item where its workstream does not say.', 1),
});

const skill = z.strictObject({
  name: needed(name, 'What people read.'),
  levels: optional(
    z.array(name).min(1).max(5),
    'The names of the levels from the lowest. Left out: five levels without names.',
  ),
});

const group = z.strictObject({ name: needed(name, 'What people read.') });

/**
 * The document that an administrator writes. Unknown keys are refused, never ignored; a policy that is accepted and not acted on yet
 * has a warning of its own, so that nothing looks as if it were in force.
 */
export const ConfigurationDocument = z.strictObject({
  organisation: needed(organisation, 'Whose configuration it is.'),
  channels: optional(mapOf(channel), 'Where items come from. The built-in ones need not be declared.'),
  skills: optional(mapOf(skill), 'What agents can do, each on a scale of its own.'),
  groups: optional(mapOf(group), 'Agents who belong together.'),
  calendars: optional(mapOf(calendar), 'Opening hours, used by queues, shifts, targets and rules.'),
  escalations: optional(
    mapOf(z.array(escalationStep).min(1).max(20)),
    'What happens as an item waits: each step once, in order, counted from when the item was enqueued.',
  ),
  queues: needed(mapOf(queue), 'Where items wait.'),
  workstreams: needed(mapOf(workstream), 'How each kind of item is taken in.'),
  profiles: needed(mapOf(profile), 'What agents may do. An agent has exactly one profile.'),
  agents: optional(mapOf(agent), 'Agents who are created where they are missing, and never changed or deleted.'),
});
export type ConfigurationDocument = z.infer<typeof ConfigurationDocument>;

/** One entry of a section as it is written. */
export type Of<S extends Exclude<keyof ConfigurationDocument, 'organisation'>> = NonNullable<
  ConfigurationDocument[S]
>[string];
