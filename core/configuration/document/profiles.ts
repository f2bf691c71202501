import { z } from 'zod';
import { WORKING_INTENTS } from '../../agent.ts';
import { MODES } from '../compiled.ts';
import { delay, level, mapOf, name, needed, optional, slug, units } from './forms.ts';

const some = z.array(slug).max(50);
const allowed = z.union([z.literal('all'), some]);
const queues = z.array(slug).max(500);
const groups = z.array(slug).max(100);
const atMost = z.int().min(1).max(1000);

const takenChannel = z.strictObject({
  atMost: optional(atMost, 'Most items of the channel at once. Left out: as many as the units allow.'),
  cost: optional(units, 'Units of an item here, instead of what its workstream says.'),
  interruptibleBy: optional(
    some,
    'Channels whose work may interrupt work of this one: she keeps it, and goes on with it when there is room again.',
    [],
  ),
});

const servedQueue = z.strictObject({
  queue: needed(slug, 'A queue.'),
  rank: optional(z.int().min(1).max(50), '1 is served first.', 1),
  after: optional(delay, 'Helps only once an item has waited so long.', 'PT0S'),
});

const may = z.strictObject({
  decline: optional(z.boolean(), 'Whether they may decline offers.', true),
  pick: optional(some, 'Channels whose items they may take from the list.', []),
  pause: optional(z.boolean(), 'Whether they may pause an item.', true),
  transferTo: optional(queues, 'Queues to which they may transfer.', []),
});

const overrides = z.strictObject({
  skills: optional(z.boolean(), 'Whether supervisors may change the skills of these agents.', false),
  capacity: optional(
    z.strictObject({ max: needed(units, 'Most units.') }),
    'Units of their own, up to so many. Left out: none.',
  ),
  limits: optional(z.boolean(), "Limits of their own for each channel, never above the profile's.", false),
});

export const profile = z.strictObject({
  name: needed(name, 'What people read.'),
  capacity: needed(units, 'Capacity units in all.'),
  atMost: optional(atMost, 'Most items at once, of all channels together. Left out: as many as the units allow.'),
  channels: needed(mapOf(takenChannel), 'Channels whose work they take.'),
  queues: needed(z.array(servedQueue).max(500), 'Queues that they serve.'),
  rankHandicap: optional(
    z.union([z.literal('strict'), delay]),
    'How much less an item of the next rank counts as having waited. strict: a better rank always comes first.',
    'PT5M',
  ),
  groups: optional(groups, 'Groups that all of them belong to.', []),
  presence: optional(
    z.partialRecord(z.enum(WORKING_INTENTS), allowed),
    'Channels whose work may come in each intent. Left out: all while available, none otherwise.',
  ),
  offer: optional(
    z.strictObject({ mode: needed(z.enum(MODES), 'As in a workstream.') }),
    'How work reaches these agents, instead of what the workstream says.',
  ),
  may: optional(may, 'What they may do themselves.'),
  shift: optional(slug, 'The calendar outside which they are offered nothing. Left out: always on duty.'),
  overrides: optional(overrides, 'What of the profile may be different for one agent.'),
});

export const agent = z.strictObject({
  name: needed(name, 'What people read.'),
  profile: needed(slug, 'Her profile.'),
  groups: optional(groups, 'Groups beside those of the profile.', []),
  skills: optional(mapOf(level), 'Her skills with their levels.', {}),
  attributes: optional(mapOf(z.string().min(1).max(100)), 'What rules can ask for by agentAttributes.', {}),
  capacity: optional(units, 'Units of her own, instead of what the profile says.'),
  limits: optional(mapOf(atMost), 'Most items of a channel at once, where it is less than what the profile says.', {}),
  connectivity: optional(
    z.enum(['heartbeat', 'assumed']),
    'heartbeat: lapses 60 s after the last call. assumed: always there, as a bot is.',
    'heartbeat',
  ),
});
