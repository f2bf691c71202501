import type { Item } from './item.ts';
import { actDueSteps } from './verbs/escalation.ts';
import { expireOffer } from './verbs/offers.ts';
import { closeItem, enqueue, settle } from './verbs/queueing.ts';
import { emit, type World } from './world.ts';

export type Deadline =
  | { readonly verb: 'expire_offer'; readonly at: number; readonly offer: string }
  | { readonly verb: 'admit' | 'end_wrap_up' | 'expire_item'; readonly at: number; readonly item: string }
  | { readonly verb: 'escalate'; readonly at: number; readonly item: string; readonly step: number };

/** The instants that the item's workflow waits for in its present state, the nearest first. */
export function deadlinesOf(world: World, item: Item): Deadline[] {
  const found: Deadline[] = [];
  const offer = world.offerOf.get(item.id);
  if (offer !== undefined) found.push({ verb: 'expire_offer', at: offer.expiresAt, offer: offer.id });
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

/** What has passed for the item is done first, in order, so that every verb meets the state that the clock says. */
export function settlePassed(world: World, item: Item): void {
  for (let next = due(world, item); next !== undefined; next = due(world, item)) {
    world.work.cause = `deadline:${next.verb}`;
    act(world, item, next);
  }
}

const due = (world: World, item: Item): Deadline | undefined =>
  deadlinesOf(world, item).find((deadline) => deadline.at <= world.work.now);

function act(world: World, item: Item, deadline: Deadline): void {
  switch (deadline.verb) {
    case 'expire_offer':
      expireOffer(world, world.offers.get(deadline.offer)!, world.work.actor !== 'engine');
      break;
    case 'admit':
      emit(world, 'item.admitted', { item });
      enqueue(world, item, { reason: 'admitted' });
      break;
    case 'end_wrap_up':
      emit(world, 'item.wrap_up_ended', { item, agent: item.agentId, details: { by: 'timeout' } });
      closeItem(world, item);
      break;
    case 'escalate':
      actDueSteps(world, item);
      break;
    case 'expire_item':
      settle(world, item, 'expired', 'time to live');
      break;
  }
}
