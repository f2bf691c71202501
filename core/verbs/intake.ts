import { classify } from '../classify/classify.ts';
import type { Intake, Scene } from '../classify/intake.ts';
import type { ClassificationTrace } from '../classify/trace.ts';
import type { Item } from '../item.ts';
import { changeItem } from '../mutate.ts';
import { emit, type World } from '../world.ts';
import { climb, enqueue } from './escalation.ts';

/** What else a classification depends on, as the world is now. */
export const sceneOf = (world: World): Scene => ({
  configuration: world.configuration,
  now: world.work.now,
  isOpen: (calendar) => world.roster.isOpen(calendar),
  isAgent: (id) => world.agents.has(id),
});

const intakeOf = ({ payload, ...item }: Item): Intake => ({ ...item, ...payload });

/** What the rules in force make of an item now: the fields that change, and how it came about. */
export function classified(world: World, item: Item): { change: Partial<Item>; trace: ClassificationTrace | null } {
  const { queue, priority, cost, requirements, dueAt, preferred, derived, trace } = classify(
    intakeOf(item),
    sceneOf(world),
  );
  const from = item.enqueuedAt ?? item.notBefore ?? world.work.now;
  return {
    change: {
      queue,
      priority,
      cost,
      requirements,
      dueAt,
      preferredAgent: preferred?.agent ?? null,
      preferredUntil: preferred === null ? null : Math.max(from, item.createdAt) + preferred.forMs,
      configurationVersion: world.configuration.version,
      payload: { ...item.payload, derived: { ...derived } },
    },
    trace,
  };
}

/** What the log keeps of how an item is taken in: all that decides who may have it and when, and how that came about. */
export function recorded(item: Item, trace: ClassificationTrace | null): Record<string, unknown> {
  const { priority, cost, requirements, dueAt, preferredAgent, preferredUntil } = item;
  const asked = Object.entries(requirements).filter(([, need]) => need !== null && Object.keys(need).length > 0);
  return {
    priority,
    cost,
    requirements: Object.fromEntries(asked),
    ...(dueAt === null ? {} : { dueAt }),
    ...(preferredAgent === null ? {} : { preferred: { agent: preferredAgent, until: preferredUntil } }),
    ...(trace === null ? {} : { classification: trace }),
  };
}

/** Into its queue, or where somebody has to look at it: an item is never dropped. */
export function place(world: World, item: Item, reason: 'new' | 'admitted'): void {
  if (item.queue !== null) enqueue(world, item, { reason });
  else needAttention(world, item);
}

function needAttention(world: World, item: Item): void {
  const enqueuedAt = item.enqueuedAt ?? world.work.now;
  changeItem(world, item, {
    state: 'needs_attention',
    queue: null,
    enqueuedAt,
    waitingSince: null,
    nextEscalationAt: null,
  });
  emit(world, 'item.needs_attention', { item, details: { reason: 'no rule leads to a queue' } });
}

/** Its time has come. What it is taken in as may have changed since it was scheduled. */
export function admit(world: World, item: Item): void {
  const details = refresh(world, item);
  emit(world, 'item.admitted', { item, details });
  place(world, item, 'admitted');
}

/** Classifies a scheduled item anew; says what an event keeps of it: nothing where it is as it was. */
export function refresh(world: World, item: Item): Record<string, unknown> {
  const { change, trace } = classified(world, item);
  if (trace === null && item.configurationVersion === world.configuration.version) return {};
  changeItem(world, item, change);
  return recorded(item, trace);
}

/**
 * Takes an open item that nobody has in anew, after its data or the rules changed. One that waits keeps its age, also in another queue.
 * `tell` logs the change, with what the event keeps of the classification.
 */
export function classifyAgain(
  world: World,
  item: Item,
  at: { payload?: Item['payload']; tell: (recorded: Record<string, unknown>) => void },
): void {
  const { change, trace } = classified(world, { ...item, payload: at.payload ?? item.payload });
  const { queue, ...rest } = change;
  const stays = item.state === 'scheduled' || queue === item.queue;
  changeItem(world, item, stays ? change : rest);
  at.tell(recorded(item, trace));
  if (!stays) moveTo(world, item, queue ?? null);
  else if (item.state === 'waiting') climb(world, item);
}

function moveTo(world: World, item: Item, queue: string | null): void {
  if (queue === null) {
    needAttention(world, item);
    return;
  }
  const reason = item.state === 'needs_attention' ? 'new' : 'moved';
  enqueue(world, item, { reason, queue });
}
