import type { Event } from '../../core/event.ts';
import type { Fact } from '../../workflows/messages.ts';

const OWN_NAMES: Readonly<Record<string, Fact>> = {
  'offer.made': 'offered',
  'repair.workflow': 'repaired',
  'repair.deadline': 'repaired',
};

const OF_ITEMS = ['item', 'offer', 'repair'];

/** The fact that an item's event is told as; `null` for what happened to something else. */
export function factOf(type: Event['type']): Fact | null {
  if (!OF_ITEMS.includes(type.slice(0, type.indexOf('.')))) return null;
  return OWN_NAMES[type] ?? (type.slice(type.indexOf('.') + 1) as Fact);
}

/** Facts that only follow from another of the same delivery: they are listed, and the signal bears the other's name. */
const FOLLOWS: Partial<Record<Fact, readonly Fact[]>> = {
  assigned: ['accepted', 'resumed'],
  closed: ['completed', 'wrap_up_ended'],
  enqueued: ['created', 'admitted', 'released', 'transferred', 'rescheduled', 'escalated', 'resumed', 'overflowed'],
  rescheduled: ['overflowed'],
  cancelled: ['overflowed'],
  alerted: ['escalated'],
};

/** What the signal is named after: the latest fact that is news of its own. */
export function signalName(facts: readonly Fact[]): Fact {
  const latest = facts.at(-1) ?? 'repaired';
  const cause = facts.at(-2);
  return cause !== undefined && FOLLOWS[latest]?.includes(cause) ? cause : latest;
}
