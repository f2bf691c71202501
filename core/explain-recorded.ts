import type { ClassificationTrace } from './classify/trace.ts';
import type { Event, EventType } from './event.ts';
import type { ItemExplanation } from './explain.ts';
import { inWords, spoken } from './explain-words.ts';
import type { RuledOut } from './explanation.ts';
import type { Item } from './item.ts';

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
];

/** Why an item that was given out, or is settled, went where it went: from what was recorded when that was decided. */
export function explainRecorded(item: Item, newest: Newest, now: number): ItemExplanation {
  const last = latest(newest, ['offer.made', 'item.assigned']);
  const made = latest(newest, ['offer.made']);
  const undone = latest(newest, UNDONE);
  const standing = last !== null && (undone === null || undone.seq < last.seq) ? last : null;
  const decision: Decision = made?.details ?? {};
  const ruledOut = decision.ruledOut ?? [];
  const chosen = standing === null ? null : choice(standing, made);
  const why = chosen === null ? nobody(made, undone) : reason(chosen, { decision, ruledOut, actor: standing!.actor });
  return {
    item: item.id,
    state: item.state,
    sentence: `${becameOf(item, { newest, now, chosen: chosen?.agent ?? null })} ${why}`,
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
): string {
  if (by === 'resume') return `${agent} took it up again.`;
  if (by === 'pick') return `${agent} took it from the list.`;
  if (by === 'assign') return `${agent} was chosen by hand, by ${at.actor}.`;
  const { considered } = at.decision;
  if (considered === undefined) return `${agent} came first.`;
  const left = considered - at.ruledOut.reduce((sum, { count }) => sum + count, 0);
  const first = left === 1 ? `Only ${agent} could take it` : `${agent} came first of the ${left} who could take it`;
  return at.ruledOut.length === 0 ? `${first}.` : `${first}: of ${considered} agents, ${inWords(at.ruledOut)}.`;
}

const ENDS: Partial<Record<EventType, string>> = {
  'offer.declined': 'who declined',
  'offer.expired': 'who did not answer',
  'offer.withdrawn': 'and withdrawn',
  'offer.agent_lost': 'who was no longer there',
};

function nobody(made: Event | null, undone: Event | null): string {
  if (made === null) return 'Nobody was asked.';
  const end = undone?.offer === made.offer ? ENDS[undone?.type ?? 'offer.made'] : undefined;
  return `It was last offered to ${made.agent}${end === undefined ? '' : `, ${end}`}.`;
}

function becameOf(item: Item, at: { newest: Newest; now: number; chosen: string | null }): string {
  const since = (ms: number | null): string => spoken(at.now - (ms ?? at.now));
  switch (item.state) {
    case 'offered':
      return `Offered to ${at.chosen} ${since(item.offeredAt)} ago.`;
    case 'assigned':
      return `With ${item.agentId} for ${since(item.assignedAt)}.`;
    case 'paused':
      return pausedSentence(item, since(item.pausedAt));
    case 'wrapping_up':
      return `In wrap-up with ${item.agentId} for ${since(item.completedAt)}.`;
    case 'closed':
      return `Closed ${since(item.closedAt)} ago, done by ${item.agentId}.`;
    case 'cancelled':
    case 'expired':
      return `${item.state === 'expired' ? 'Expired' : 'Cancelled'} ${since(item.closedAt)} ago${given(item, at.newest)}.`;
    case 'scheduled':
    case 'waiting':
    case 'needs_attention':
      return 'It waited a moment ago.';
  }
}

function pausedSentence({ agentId, pausedFor, resumesAt }: Item, since: string): string {
  const by = agentId === null ? 'by nobody who is still there' : `by ${agentId}`;
  const waits = pausedFor === 'customer' ? ', until the customer answers' : '';
  const until = resumesAt === null ? '' : `, at the latest until ${new Date(resumesAt).toISOString()}`;
  return `Paused ${by} for ${since}${waits}${until}.`;
}

/** The reason that was given, when one was. */
function given(item: Item, newest: Newest): string {
  const end = latest(newest, [item.state === 'expired' ? 'item.expired' : 'item.cancelled']);
  const { reason: why } = (end?.details ?? {}) as { reason?: string | null };
  return why ? `, for ${JSON.stringify(why.slice(0, 200))}` : '';
}

/** How an item was taken in, the last time that an event recorded it; `null` where its workstream had no rules. */
export function recordedClassification(newest: Newest): ClassificationTrace | null {
  const recorded = newest.filter(({ details }) => 'classification' in details).sort((a, b) => b.seq - a.seq);
  const [last] = recorded;
  return (last?.details.classification as ClassificationTrace | undefined) ?? null;
}
