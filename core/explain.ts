import { type RuledOut, ruledOut } from './explanation.ts';
import type { Item } from './item.ts';
import type { World } from './world.ts';

/** Why an item is where it is, now: `ruledOut` groups agents by the first condition that each of them fails. */
export interface ItemExplanation {
  readonly item: string;
  readonly state: Item['state'];
  readonly sentence: string;
  /** 1-based place in its queue, and how many are ahead; `null` unless it waits. */
  readonly order: { readonly position: number; readonly ahead: number } | null;
  readonly chosen: string | null;
  readonly considered: number;
  readonly ruledOut: readonly RuledOut[];
}

export function explainItem(world: World, item: Item): ItemExplanation {
  const chosen = item.agentId ?? world.offerOf.get(item.id)?.agentId ?? null;
  const found = world.shelf.classOf(item.id);
  const base = { item: item.id, state: item.state, chosen, considered: world.agents.size };
  if (found === undefined) return { ...base, sentence: settledSentence(item, chosen), order: null, ruledOut: [] };
  const groups = ruledOut(world, { found, item });
  const ahead = aheadOf(world, item);
  return {
    ...base,
    sentence: waitingSentence(item, { now: world.work.now, groups, pick: found.pick, agents: world.agents.size }),
    order: { position: ahead + 1, ahead },
    ruledOut: groups,
  };
}

/** Items of the queue that come before it; each class answers from its own order. */
function aheadOf(world: World, item: Item): number {
  const mine = world.shelf.classOf(item.id)!;
  const steps = item.priority + item.raised;
  let ahead = 0;
  for (const other of world.shelf.byQueue.get(mine.queue) ?? []) {
    const first = other.items.first()!;
    // The age that an item of the other class would need to stand exactly where this one stands.
    const enqueuedAt = item.enqueuedAt! + (first.priority + first.raised - steps) * other.millisPerPriority;
    ahead += other.items.rank({ ...item, enqueuedAt });
  }
  return ahead;
}

const PHRASES: Readonly<Record<RuledOut['reason'], string>> = {
  offline: 'offline',
  intent: 'not available for this channel',
  not_in_queue: 'not in its queue',
  channel_not_allowed: 'not allowed this channel',
  delay: 'helping only later',
  hours: 'outside the hours',
  attribute: 'without the attribute',
  preferred_agent: 'waiting for the preferred agent first',
  pick_only: 'taking it from the list only',
  skill: 'without the skill',
  group: 'not in the group',
  named_agent: 'not the named agent',
  full: 'full',
  back_off: 'backing off from it',
  kept_free: 'kept free for a bigger item',
};

function waitingSentence(
  item: Item,
  at: { now: number; groups: readonly RuledOut[]; pick: boolean; agents: number },
): string {
  const waited = `Waiting for ${spoken(at.now - (item.enqueuedAt ?? at.now))}`;
  if (at.pick) return `${waited}: it is taken from the list by whoever picks it.`;
  if (at.agents === 0) return `${waited}: there is no agent.`;
  const parts = at.groups.map(
    (one) => `${one.count} ${PHRASES[one.reason]}${one.skill === undefined ? '' : ` ${one.skill} ≥ ${one.needs}`}`,
  );
  return `${waited}: of ${at.agents} agents, ${parts.join(', ')}.`;
}

function settledSentence(item: Item, chosen: string | null): string {
  if (item.state === 'offered') return `Offered to ${chosen}.`;
  if (item.state === 'scheduled') return `Scheduled for ${new Date(item.notBefore ?? 0).toISOString()}.`;
  return chosen === null ? `It is ${item.state}.` : `It is ${item.state.replaceAll('_', ' ')} with ${chosen}.`;
}

/** A span in the unit that a person would use. */
export function spoken(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 90
    ? `${seconds} s`
    : seconds < 5400
      ? `${Math.round(seconds / 60)} min`
      : `${Math.round(seconds / 3600)} h`;
}
