import type { Item } from './item.ts';
import { openOffers, type World } from './world.ts';

export type Deadline =
  | { readonly verb: 'expire_offer'; readonly at: number; readonly offer: string }
  | { readonly verb: 'admit' | 'end_wrap_up' | 'expire_item'; readonly at: number; readonly item: string }
  | { readonly verb: 'escalate'; readonly at: number; readonly item: string; readonly step: number };

/** The instants that the item's workflow waits for in its present state, the nearest first. */
export function deadlinesOf(world: World, item: Item): Deadline[] {
  const found: Deadline[] = [];
  for (const { id, expiresAt } of openOffers(world, item.id))
    found.push({ verb: 'expire_offer', at: expiresAt, offer: id });
  if (item.state === 'scheduled' && item.notBefore !== null)
    found.push({ verb: 'admit', at: item.notBefore, item: item.id });
  if (item.state === 'wrapping_up' && item.wrapUpEndsAt !== null) {
    found.push({ verb: 'end_wrap_up', at: item.wrapUpEndsAt, item: item.id });
  }
  if (item.state === 'waiting' && item.nextEscalationAt !== null) {
    found.push({ verb: 'escalate', at: item.nextEscalationAt, item: item.id, step: item.escalationStep });
  }
  if (mayExpire(item)) found.push({ verb: 'expire_item', at: item.timeToLiveEndsAt!, item: item.id });
  return found.sort((a, b) => a.at - b.at);
}

const mayExpire = (item: Item): boolean =>
  item.timeToLiveEndsAt !== null && item.state !== 'assigned' && item.state !== 'wrapping_up';

/** How long Temporal may be late before the engine does it itself. */
const LIVE_OFFER_GRACE_MS = 10_000;
const GRACE_MS = 30_000;

export function graceMs(world: World, item: Item, deadline: Deadline): number {
  const live = world.configuration.channels[item.channel]?.live ?? false;
  return live && deadline.verb === 'expire_offer' ? LIVE_OFFER_GRACE_MS : GRACE_MS;
}
