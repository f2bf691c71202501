import { z } from 'zod';
import { INTENTS } from '../core/agent.ts';
import { ROLES } from '../core/command.ts';
import { instant, slotAsked, text } from '../core/forms.ts';
import { isId } from '../core/ids.ts';
import { ITEM_STATES } from '../core/item.ts';

/** What bodies may hold that only the API takes; the rest are `core/forms.ts`. */
export const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Use 1 to 63 lower-case letters, digits and hyphens.');

const need = z.strictObject({ level: z.int().min(1).max(5), relaxable: z.boolean().default(false) });
const requirements = z.record(z.string().max(63), z.unknown()).transform((value, context) => {
  const result = {
    skills: {} as Record<string, z.infer<typeof need>>,
    groups: [] as string[],
    attributes: {} as Record<string, string>,
    agent: null as string | null,
  };
  for (const [name, given] of Object.entries(value)) {
    const issue = (message: string) => context.addIssue({ code: 'custom', path: [name], message });
    if (name === 'agent') {
      if (typeof given === 'string' && slug.safeParse(given).success) result.agent = given;
      else issue('Name an agent.');
    } else if (name === 'groups') {
      const groups = z.array(slug).max(20).safeParse(given);
      if (groups.success) result.groups = groups.data;
      else issue('Name groups in a list.');
    } else {
      const parsed = need.safeParse(typeof given === 'number' ? { level: given } : given);
      if (parsed.success) result.skills[name] = parsed.data;
      else issue('A skill needs a level from 1 to 5, and may be relaxable.');
    }
  }
  return result;
});

const itemId = z.string().refine((id) => isId('wi', id), 'Name an item by its id, which begins with wi_.');
const priority = z.int().min(-100).max(100);
const attributes = z.record(z.string().max(200), z.unknown());
const NONE = { skills: {}, groups: [], attributes: {}, agent: null };

export const NewItemBody = z.strictObject({
  source: text(100).optional(),
  externalId: text(255).nullish(),
  follows: itemId.nullish(),
  channel: slug.nullish(),
  workstream: slug.nullish(),
  queue: slug.nullish(),
  subject: text(500).nullish(),
  customerRef: text(255).nullish(),
  priority: priority.nullish(),
  requirements: requirements.default(NONE),
  customer: attributes.default({}),
  attributes: attributes.default({}),
  dueAt: instant.nullish(),
  notBefore: instant.nullish(),
  /** Of a call-back; left out: now. */
  slot: slotAsked.nullish(),
  /** Beside an open call-back of the same customer and workstream. */
  allowDuplicate: z.boolean().default(false),
});
export const PatchBody = z.strictObject({
  priority: priority.optional(),
  customer: attributes.optional(),
  attributes: attributes.optional(),
  requirements: requirements.optional(),
  dueAt: instant.nullable().optional(),
  subject: text(500).nullable().optional(),
  customerRef: text(255).nullable().optional(),
  allowDuplicate: z.boolean().default(false),
});
export const TransferBody = z.strictObject({ queue: slug.nullish(), agent: slug.nullish() });
export const ConsultBody = z.strictObject({ queue: slug.nullish(), agent: slug.nullish(), note: text(500).nullish() });
export const AssignBody = z.strictObject({ agent: slug, offer: z.boolean().default(true) });
export const PickBody = z.strictObject({ agent: slug.nullish() });
export const CallBackBody = z.strictObject({
  workstream: slug.nullish(),
  slot: slotAsked.nullish(),
  allowDuplicate: z.boolean().default(false),
});

export const AgentBody = z.strictObject({
  name: text(200),
  profile: slug,
  groups: z.array(slug).max(100).default([]),
  skills: z.record(slug, z.int().min(1).max(5)).default({}),
  attributes: z.record(slug, text(100)).default({}),
  capacity: z.int().min(1).max(1000).nullable().default(null),
  limits: z.record(slug, z.int().min(1).max(1000)).default({}),
  connectivity: z.enum(['heartbeat', 'assumed']).default('heartbeat'),
});
export const PresenceBody = z.strictObject({ intent: z.enum(INTENTS), reason: text(200).nullish() });
export const KeyBody = z.strictObject({
  name: text(100),
  role: z.enum(ROLES),
  agent: slug.nullish(),
  source: text(100).nullish(),
  expiresAt: instant.nullish(),
});

const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
};
export const ListQuery = z.strictObject(paging);
export const ItemQuery = z.strictObject({
  state: z.enum(ITEM_STATES, `States are ${ITEM_STATES.join(', ')}.`).optional(),
  queue: slug.optional(),
  agent: slug.optional(),
  channel: slug.optional(),
  source: text(100).optional(),
  follows: itemId.optional(),
  consults: itemId.optional(),
  createdAfter: instant.optional(),
  ...paging,
});

/** Of an item's history: the `seq` of the last event that was shown. */
export const EventQuery = z.strictObject({ cursor: z.coerce.number().int().min(0).max(1e15).default(0) });
export const LiveQuery = z.strictObject({ agent: slug.optional(), queue: slug.optional() });

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
export const PublishQuery = z.strictObject({
  /** Whether what waits is classified again before it is offered. */
  reclassify: flag.default(false),
  reason: text(500).optional(),
});

export const SlotQuery = z.strictObject({
  from: instant.optional(),
  to: instant.optional(),
  /** In which the times are shown. Left out: that of the hours. */
  timeZone: text(100).optional(),
  queue: slug.optional(),
  ...paging,
});
