import { z } from 'zod';
import { METHODS } from '../compiled.ts';
import { fromThen, lasting, level, name, needed, optional, slug } from './forms.ts';

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
  z.strictObject({
    by: needed(z.literal('urgency'), 'Waiting and priority count together.'),
    minutesPerPriority: optional(millisPerPriority, 'How much earlier one step of priority counts.', 5),
    newestFirstWithin: optional(
      lasting,
      'Of what came within the same window of so long the newest is first, as leads may want; older windows come before newer ones. Left out: the oldest is first.',
    ),
  }),
  z.strictObject({ by: needed(z.literal('strict'), 'Priority first.') }),
]);

const message = z.string().trim().min(1).max(500);
const many = z.int().min(1).max(1_000_000);
const overflow = z.strictObject({
  when: needed(
    z.union([
      z.literal('outside-hours'),
      z.strictObject({ waitingOver: needed(many, 'More items wait.') }),
      z.strictObject({ expectedWaitOver: needed(lasting, 'It is expected to take longer.') }),
      z.strictObject({ waitedOver: needed(lasting, 'The item has waited longer.') }),
    ]),
    'When it applies: outside-hours and waitedOver also while an item waits, the others as it enters.',
  ),
  then: needed(
    z.union([
      z.strictObject({ waitForOpening: needed(z.literal(true), 'The item waits here.') }),
      z.strictObject({ queue: needed(slug, 'It goes to another queue.') }),
      z.strictObject({
        offerCallback: needed(slug, 'A call-back of this workstream is offered; the item waits here.'),
      }),
      z.strictObject({
        scheduleForOpening: needed(z.literal(true), 'It is scheduled for when this queue opens next.'),
        age: optional(z.enum(['keep', 'reset']), 'Whether it has waited already then.', 'reset'),
      }),
      z.strictObject({
        end: needed(
          z.strictObject({ message: needed(message, 'What the customer is to read.') }),
          'It is cancelled, and its channel reads the message.',
        ),
      }),
    ]),
    'What happens.',
  ),
});

export const queue = z.strictObject({
  name: needed(name, 'What people read.'),
  order: optional(order, 'Which item comes first.', { by: 'urgency' }),
  assign: optional(z.enum(METHODS), 'Which agent gets it, of those who may.', 'longest-idle'),
  hours: optional(slug, 'The calendar outside which nothing is offered. Left out: always open.'),
  escalation: optional(slug, 'What happens as items wait. Left out: nothing.'),
  serviceLevel: optional(
    z.strictObject({
      answerWithin: needed(lasting, 'How soon.'),
      target: needed(z.number().gt(0).max(1), 'Which part of all items: 0.8 is 80 %.'),
    }),
    'The target that numbers are compared with.',
  ),
  alerts: optional(
    z.strictObject({
      waitingOver: optional(many, 'More items wait.'),
      longestWaitOver: optional(lasting, 'One has waited for so long.'),
    }),
    'When supervisors are alerted: once as it begins, and again only once it was over.',
  ),
  overflow: optional(
    z.array(overflow).max(20),
    'Where items go that the queue cannot take: the first rule that applies and can act does.',
  ),
  fallback: optional(slug, 'The queue for what overflow applies to and cannot place.'),
});

export const escalationStep = z.strictObject({
  after: optional(lasting, 'Counted from when the item was enqueued; later than the step before.'),
  afterDue: optional(fromThen, 'Instead of after: counted from when the item is due, negative for before.'),
  raisePriority: optional(z.int().min(1).max(100), 'Steps of priority; all steps together at most 100.'),
  relax: optional(
    z.union([
      z.literal(true),
      z.strictObject({
        skill: needed(slug, 'A skill.'),
        to: optional(level, 'The level that is then enough. Left out: it is dropped.'),
      }),
    ]),
    'Of relaxable requirements only. true: drops them all.',
  ),
  admit: optional(
    z.strictObject({
      groups: optional(z.array(slug).max(100), 'Agents of these groups.'),
      queues: optional(z.array(slug).max(100), 'Agents who serve these queues.'),
    }),
    'Who may take it too, after those who serve the queue.',
  ),
  moveTo: optional(
    z.strictObject({
      queue: needed(slug, 'The queue.'),
      age: optional(z.enum(['keep', 'reset']), 'Whether it has waited already.', 'keep'),
    }),
    'Moves it.',
  ),
  alert: optional(z.literal('supervisors'), 'Who is told.'),
  supervisor: optional(name, 'Who answers for the item from then on: told too, and shown with it.'),
  ignoreInterruptionMatrix: optional(
    z.literal(true),
    'From then on it may interrupt whatever is asynchronous, but not what may do the same.',
  ),
  atOnce: optional(z.int().min(2).max(100), 'How many agents are asked at once from then on.'),
});
