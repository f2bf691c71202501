import type { Agent, Intent } from '../agent.ts';
import { alertInterrupting } from '../alerts.ts';
import { costFor } from '../capacity.ts';
import { idOfEvent } from '../ids.ts';
import { makeRoom } from '../interruption.ts';
import type { Item } from '../item.ts';
import { backedOff, changeAgent, changeItem, endOffer, holding, idleIfEmpty, moveCursors } from '../mutate.ts';
import type { Offer, OfferState } from '../offer.ts';
import { lookAgain } from '../overflowing.ts';
import { emit, openOffers, type World } from '../world.ts';
import { climb } from './escalation.ts';
import { answeredAtOnce } from './targets.ts';

/** Holds the agent's capacity for the item. The caller moves the item to `offered` right after. */
export function makeOffer(
  world: World,
  item: Item,
  at: { agent: Agent; manual: boolean; details: Record<string, unknown> },
): Offer {
  const { now } = world.work;
  const units = costFor(item, world.configuration.profiles[at.agent.profile]);
  const interrupts = makeRoom(world, at.agent, { item, units });
  const workstream = world.configuration.workstreams[item.workstream]!;
  const offer: Offer = {
    id: idOfEvent('of', now, world.seq + 1),
    itemId: item.id,
    agentId: at.agent.id,
    state: 'pending',
    units,
    offeredAt: now,
    expiresAt: now + workstream.offerTimeoutMs,
    endedAt: null,
    manual: at.manual,
  };
  world.offers.set(offer.id, offer);
  world.log.offers.set(offer.id, { offer, created: true });
  moveCursors(world, at.agent, { lastOfferSeq: world.seq + 1 });
  const className = world.shelf.classOf(item.id)?.name ?? null;
  const asked = openOffers(world, item.id);
  world.offersOf.set(item.id, [...asked, offer]);
  changeItem(world, item, {
    state: 'offered',
    offeredAt: asked.length === 0 ? now : item.offeredAt,
    waitingSince: null,
    manual: at.manual,
  });
  emit(world, 'offer.made', {
    item,
    agent: at.agent,
    offer: offer.id,
    units: offer.units,
    details: {
      ...at.details,
      ...(interrupts.length === 0 ? {} : { interrupts }),
      class: className,
      expiresAt: offer.expiresAt,
    },
  });
  if (interrupts.length > 0) alertInterrupting(world, at.agent, item);
  return offer;
}

/** The agent has the item; whoever else was asked is not asked any more. */
export function acceptOffer(world: World, offer: Offer): void {
  const item = world.items.get(offer.itemId)!;
  const agent = world.agents.get(offer.agentId)!;
  endOffer(world, offer, 'accepted');
  const losers = openOffers(world, item.id);
  for (const loser of losers) endOffer(world, loser, 'withdrawn');
  changeItem(world, item, {
    state: 'assigned',
    agentId: agent.id,
    assignedAt: world.work.now,
    manual: offer.manual,
    nextEscalationAt: null,
    overflowAt: null,
    ...holding(item, offer.units),
    ...answeredAtOnce(world, item),
  });
  emit(world, 'offer.accepted', { item, agent, offer: offer.id, units: offer.units });
  for (const loser of losers) tellEnd(world, loser, { acceptedBy: agent.id });
  emit(world, 'item.assigned', { item, agent, units: offer.units, details: { by: 'offer' } });
  if (agent.unanswered > 0) moveCursors(world, agent, { unanswered: 0 });
  for (const loser of losers) idleIfEmpty(world, loser.agentId);
}

export function declineOffer(
  world: World,
  offer: Offer,
  at: { reason: string | null; retryAfterMs: number | null },
): void {
  const agent = world.agents.get(offer.agentId)!;
  const backOffUntil = takeBackRefused(world, offer, { state: 'declined', retryAfterMs: at.retryAfterMs });
  tellEnd(world, offer, { reason: at.reason, backOffUntil });
  if (agent.unanswered > 0) moveCursors(world, agent, { unanswered: 0 });
  afterReturn(world, offer);
}

/** `counts`: whether it adds to the agent's unanswered streak; repairs by the sweeper do not. */
export function expireOffer(world: World, offer: Offer, counts: boolean): void {
  const backOffUntil = takeBackRefused(world, offer, { state: 'expired', retryAfterMs: null });
  tellEnd(world, offer, { backOffUntil });
  if (counts) noteUnanswered(world, offer);
  afterReturn(world, offer);
}

/** Whoever comes for nothing new anyhow is not made away. */
const RESTING: readonly Intent[] = ['away', 'draining', 'offline'];

function noteUnanswered(world: World, offer: Offer): void {
  const agent = world.agents.get(offer.agentId)!;
  const awayAfter = world.configuration.workstreams[world.items.get(offer.itemId)!.workstream]?.awayAfter ?? 3;
  moveCursors(world, agent, { unanswered: agent.unanswered + 1 });
  if (agent.unanswered < awayAfter || RESTING.includes(agent.intent)) return;
  const from = agent.intent;
  changeAgent(world, agent, { intent: 'away', intentReason: 'unanswered', intentSince: world.work.now });
  emit(world, 'agent.intent_changed', {
    agent,
    details: { from, to: 'away', reason: 'unanswered', unanswered: agent.unanswered },
  });
}

/** Asks nobody any more: an item that was offered waits again. */
export function withdrawOffers(world: World, item: Item): void {
  for (const offer of openOffers(world, item.id)) withdrawOffer(world, offer, 'withdrawn');
}

/** The offer is taken back: nobody refused, so nobody is backed off. */
export function withdrawOffer(world: World, offer: Offer, as: 'withdrawn' | 'agent_lost'): void {
  endOffer(world, offer, as);
  changeItem(world, world.items.get(offer.itemId)!, without(world, offer));
  tellEnd(world, offer, {});
  afterReturn(world, offer);
}

/** What an item is without the offer, which has ended: still offered while others are asked. */
function without(world: World, { itemId }: Offer): Partial<Item> {
  if (openOffers(world, itemId).length > 0) return {};
  return { state: 'waiting', offeredAt: null, manual: false, waitingSince: world.work.now };
}

function takeBackRefused(
  world: World,
  offer: Offer,
  at: { state: 'declined' | 'expired'; retryAfterMs: number | null },
): number {
  const item = world.items.get(offer.itemId)!;
  endOffer(world, offer, at.state);
  const backOffs = backedOff(world, item, { agentId: offer.agentId, retryAfterMs: at.retryAfterMs });
  changeItem(world, item, { ...without(world, offer), backOffs });
  return backOffs[offer.agentId]!.until;
}

/** The event of the outcome that the offer has just had. */
export function tellEnd(world: World, offer: Offer, details: Record<string, unknown>): void {
  const item = world.items.get(offer.itemId) ?? null;
  const type = `offer.${offer.state as Exclude<OfferState, 'pending'>}` as const;
  emit(world, type, { item, agent: offer.agentId, offer: offer.id, units: offer.units, details });
}

/** Escalation steps that fell due during the offer act together now; so does what its overflow would have done. */
function afterReturn(world: World, offer: Offer): void {
  idleIfEmpty(world, offer.agentId);
  const item = world.items.get(offer.itemId)!;
  lookAgain(world, item);
  climb(world, item);
}
