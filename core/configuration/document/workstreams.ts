import { z } from 'zod';
import { MODES } from '../compiled.ts';
import {
  delay,
  expression,
  lasting,
  level,
  mapOf,
  name,
  needed,
  optional,
  promised,
  slotLength,
  slug,
  units,
} from './forms.ts';

/** A level by its number or by the name that the skill gives it. */
const levelOrName = z.union([level, z.string().min(1).max(200).meta({ title: 'name of a level' })]);
const requirement = z.union([
  levelOrName,
  z.strictObject({
    level: needed(levelOrName, 'The least level.'),
    relaxable: optional(z.boolean(), 'Whether an escalation may drop it.', false),
  }),
]);
/** A value that is worked out from the item. */
const queues = z.array(slug).max(500);
const computed = z.strictObject({ value: needed(expression, 'Worked out from the item.') });

const requireFrom = z.strictObject({
  value: needed(expression, 'Comes to one of the texts below.'),
  skills: needed(z.record(z.string().min(1).max(100), slug), 'The skill that each text asks for.'),
  level: optional(levelOrName, 'The least level.', 1),
});

/** What a rule does when its condition holds. */
const effect = z.strictObject({
  priority: optional(z.union([z.int().min(-100).max(100), computed]), 'Sets the priority; greater is more urgent.'),
  require: optional(mapOf(z.union([levelOrName, computed])), 'Asks for skills at levels.'),
  requireFrom: optional(requireFrom, 'Asks for the skill that a value names, such as the language of the customer.'),
  relaxable: optional(z.boolean(), 'Whether an escalation may drop the skills that the rule asks for.', false),
  groups: optional(z.array(slug).max(20), 'Asks for an agent of each group.'),
  agentAttributes: optional(mapOf(computed), 'Asks for an agent whose attribute equals a value.'),
  set: optional(
    z.record(name, z.union([z.string().max(1000), z.number(), z.boolean(), z.null(), computed])),
    'Sets attributes that later rulesets and queue rules see.',
  ),
  cost: optional(units, 'Sets the capacity units of the item.'),
  due: optional(lasting, 'Sets when it is due, counted from intake.'),
  prefer: optional(
    z.strictObject({
      agent: needed(expression, 'Comes to the id of an agent.'),
      for: needed(lasting, 'After which others get it too.'),
    }),
    'Keeps the item for one agent for a while.',
  ),
  queue: optional(slug, 'The queue, whatever the queue rules say.'),
});
export type Effect = z.infer<typeof effect>;

const rule = z.strictObject({
  when: optional(expression, 'The condition. Left out: always.'),
  then: needed(effect, 'What the rule does.'),
});

const when = optional(expression, 'The condition. Left out: always.');
const to = z.strictObject({ when, to: needed(slug, 'The queue.') });
const split = z.strictObject({
  when,
  split: needed(mapOf(z.int().min(0).max(100)), 'Queues by percent, 100 in all.'),
});
export type QueueRule = z.infer<typeof to> | z.infer<typeof split>;

const offer = z.strictObject({
  mode: optional(
    z.enum(MODES),
    'offer: she is asked. auto-accept: she has it at once. pick: she takes it from the list.',
    'offer',
  ),
  timeout: optional(lasting, 'How long an offer stands. Left out: as the channel says.'),
  atOnce: optional(z.int().min(1).max(100), 'How many agents are asked at once.', 1),
});

const wrapUp = z.strictObject({
  timeout: needed(lasting, 'After which it ends by itself.'),
  holdsCapacity: optional(z.boolean(), 'Whether the units stay taken meanwhile.', true),
  codes: optional(z.array(name).max(100), 'What an agent may say of the outcome. Left out: anything.', []),
  required: optional(
    z.boolean(),
    'Whether it has to be said before somebody ends the wrap-up. An item whose wrap-up ends by itself without is flagged no_outcome.',
    false,
  ),
  extension: optional(
    z.strictObject({
      by: needed(lasting, 'The most at once.'),
      times: optional(z.int().min(1).max(100), 'How often.', 1),
    }),
    'How it may be extended. Left out: not at all.',
  ),
});

const ownerGone = z.strictObject({
  after: needed(
    delay,
    'How long after an agent has gone: 150 s after the last sign of life, or at once by the intent offline.',
  ),
  then: optional(
    z.enum(['back-to-queue', 'stay']),
    'back-to-queue: with its age, for anyone. stay: hers until she is removed; supervisors are alerted.',
    'back-to-queue',
  ),
});

