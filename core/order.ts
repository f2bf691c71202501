import type { Agent } from './agent.ts';
import type { Configuration, Method, Profile, Queue } from './configuration/compiled.ts';
import type { Item } from './item.ts';
import type { ItemClass } from './matching/shelf.ts';
import type { OfAge, WakeUp } from './world.ts';

/** A possible offer with all that orders it. Smaller comes first in every field. */
export interface Pair {
  readonly item: Item;
  readonly agent: Agent;
  readonly effectiveKey: number;
  readonly widening: number;
  readonly score: number;
}

type Comparator<T = Pair> = (a: T, b: T) => number;

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const byEffectiveKey: Comparator = (a, b) => a.effectiveKey - b.effectiveKey;
const byWidening: Comparator = (a, b) => a.widening - b.widening;
const byMethod: Comparator = (a, b) => a.score - b.score;
const byItem: Comparator = (a, b) => byText(a.item.id, b.item.id);
const byAgent: Comparator = (a, b) => byText(a.agent.id, b.agent.id);

/** The documented order, criterion by criterion; total, because it ends in the ids. */
const PAIR_ORDER: readonly Comparator[] = [byEffectiveKey, byWidening, byMethod, byItem, byAgent];

export function comparePairs(a: Pair, b: Pair): number {
  for (const compare of PAIR_ORDER) {
    const difference = compare(a, b);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Integer milliseconds; smaller is more urgent. Static while the item waits. */
export const orderKey = (item: Item, queue: Pick<Queue, 'millisPerPriority'>): number =>
  (item.enqueuedAt ?? item.createdAt) - (item.priority + item.raised) * queue.millisPerPriority;

/** Items of one class share every part of the key but their age, so age alone orders them. */
const compareAge: Comparator<Item> = (a, b) => (a.enqueuedAt ?? 0) - (b.enqueuedAt ?? 0) || byText(a.id, b.id);

/** Total, so that what is due at one instant is done in one order, also after a takeover. */
const compareWakeUps: Comparator<WakeUp> = (a, b) => a.at - b.at || byText(a.kind, b.kind) || byText(a.id, b.id);

/** The class whose oldest item is most urgent first. */
const compareClasses: Comparator<ItemClass> = (a, b) =>
  orderKey(a.items.first()!, a) - orderKey(b.items.first()!, b) || byText(a.name, b.name);

/** Every comparison that the core makes between rows goes through one of these: a test counts them. */
export interface Order {
  readonly age: Comparator<Item>;
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
