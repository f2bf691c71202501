import { z } from 'zod';
import { INTENTS } from '../core/agent.ts';
import { ATTEMPT_OUTCOMES } from '../core/callback/callback.ts';
import { ROLES } from '../core/command.ts';
import { ATTENTION_REASONS, ITEM_STATES } from '../core/item.ts';
import { OFFER_STATES } from '../core/offer.ts';
import { BulkOperation, BulkPreview } from './bulk-schemas.ts';
import { CONFIGURATION_COMPONENTS, Finding } from './configuration-answers.ts';
import { EXPLANATION_COMPONENTS } from './explanation-answers.ts';
import { Occurrence, Recurrence } from './recurrence-schemas.ts';

/** What is answered. Tests hold every answer that they get to these; the reference is made from them. */
const instant = z.iso.datetime();
const maybe = instant.nullable();
const text = z.string().nullable();
const count = z.int().min(0);

export const Offer = z.strictObject({
  id: z.string(),
  itemId: z.string(),
  agentId: z.string(),
  state: z.enum(OFFER_STATES),
  units: count,
  offeredAt: instant,
  expiresAt: instant,
  endedAt: maybe,
});

/** `dueAt` and `warnAt` are null while it stands still; `leftMs` is set then: open time that is left. */
const target = z.strictObject({
  dueAt: maybe,
  warnAt: maybe,
  stage: z.enum(['running', 'warned', 'breached', 'met', 'late']),
  leftMs: count.nullable(),
});

/** `slot`: where it takes a place; `null` when none was booked, and once it was tried. */
const callback = z.strictObject({
  slot: instant.nullable(),
  timeZone: text,
  attempts: z.array(z.strictObject({ at: instant, agent: z.string(), outcome: z.enum(ATTEMPT_OUTCOMES) })),
});

export const Item = z.strictObject({
  id: z.string(),
  rev: z.int(),
  source: z.string(),
  externalId: text,
  follows: text,
  consults: text,
  channel: z.string(),
  workstream: z.string(),
  queue: text,
  state: z.enum(ITEM_STATES),
  priority: z.int(),
  urgency: z.strictObject({ key: z.number().nullable(), waitedMs: count, urged: count }),
  requirements: z.record(z.string(), z.unknown()),
  cost: count,
  customer: z.record(z.string(), z.unknown()),
  attributes: z.record(z.string(), z.unknown()),
  preferred: z.strictObject({ agent: z.string(), until: instant }).nullable(),
  subject: text,
  customerRef: text,
  outcome: text,
  note: text,
  message: text,
  agentId: text,
  offers: z.array(Offer),
  escalationStep: count,
  supervisor: text,
  /** `interrupted`: its agent has left it for what `interruptedBy` names. */
  flags: z.array(z.string()),
  interruptedBy: text,
  callbackOffers: z.array(z.strictObject({ queue: z.string(), workstream: z.string() })),
  createdAt: instant,
  enqueuedAt: maybe,
  offeredAt: maybe,
  assignedAt: maybe,
  completedAt: maybe,
  closedAt: maybe,
  notBefore: maybe,
  dueAt: maybe,
  wrapUpEndsAt: maybe,
  wrapUpExtended: count,
  pause: z.strictObject({ since: instant, until: maybe, for: z.enum(['time', 'customer']) }).nullable(),
  attention: z.strictObject({ reason: z.enum(ATTENTION_REASONS), since: instant, sentence: z.string() }).nullable(),
  targets: z.strictObject({ firstResponse: target, resolution: target, due: target }).partial(),
  callback: callback.nullable(),
  configurationVersion: z.int(),
  workflowId: z.string(),
});