const callback = z.strictObject({
  attempts: optional(z.int().min(1).max(20), 'How often it is tried before it closes as not_reached.', 3),
  minimumGap: optional(
    lasting,
    'How long between two attempts, at least: the next is within the hours of its queue.',
    'PT15M',
  ),
  voicemail: optional(
    z.enum(['again', 'ends']),
    'What follows a message on a machine. again: the next attempt. ends: it closes.',
    'again',
  ),
  slots: optional(
    z.strictObject({
      every: needed(slotLength, 'How long a slot is, counted from when its queue opens.'),
      atMost: needed(z.int().min(1).max(10_000), 'Most call-backs that are booked for one slot.'),
    }),
    'When call-backs can be booked. Left out: as soon as possible, or at any time.',
  ),
});

export const workstream = z.strictObject({
  name: optional(name, 'What people read. Left out: its key.'),
  channel: needed(slug, 'The channel of its items.'),
  when: optional(expression, 'Which items it takes in when the channel names no workstream. Left out: any.'),
  cost: optional(units, 'Capacity units of an item. Left out: as the channel says.'),
  offer: optional(offer, 'How an item reaches an agent.'),
  reserveAfter: optional(
    lasting,
    'An item that nobody has room for is kept a free agent after so long. Left out: the time of an offer.',
  ),
  decline: optional(
    z.strictObject({
      backOff: optional(lasting, 'How long an agent is kept from an item that she declined, doubling.', 'PT60S'),
      awayAfter: optional(z.int().min(1).max(100), 'Unanswered offers in a row that make her away.', 3),
    }),
    'What follows when an offer is not accepted.',
  ),
  wrapUp: optional(wrapUp, 'Time after an item is completed. Left out: none.'),
  require: optional(mapOf(requirement), 'Skills that each item asks for.', {}),
  classify: optional(
    mapOf(z.array(rule).min(1).max(200)),
    'Rulesets in order; in each, the first rule that holds acts, and later rulesets see what it did.',
  ),
  queue: optional(
    z
      .array(z.union([to, split]))
      .min(1)
      .max(200),
    'Queue rules in order: the first that holds and whose queue is open. Needed unless there is a fallback.',
  ),
  fallback: optional(slug, 'The queue where no queue rule leads to an open one.'),
  affinity: optional(
    z.strictObject({
      within: needed(lasting, 'How long ago she completed that, at most.'),
      for: needed(lasting, 'After which others get it too.'),
    }),
    'Prefers whoever completed the last item of the same `customerRef` in this workstream, where she is here and could take it.',
  ),
  transfer: optional(
    z.strictObject({
      to: needed(queues, 'The queues; none at all with an empty list.'),
    }),
    'Where agents may hand its items on, within what their profiles allow; supervisors may exceed it. Left out: anywhere.',
  ),
  escalation: optional(slug, 'What happens as its items wait in queues that say nothing of that.'),
  timeToLive: optional(lasting, 'After which a waiting item expires. Left out: never.'),
  ownerGone: optional(
    ownerGone,
    'What becomes of an item whose agent has gone. Left out: back to its queue, at once where live, otherwise after PT30M.',
  ),
  pause: optional(
    z.strictObject({
      ownerPreferredFor: optional(
        delay,
        'How long its owner comes before all others once it waits again. Left out: PT45S where live, otherwise PT30M.',
      ),
    }),
    'For items that are paused.',
  ),
  targets: optional(
    z.strictObject({
      firstResponse: optional(promised, 'From intake to the first answer.'),
      resolution: optional(promised, 'From intake to completion; stands still while it is paused for the customer.'),
      calendar: optional(slug, 'Time counts only while it is open. Left out: always.'),
      warnAt: optional(
        z.number().gt(0).max(0.99),
        'The part of the time after which it warns, of the due time of an item too.',
        0.8,
      ),
      raisePriority: optional(
        z.strictObject({
          warned: optional(z.int().min(0).max(10), 'Steps of priority at the warning.', 1),
          breached: optional(z.int().min(0).max(10), 'Steps more once it is missed.', 2),
        }),
        'How much more urgent an item becomes.',
      ),
    }),
    'What has been promised of each item.',
  ),
  callback: optional(callback, 'Its items are call-backs: how they are booked and tried. Left out: they are none.'),
});
