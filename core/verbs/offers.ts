import type { Item } from '../item.ts';
import { backedOff, changeAgent, changeItem, endOffer, idleIfEmpty, moveCursors } from '../mutate.ts';
import type { Offer } from '../offer.ts';
import { emit, type World } from '../world.ts';
import { climb } from './escalation.ts';

/** What an item is when its offer has come to nothing. */
const BACK = { state: 'waiting', offeredAt: null, manual: false, heldUnits: null } as const;

export function acceptOffer(world: World, offer: Offer): void {
  const item = world.items.get(offer.itemId)!;
  const agent = world.agents.get(offer.agentId)!;
  endOffer(world, offer, 'accepted');
  changeItem(world, item, { state: 'assigned', agentId: agent.id, assignedAt: world.work.now, nextEscalationAt: null });
  emit(world, 'offer.accepted', { item, agent, offer: offer.id, units: offer.units });
  emit(world, 'item.assigned', { item, agent, units: offer.units, details: { by: 'offer' } });
  if (agent.unanswered > 0) moveCursors(world, agent, { unanswered: 0 });
}

export function declineOffer(
  world: World,
  offer: Offer,
  at: { reason: string | null; retryAfterMs: number | null },
): void {
  endOffer(world, offer, 'declined');
  const until = returnToQueue(world, offer, at.retryAfterMs);
  const item = world.items.get(offer.itemId)!;
  const agent = world.agents.get(offer.agentId)!;
  emit(world, 'offer.declined', {
    item,
    agent,
    offer: offer.id,
    units: offer.units,
    details: { reason: at.reason, backOffUntil: until },
  });
  if (agent.unanswered > 0) moveCursors(world, agent, { unanswered: 0 });
  afterReturn(world, item, offer.agentId);
}

/** `counts`: whether it adds to the agent's unanswered streak; repairs by the sweeper do not. */
export function expireOffer(world: World, offer: Offer, counts: boolean): void {
  endOffer(world, offer, 'expired');
  const until = returnToQueue(world, offer, null);
  const item = world.items.get(offer.itemId)!;
  const agent = world.agents.get(offer.agentId)!;
  emit(world, 'offer.expired', { item, agent, offer: offer.id, units: offer.units, details: { backOffUntil: until } });
  if (counts) noteUnanswered(world, offer);
  afterReturn(world, item, offer.agentId);
}

function noteUnanswered(world: World, offer: Offer): void {
  const agent = world.agents.get(offer.agentId)!;
  const awayAfter = world.configuration.workstreams[world.items.get(offer.itemId)!.workstream]?.awayAfter ?? 3;
  moveCursors(world, agent, { unanswered: agent.unanswered + 1 });
  if (agent.unanswered < awayAfter || agent.intent === 'away' || agent.intent === 'offline') return;
  const from = agent.intent;
  changeAgent(world, agent, { intent: 'away', intentReason: 'unanswered', intentSince: world.work.now });
  emit(world, 'agent.intent_changed', {
    agent,
    details: { from, to: 'away', reason: 'unanswered', unanswered: agent.unanswered },
  });
}

/** Frees the item from the offer that it is in, if it is in one. */
export function withdrawOpenOffer(world: World, itemId: string, as: 'withdrawn' | 'agent_lost'): boolean {
  const offer = world.offerOf.get(itemId);
  if (offer !== undefined) withdrawOffer(world, offer, as);
  return offer !== undefined;
}

/** The offer is taken back: nobody refused, so nobody is backed off. */
function withdrawOffer(world: World, offer: Offer, as: 'withdrawn' | 'agent_lost'): void {
  const item = world.items.get(offer.itemId)!;
  endOffer(world, offer, as);
  changeItem(world, item, { ...BACK, waitingSince: world.work.now });
  emit(world, as === 'withdrawn' ? 'offer.withdrawn' : 'offer.agent_lost', {
    item,
    agent: offer.agentId,
    offer: offer.id,
    units: offer.units,
  });
  afterReturn(world, item, offer.agentId);
}

function returnToQueue(world: World, offer: Offer, retryAfterMs: number | null): number {
  const item = world.items.get(offer.itemId)!;
  const { now } = world.work;
  const backOffs = backedOff(world, item, { agentId: offer.agentId, retryAfterMs });
  changeItem(world, item, { ...BACK, waitingSince: now, backOffs });
  return backOffs[offer.agentId]!.until;
}

/** Escalation steps that fell due during the offer act together now. */
function afterReturn(world: World, item: Item, agentId: string): void {
  idleIfEmpty(world, agentId);
  climb(world, item);
}
