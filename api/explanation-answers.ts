import { z } from 'zod';
import { INTENTS } from '../core/agent.ts';
import { METHODS } from '../core/configuration/compiled.ts';
import { ITEM_STATES } from '../core/item.ts';

/** What is answered about a decision: why, in words and in numbers. */
const instant = z.iso.datetime();
const maybe = instant.nullable();
const text = z.string().nullable();
const count = z.int().min(0);

const why = {
  reason: z.string(),
  count,
  skill: z.string().optional(),
  needs: z.int().optional(),
  group: z.string().optional(),
  attribute: z.string().optional(),
  of: z.enum(['queue', 'shift']).optional(),
  missingUnits: count.optional(),
};
const part = z.strictObject({
  condition: z.string(),
  holds: z.boolean(),
  because: text,
  saw: z.record(z.string(), z.unknown()),
});
const rule = z.strictObject({
  result: z.enum(['hit', 'miss', 'closed', 'not_reached']),
  conditions: z.array(part),
  problems: z.array(z.string()),
});
const classification = z.strictObject({
  rulesets: z.array(z.strictObject({ name: z.string(), rules: z.array(rule) })),
  queueRules: z.array(rule),
  queue: text,
  because: z.enum(['asked', 'ruleset', 'rule', 'fallback', 'closed', 'none']),
});
const place = z.strictObject({ position: z.int().min(1), ahead: count });
const ruledOut = z.array(z.strictObject({ ...why, agents: z.array(z.string()), channel: z.string().optional() }));

/** The first sentence, and all of them: what the rest says, in words. */
const said = { sentence: z.string(), sentences: z.array(z.string()) };

const overflowStep = z.strictObject({
  queue: z.string(),
  rule: count,
  when: z.strictObject({
    kind: z.enum(['outsideHours', 'waitingOver', 'expectedWaitOver', 'waitedOver']),
    over: count.optional(),
  }),
  saw: z.number().nullable(),
  then: z.strictObject({
    kind: z.enum(['waitForOpening', 'queue', 'offerCallback', 'scheduleForOpening', 'end']),
    queue: z.string().optional(),
    workstream: z.string().optional(),
    keepsAge: z.boolean().optional(),
    message: z.string().optional(),
  }),
  fallback: z.boolean(),
});

export const NewItemExplanation = z.strictObject({
  at: instant,
  ...said,
  workstream: z.string(),
  queue: text,
  priority: z.int(),
  cost: count,
  requirements: z.record(z.string(), z.unknown()),
  preferred: z.strictObject({ agent: z.string(), until: instant, servedLast: z.boolean() }).nullable(),
  key: z.number().nullable(),
  order: place.nullable(),
  method: z.enum(METHODS).nullable(),
  overflow: z.array(overflowStep),
  classification: classification.nullable(),
  agents: z.array(
    z.strictObject({ agent: z.string(), key: z.number(), widening: count, interrupts: z.boolean(), score: z.number() }),
  ),
  considered: count,
  ruledOut,
});

export const ItemExplanation = z.strictObject({
  item: z.string(),
  state: z.enum(ITEM_STATES),
  queue: text,
  ...said,
  /** How it was taken in, the last time; `null` where its workstream has no rules. */
  classification: classification.nullable(),
  order: place.nullable(),
  chosen: z
    .strictObject({
      agent: z.string(),
      at: instant,
      by: z.enum(['offer', 'pick', 'assign']),
      key: z.number().nullable(),
    })
    .nullable(),
  considered: count,
  ruledOut,
});

const where = { queue: z.string(), channel: z.string() };
const profile = z.string();
/** One thing that would have to be otherwise for work to come to an agent. */
const remedy = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['available', 'connected', 'empty_hands']) }),
  z.strictObject({
    kind: z.literal('time'),
    at: instant,
    because: z.enum(['delay', 'back_off', 'hours', 'shift', 'preference']),
    queue: z.string(),
  }),
  /** `holding`: the items that would have to leave her hands. */
  z.strictObject({ kind: z.literal('less'), channel: z.string(), holding: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('not_kept'), item: z.string() }),
  z.strictObject({ kind: z.literal('capacity'), units: count }),
  z.strictObject({ kind: z.literal('skill'), skill: z.string(), level: z.int() }),
  z.strictObject({ kind: z.literal('group'), group: z.string() }),
  z.strictObject({ kind: z.literal('attribute'), attribute: z.string(), value: z.string() }),
  z.strictObject({ kind: z.literal('offered'), profile }),
  z.strictObject({ kind: z.literal('channel'), channel: z.string(), profile }),
  z.strictObject({ kind: z.literal('queue'), queue: z.string(), profile }),
]);

export const AgentExplanation = z.strictObject({
  agent: z.string(),
  ...said,
  presence: z.strictObject({
    intent: z.enum(INTENTS),
    reason: text,
    since: instant,
    connection: z.enum(['connected', 'lost']),
  }),
  capacity: z.strictObject({
    units: count,
    freeUnits: z.int(),
    channels: z.record(z.string(), z.strictObject({ atMost: count, free: z.int() })),
  }),
  backOffs: z.array(z.strictObject({ item: z.string(), until: instant })),
  keptFor: text,
  waiting: count,
  open: z.array(z.strictObject({ ...where, count, pick: z.boolean() })),
  ruledOut: z.array(z.strictObject({ ...where, ...why })),
  /** Each of them alone would bring her that item; the smallest change first, at most 8. */
  remedies: z.array(z.strictObject({ remedy, item: z.string() })),
  /** Where no single change would: all that the item that needs the fewest would need. */
  nearest: z.strictObject({ item: z.string(), needs: z.array(remedy) }).nullable(),
});

const askedFor = { waiting: count, have: count, here: count, room: count };
const requirement = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('skill'), skill: z.string(), needs: z.int(), ...askedFor }),
  z.strictObject({ kind: z.literal('group'), group: z.string(), ...askedFor }),
  z.strictObject({ kind: z.literal('attribute'), attribute: z.string(), value: z.string(), ...askedFor }),
  z.strictObject({ kind: z.literal('agent'), agent: z.string(), ...askedFor }),
]);
const staffing = { serving: count, here: count, able: count };
export const QueueExplanation = z.strictObject({
  queue: z.string(),
  at: instant,
  ...said,
  waiting: count,
  longestWaitMs: count,
  /** The most urgent item that waits. */
  next: text,
  hours: z.strictObject({ open: z.boolean(), until: maybe, timeZone: z.string() }),
  ...staffing,
  /** By rank; `agents`: the first of those who are able. */
  profiles: z.array(
    z.strictObject({
      profile: z.string(),
      rank: z.int(),
      afterMs: count,
      ...staffing,
      agents: z.array(z.string()),
      freeUnits: count,
    }),
  ),
  /** Workstreams that lead to it, each asked by an item that brings nothing of its own. */
  lines: z.array(
    z.strictObject({
      workstream: z.string(),
      channel: z.string(),
      cost: count,
      pick: z.boolean(),
      able: count,
      freeUnits: count,
      more: count,
      ruledOut,
    }),
  ),
  /** What waiting items ask for, the scarcest first. */
  requirements: z.array(requirement),
});

export const EXPLANATION_COMPONENTS: Readonly<Record<string, z.ZodType>> = {
  ItemExplanation,
  NewItemExplanation,
  AgentExplanation,
  QueueExplanation,
};
