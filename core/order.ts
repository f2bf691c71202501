import type { Agent } from './agent.ts';
import type { Configuration, Method, Profile, Queue } from './configuration/compiled.ts';
import type { Item } from './item.ts';
import type { ItemClass } from './matching/shelf.ts';
import type { WakeUp } from './wake-ups.ts';
import type { OfAge } from './world.ts';

/** A possible offer with all that orders it. Smaller comes first in every field. */
export interface Pair {
  readonly item: Item;
  readonly agent: Agent;
  readonly effectiveKey: number;
  readonly widening: number;
  /** 1 where something that she has in hand has to give way to it, else 0. */
  readonly interrupts: number;
  readonly score: number;
}

type Comparator<T = Pair> = (a: T, b: T) => number;

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const byEffectiveKey: Comparator = (a, b) => a.effectiveKey - b.effectiveKey;
const byWidening: Comparator = (a, b) => a.widening - b.widening;
const byInterruption: Comparator = (a, b) => a.interrupts - b.interrupts;
const byMethod: Comparator = (a, b) => a.score - b.score;
const byItem: Comparator = (a, b) => byText(a.item.id, b.item.id);
const byAgent: Comparator = (a, b) => byText(a.agent.id, b.agent.id);

/** The documented order, criterion by criterion; total, because it ends in the ids. */
const PAIR_ORDER: readonly Comparator[] = [byEffectiveKey, byWidening, byInterruption, byMethod, byItem, byAgent];

export function comparePairs(a: Pair, b: Pair): number {
  for (const compare of PAIR_ORDER) {
    const difference = compare(a, b);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Its priority with the bumps that it got, in steps. */
export const stepsOf = ({ priority, raised, urged }: Pick<Item, 'priority' | 'raised' | 'urged'>): number =>
  priority + raised + urged;

/** How the items of a queue are ordered. */
export type QueueOrder = Pick<Queue, 'millisPerPriority' | 'newestFirstWithinMs'>;

/**
 * Where an item stands by its age alone. Within each window the newest comes first, and the windows follow each other: nothing stands
 * further from its age than a window, and nothing starves. Its own inverse.
 */
export function agedKey(enqueuedAt: number, { newestFirstWithinMs }: Pick<Queue, 'newestFirstWithinMs'>): number {
  if (newestFirstWithinMs === 0) return enqueuedAt;
  const begins = Math.floor(enqueuedAt / newestFirstWithinMs) * newestFirstWithinMs;
  return 2 * begins + newestFirstWithinMs - 1 - enqueuedAt;
}

/** Integer milliseconds; smaller is more urgent. Static between bumps. */
export const orderKey = (item: Item, queue: QueueOrder): number =>
  agedKey(item.enqueuedAt ?? item.createdAt, queue) - stepsOf(item) * queue.millisPerPriority;

/** Items of one class share every part of the key but their age, so age alone orders them. */
const compareAge: Order['age'] = (a, b, queue) =>
  agedKey(a.enqueuedAt ?? 0, queue) - agedKey(b.enqueuedAt ?? 0, queue) || byText(a.id, b.id);

/** Total, so that what is due at one instant is done in one order, also after a takeover. */
const compareWakeUps: Comparator<WakeUp> = (a, b) => a.at - b.at || byText(a.kind, b.kind) || byText(a.id, b.id);

/** The class whose oldest item is most urgent first. */
const compareClasses: Comparator<ItemClass> = (a, b) =>
  orderKey(a.items.first()!, a) - orderKey(b.items.first()!, b) || byText(a.name, b.name);

/** Every comparison that the core makes between rows goes through one of these: a test counts them. */
export interface Order {
  readonly age: (a: Item, b: Item, queue: Pick<Queue, 'newestFirstWithinMs'>) => number;
  readonly classes: Comparator<ItemClass>;
  readonly pairs: Comparator;
  readonly wakeUps: Comparator<WakeUp>;
  readonly ofAge: Comparator<OfAge>;
}
export const ORDER: Order = {
  age: compareAge,
  classes: compareClasses,
  pairs: comparePairs,
  wakeUps: compareWakeUps,
  ofAge: (a, b) => a.at - b.at || byText(a.id, b.id),
};

export const handicapMs = (profile: Profile, queue: string): number =>
  ((profile.queues[queue]?.rank ?? 1) - 1) * profile.rankHandicapMs;

/** What the queue's method prefers among agents, as a number: smaller is better. */
export function methodScore(
  method: Method,
  at: { readonly agent: Agent; readonly item: Item; readonly profile: Profile; readonly freeUnits: number },
): number {
  switch (method) {
    case 'longest-idle':
      return at.agent.idleSince;
    case 'most-free-capacity':
      return -at.freeUnits;
    case 'best-skill':
      return -Object.keys(at.item.requirements.skills).reduce((sum, skill) => sum + (at.agent.skills[skill] ?? 0), 0);
    case 'round-robin':
      return at.agent.lastOfferSeq;
    case 'least-flexible':
      return Object.keys(at.profile.queues).length + Object.keys(at.agent.skills).length;
  }
}

export const itemKey = (configuration: Configuration, item: Item): number | null => {
  const queue = item.queue === null ? undefined : configuration.queues[item.queue];
  return queue === undefined ? null : orderKey(item, queue);
};
