import { unitsTaken } from '../capacity.ts';
import type { Item } from '../item.ts';
import { changeItem, endOffer, idleIfEmpty } from '../mutate.ts';
import { emit, openOffers, type World } from '../world.ts';
import { enqueue } from './escalation.ts';

/** Takes the item out of its agent's hands and back to its queue with its original age. */
export function release(
  world: World,
  item: Item,
  at: {
    reason: 'agent' | 'supervisor' | 'owner_gone' | 'agent_removed';
    note?: string | null;
    backOffs?: Item['backOffs'];
  },
): void {
  const agentId = item.agentId;
  emit(world, 'item.released', {
    item,
    agent: agentId,
    units: unitsTaken(item),
    details: { reason: at.reason, note: at.note ?? null, backOffUntil: at.backOffs?.[agentId!]?.until ?? null },
  });
  enqueue(world, item, { reason: 'returned', change: at.backOffs === undefined ? {} : { backOffs: at.backOffs } });
  if (agentId !== null) idleIfEmpty(world, agentId);
}

/** An item of any open state reaches its end. */
export function settle(
  world: World,
  item: Item,
  state: 'cancelled' | 'expired',
  { reason, message = null }: { reason: string | null; message?: string | null },
): void {
  const offers = openOffers(world, item.id);
  const { agentId } = item;
  for (const offer of offers) endOffer(world, offer, 'cancelled');
  const inHands = item.state !== 'paused';
  changeItem(world, item, {
    state,
    closedAt: world.work.now,
    nextEscalationAt: null,
    resumesAt: null,
    wrapUpEndsAt: null,
    timeToLiveEndsAt: null,
    overflowAt: null,
    waitingSince: null,
    attention: null,
    ...(message === null ? {} : { payload: { ...item.payload, message } }),
  });
  for (const { id, agentId: agent, units } of offers) emit(world, 'offer.cancelled', { item, agent, offer: id, units });
  const agent = agentId ?? offers[0]?.agentId ?? null;
  const details = { reason, ...(message === null ? {} : { message }) };
  emit(world, state === 'cancelled' ? 'item.cancelled' : 'item.expired', { item, agent, details });
  for (const id of [inHands ? agentId : null, ...offers.map((offer) => offer.agentId)])
    if (id !== null) idleIfEmpty(world, id);
}

export function closeItem(world: World, item: Item, change: Partial<Item> = {}): void {
  const agentId = item.agentId;
  changeItem(world, item, {
    ...change,
    state: 'closed',
    closedAt: world.work.now,
    wrapUpEndsAt: null,
    timeToLiveEndsAt: null,
  });
  emit(world, 'item.closed', { item, agent: agentId });
  if (agentId !== null) idleIfEmpty(world, agentId);
}
