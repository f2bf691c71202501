import { classify } from '../classify/classify.ts';
import type { Intake, Scene } from '../classify/intake.ts';
import type { ClassificationTrace } from '../classify/trace.ts';
import { inNoHands } from '../gone.ts';
import { type AttentionReason, aboutOf, type Item } from '../item.ts';
import { changeItem } from '../mutate.ts';
import type { Outcome } from '../outcome.ts';
import { lookAgain } from '../overflowing.ts';
import { livesOnUntil } from '../time-to-live.ts';
import { emit, type World } from '../world.ts';
import { affinityOf } from './affinity.ts';
import { climb, enqueue } from './escalation.ts';
import { beginTargets, noteDueTargets, renewedDue } from './targets.ts';

/** What else a classification depends on, as the world is now. */
export const sceneOf = (world: World): Scene => ({
  configuration: world.configuration,
  now: world.work.now,
  isOpen: (calendar) => world.roster.isOpen(calendar),
  isAgent: (id) => world.agents.has(id),
});

const intakeOf = ({ payload, ...item }: Item): Intake => ({ ...item, ...payload });

/** The queue that the rules in force lead to at an instant, as if all were open then. */
export const queueWhenOpen = (world: World, item: Item, at: number): string | null =>
  classify(intakeOf(item), { ...sceneOf(world), now: at, isOpen: () => true }).queue;

/** The fields that change, and how they came about. */
export interface Classified {
  readonly change: Partial<Item>;
  readonly trace: ClassificationTrace | null;
  /** The preferred agent served the customer last; no rule prefers anybody. */
  readonly affinity: boolean;
}

/** What the rules in force make of an item now. */
export function classified(world: World, item: Item): Classified {
  if (aboutOf(item) !== null) return asAsked(world, item);
  const { queue, priority, cost, requirements, dueAt, preferred, derived, trace } = classify(
    intakeOf(item),
    sceneOf(world),
  );
  const from = Math.max(item.enqueuedAt ?? item.notBefore ?? world.work.now, item.createdAt);
  const taken = { queue, priority, cost, requirements };
  const last =
    preferred === null && isNow(world, item) ? affinityOf(world, { ...item, ...taken, enqueuedAt: from }) : null;
  const chosen = preferred ?? last;
  return {
    affinity: last !== null,
    change: {
      ...taken,
      dueAt,
      preferredAgent: chosen?.agent ?? null,
      preferredUntil: chosen === null ? null : from + chosen.forMs,
      configurationVersion: world.configuration.version,
      payload: { ...item.payload, derived: { ...derived } },
    },
    trace,
  };
}

/** No rule looks at a consult: it goes where whoever asked sent it. */
function asAsked(world: World, { payload }: Item): Classified {
  const { queue, priority, requirements } = payload.given;
  const { version: configurationVersion } = world.configuration;
  const change = { queue, priority, requirements, preferredAgent: null, preferredUntil: null, configurationVersion };
  return { affinity: false, change, trace: null };
}

/** Who served the customer last is known once the item's time has come. */
const isNow = ({ work }: World, { notBefore }: Item): boolean => notBefore === null || notBefore <= work.now;

/** What the log keeps of how an item is taken in: all that decides who may have it and when, and how that came about. */
export function recorded(
  item: Item,
  { trace, affinity }: Pick<Classified, 'trace' | 'affinity'>,
): Record<string, unknown> {
  const { priority, cost, requirements, preferredAgent, preferredUntil, dueAt } = item;
  const asked = Object.entries(requirements).filter(([, need]) => need !== null && Object.keys(need).length > 0);
  return {
    priority,
    cost,
    requirements: Object.fromEntries(asked),
    ...(dueAt === null ? {} : { dueAt }),
    ...(preferredAgent === null
      ? {}
      : { preferred: { agent: preferredAgent, until: preferredUntil, ...(affinity ? { servedLast: true } : {}) } }),
    ...(trace === null ? {} : { classification: trace }),
  };
}

/** Into its queue, or where somebody has to look at it: an item is never dropped. */
export function place(world: World, item: Item, reason: 'new' | 'admitted'): void {
  beginTargets(world, item);
  if (item.queue !== null) enqueue(world, item, { reason });
  else needAttention(world, item, 'no_queue');
  noteDueTargets(world, item);
}

/** Out of everybody's hands, until a person has placed it or changed what was wrong. */
export function needAttention(world: World, item: Item, reason: AttentionReason): void {
  const enqueuedAt = item.enqueuedAt ?? world.work.now;
  changeItem(world, item, {
    state: 'needs_attention',
    queue: null,
    enqueuedAt,
    waitingSince: null,
    nextEscalationAt: null,
    attention: { reason, since: world.work.now },
    timeToLiveEndsAt: livesOnUntil(item, world.work.now),
    ...inNoHands(item),
    overflowAt: null,
  });
  emit(world, 'item.needs_attention', { item, details: { reason } });
}

/** Its time has come. What it is taken in as may have changed since it was scheduled. */
export function admit(world: World, item: Item): void {
  const details = refresh(world, item);
  emit(world, 'item.admitted', { item, details });
  place(world, item, 'admitted');
}

/** Classifies a scheduled item anew; says what an event keeps of it: nothing where it is as it was. */
export function refresh(world: World, item: Item): Record<string, unknown> {
  const taken = classified(world, item);
  const { trace, affinity } = taken;
  if (trace === null && !affinity && item.configurationVersion === world.configuration.version) return {};
  changeItem(world, item, taken.change);
  return recorded(item, taken);
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
  const taken = classified(world, { ...item, payload: at.payload ?? item.payload });
  const { change } = taken;
  const { queue, ...rest } = change;
  const stays = item.state === 'scheduled' || queue === item.queue;
  changeItem(world, item, { ...(stays ? change : rest), ...renewedDue(world, item, change.dueAt ?? null) });
  at.tell(recorded(item, taken));
  if (!stays) moveTo(world, item, queue ?? null);
  else if (item.state === 'waiting') {
    lookAgain(world, item);
    climb(world, item);
  }
  noteDueTargets(world, item);
}

/** Whatever kept an item from being placed may have been put right: its rules are asked once more. */
export function retry(world: World, item: Item): Outcome {
  classifyAgain(world, item, {
    tell: (recorded) => emit(world, 'item.classified', { item, details: { by: 'retry', ...recorded } }),
  });
  return { kind: 'item', created: false, item };
}

function moveTo(world: World, item: Item, queue: string | null): void {
  if (queue === null) {
    needAttention(world, item, 'no_queue');
    return;
  }
  const reason = item.state === 'needs_attention' ? 'new' : 'moved';
  enqueue(world, item, { reason, queue });
}
