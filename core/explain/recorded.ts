import type { ClassificationTrace } from '../classify/trace.ts';
import type { Event, EventType } from '../event.ts';
import type { Item } from '../item.ts';
import { type Sentence, say } from '../phrases/say.ts';
import type { ItemExplanation } from './item.ts';
import type { RuledOut } from './ruled-out.ts';

/** The newest event of each type that an item has, in any order. */
type Newest = readonly Event[];

/** What an `offer.made` recorded of its decision; of offers by hand and of older ones less is known. */
interface Decision {
  readonly key?: number;
  readonly considered?: number;
  readonly ruledOut?: readonly RuledOut[];
  readonly byHand?: boolean;
}

/** What takes an item away again from the agent who was chosen. */
const UNDONE: readonly EventType[] = [
  'offer.declined',
  'offer.expired',
  'offer.withdrawn',
  'offer.agent_lost',
  'item.released',
  'item.transferred',
  'item.resumed',
  'item.rescheduled',
  'item.attempted',
];

/** Whom she reached she keeps. */
const undoes = ({ type, details }: Event): boolean => type !== 'item.attempted' || 'notBefore' in details;

/** Why an item that was given out, or is settled, went where it went: from what was recorded when that was decided. */
export function explainRecorded(item: Item, newest: Newest, now: number): ItemExplanation {
  const last = latest(newest, ['offer.made', 'item.assigned']);
  const made = latest(newest, ['offer.made']);
  const undone = latest(newest.filter(undoes), UNDONE);
  const standing = last !== null && (undone === null || undone.seq < last.seq) ? last : null;
  const decision: Decision = made?.details ?? {};
  const ruledOut = decision.ruledOut ?? [];
  const chosen = standing === null ? null : choice(standing, made);
  const why = chosen === null ? nobody(made, undone) : reason(chosen, { decision, ruledOut, actor: standing!.actor });
  const became = becameOf(item, { newest, now, chosen: chosen?.agent ?? null });
  return {
    item: item.id,
    state: item.state,
    queue: item.queue,
    sentence: say('recorded.both', { became, why }),
    order: null,
    chosen,
    considered: decision.considered ?? 0,
    ruledOut,
  };
}

function latest(newest: Newest, types: readonly EventType[]): Event | null {
  const found = newest.filter(({ type }) => types.includes(type));
  return found.reduce<Event | null>((last, one) => (last === null || one.seq > last.seq ? one : last), null);
}

/** An assignment by offer was decided when the offer was made. */
function choice(last: Event, made: Event | null): NonNullable<ItemExplanation['chosen']> {
  const { by } = last.details as { by?: 'offer' | 'pick' | 'assign' | 'resume' };
  const decided = last.type === 'offer.made' || by === 'offer' ? (made ?? last) : last;
  const { byHand, key } = decided.details as Decision;
  const how = decided === last && by !== undefined ? by : byHand ? 'assign' : 'offer';
  return { agent: decided.agent!, at: decided.at, by: how, key: key ?? null };
}

function reason(
  { agent, by }: NonNullable<ItemExplanation['chosen']>,
  at: { decision: Decision; ruledOut: readonly RuledOut[]; actor: string },
): Sentence {
  if (by === 'resume') return say('recorded.took_up', { agent });
  if (by === 'pick') return say('recorded.picked', { agent });
  if (by === 'assign') return say('recorded.by_hand', { agent, actor: at.actor });
  const { considered } = at.decision;
  if (considered === undefined) return say('recorded.first', { agent });
  const { ruledOut } = at;
  const able = considered - ruledOut.reduce((sum, { count }) => sum + count, 0);
  return say('recorded.chosen', { agent, able, considered, ruledOut });
}

const ENDS: Partial<Record<EventType, 'declined' | 'expired' | 'withdrawn' | 'agent_lost'>> = {
  'offer.declined': 'declined',
  'offer.expired': 'expired',
  'offer.withdrawn': 'withdrawn',
  'offer.agent_lost': 'agent_lost',
};

function nobody(made: Event | null, undone: Event | null): Sentence {
  if (made === null) return say('recorded.nobody', {});
  const end = undone?.offer === made.offer ? ENDS[undone?.type ?? 'offer.made'] : undefined;
  return say('recorded.last_offer', { agent: made.agent!, end: end ?? null });
}

function becameOf(item: Item, at: { newest: Newest; now: number; chosen: string | null }): Sentence {
  const { state, agentId: agent } = item;
  const since = (instant: number | null): number => at.now - (instant ?? at.now);
  switch (state) {
    case 'offered':
      return say('recorded.offered', { agent: at.chosen, ms: since(item.offeredAt) });
    case 'assigned':
      return item.interruptedBy === null
        ? say('recorded.assigned', { agent, ms: since(item.assignedAt) })
        : say('recorded.interrupted', { agent, ms: since(item.assignedAt), by: item.interruptedBy });
    case 'paused':
      return say('recorded.paused', {
        agent,
        ms: since(item.pausedAt),
        forCustomer: item.pausedFor === 'customer',
        until: item.resumesAt === null ? null : { at: item.resumesAt, now: at.now, timeZone: 'UTC' },
      });
    case 'wrapping_up':
      return say('recorded.wrapping_up', { agent, ms: since(item.completedAt) });
    case 'closed':
      return say('recorded.closed', { agent, ms: since(item.closedAt) });
    case 'cancelled':
    case 'expired':
      return say('recorded.ended', { state, ms: since(item.closedAt), reason: given(state, at.newest) });
    case 'scheduled':
    case 'waiting':
    case 'needs_attention':
      return say('recorded.in_between', { state });
  }
}

/** The reason that was given, when one was. */
function given(state: 'cancelled' | 'expired', newest: Newest): string | null {
  const end = latest(newest, [state === 'expired' ? 'item.expired' : 'item.cancelled']);
  const { reason: why } = (end?.details ?? {}) as { reason?: string | null };
  return why ? why.slice(0, 200) : null;
}

/** Why an item prefers an agent: as the last event that set a preference recorded it. */
export function recordedPreference(newest: Newest): 'served_last' | 'owner' | 'rule' {
  const [last] = newest.filter(({ details }) => details.preferred).sort((a, b) => b.seq - a.seq);
  if (last?.type === 'item.resumed') return 'owner';
  return (last?.details.preferred as { servedLast?: boolean } | undefined)?.servedLast ? 'served_last' : 'rule';
}

/** How an item was taken in, the last time that an event recorded it; `null` where its workstream had no rules. */
export function recordedClassification(newest: Newest): ClassificationTrace | null {
  const recorded = newest.filter(({ details }) => 'classification' in details).sort((a, b) => b.seq - a.seq);
  const [last] = recorded;
  return (last?.details.classification as ClassificationTrace | undefined) ?? null;
}