export const OfferWithItem = z.strictObject({ ...Offer.shape, item: Item.nullable() });
/** How items of a workstream are wrapped up: what may be said of the outcome (nothing listed: anything), and how long it takes. */
const wrapUp = z.strictObject({
  timeoutMs: count,
  holdsCapacity: z.boolean(),
  codes: z.array(z.string()),
  required: z.boolean(),
  extension: z.strictObject({ byMs: count, times: count }).nullable(),
});
/** `alerts`: what she has been alerted of by `agent.alerted` and is still so. */
const alerts = z.array(z.enum(['about_to_breach', 'most_urgent', 'interrupting']));
const WorkItem = z.strictObject({ ...Item.shape, alerts });
export const AgentWork = z.strictObject({
  offers: z.array(z.strictObject({ ...Offer.shape, item: WorkItem })),
  items: z.array(WorkItem),
  paused: z.array(WorkItem),
  wrapUps: z.record(z.string(), wrapUp),
  consults: z.array(Item),
});

const held = z.strictObject({ offered: count, active: count, wrappingUp: count });
const presence = { intent: z.enum(INTENTS), reason: text, since: instant };
export const Agent = z.strictObject({
  id: z.string(),
  name: z.string(),
  profile: z.string(),
  groups: z.array(z.string()),
  skills: z.record(z.string(), z.int()),
  attributes: z.record(z.string(), z.string()),
  capacity: z.int().nullable(),
  limits: z.record(z.string(), z.int()),
  connectivity: z.enum(['heartbeat', 'assumed']),
  presence: z.strictObject({ ...presence, connection: z.enum(['connected', 'lost', 'assumed']) }),
  /** `interrupted`: how many of her items; they hold nothing meanwhile. */
  load: z.strictObject({ units: count, held, interrupted: count }),
  idleSince: instant,
  rev: z.int(),
});

/** `local`: on the clock of the zone that was asked for; `left`: how many call-backs more can be booked. */
export const Slot = z.strictObject({ at: instant, local: z.string(), left: count });
export const SlotPage = z.strictObject({
  timeZone: z.string(),
  data: z.array(Slot),
  nextCursor: text,
});

export const AgentsImported = z.strictObject({ added: count, changed: count });

export const Queue = z.strictObject({
  id: z.string(),
  name: z.string(),
  waiting: count,
  longestWaitMs: count,
  expectedWaitMs: count.nullable(),
  staffed: count,
});

export const Event = z.strictObject({
  id: z.string(),
  seq: z.int(),
  type: z.string(),
  at: instant,
  item: text,
  rev: z.int().nullable(),
  agent: text,
  agentRev: z.int().nullable(),
  offer: text,
  actor: z.string(),
  cause: z.string(),
  commandId: z.string(),
  units: z.int().nullable(),
  queue: text,
  channel: text,
  workstream: text,
  configurationVersion: z.int(),
  details: z.record(z.string(), z.unknown()),
});

export const LiveEvent = z.strictObject({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.string(),
  type: z.string(),
  time: instant,
  subject: z.string().optional(),
  datacontenttype: z.literal('application/json'),
  data: Event,
});

const key = { id: z.string(), name: z.string(), role: z.enum(ROLES) };
export const NewKey = z.strictObject({ ...key, key: z.string() });
export const Key = z.strictObject({
  ...key,
  agent: text,
  source: text,
  createdAt: instant,
  expiresAt: maybe,
  revokedAt: maybe,
});

export const Health = z.strictObject({ status: z.string() });

export const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  errors: z.array(Finding),
  requestId: z.string(),
  current: z.record(z.string(), z.unknown()).optional(),
  outcome: z.literal('unknown').optional(),
});

/** A page of a list. */
export const pageOf = <T extends z.ZodType>(one: T) =>
  z.strictObject({ data: z.array(one), nextCursor: z.string().nullable() });

/** Named in the reference. */
export const COMPONENTS: Readonly<Record<string, z.ZodType>> = {
  Offer,
  Item,
  OfferWithItem,
  AgentWork,
  Agent,
  AgentsImported,
  Queue,
  Event,
  LiveEvent,
  ...EXPLANATION_COMPONENTS,
  ...CONFIGURATION_COMPONENTS,
  Recurrence,
  Occurrence,
  BulkOperation,
  BulkPreview,
  NewKey,
  Key,
  Problem,
};
