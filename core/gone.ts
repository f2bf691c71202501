import type { Agent } from './agent.ts';
import type { Item } from './item.ts';

/** Milliseconds without a call after which an agent counts as lost, and as gone. */
export const LOST_AFTER_MS = 60_000;
const GONE_AFTER_MS = 150_000;

/** The instant at which she left, or will have: by her own word, or since nothing was heard of her for so long. `null` while she is here. */
export function goneSince({ connectivity, connection, connectionSince, intent, intentSince }: Agent): number | null {
  const lost = connectivity === 'heartbeat' && connection === 'lost';
  const silent = lost ? connectionSince + GONE_AFTER_MS - LOST_AFTER_MS : Number.POSITIVE_INFINITY;
  const since = Math.min(silent, intent === 'offline' ? intentSince : Number.POSITIVE_INFINITY);
  return Number.isFinite(since) ? since : null;
}

/** The flag of an item that stays with an agent who has gone, as its workstream says. */
export const OWNER_GONE = 'owner_gone';

/** What an item is that nobody has. */
export const inNoHands = (item: Pick<Item, 'flags'>) => ({
  agentId: null,
  heldUnits: null,
  manual: false,
  offeredAt: null,
  assignedAt: null,
  flags: withoutOwnerGone(item),
});

export const withoutOwnerGone = ({ flags }: Pick<Item, 'flags'>): readonly string[] =>
  flags.includes(OWNER_GONE) ? flags.filter((flag) => flag !== OWNER_GONE) : flags;
