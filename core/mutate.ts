import type { Agent } from './agent.ts';
import { forgetConsult, noteConsult } from './consult.ts';
import { enrol, freeHands, liftItem, reconsider, settleItem } from './indexes.ts';
import { type BackOff, type Item, isSettled } from './item.ts';
import type { Offer, OfferState } from './offer.ts';
import { emit, openOffers, type World } from './world.ts';

/** The only ways in which rows change: each keeps the indexes true and folds the change into the batch. */

export function addItem(world: World, item: Item): void {
  world.items.set(item.id, item);
  if (item.externalId !== null) world.externalIds.set(externalKey(item.source, item.externalId), item.id);
  world.log.items.set(item.id, { item, revBefore: null, payload: true });
  noteConsult(world, item);
  settleItem(world, item);
}

export const externalKey = (source: string, externalId: string): string => JSON.stringify([source, externalId]);

/** Where whoever has it goes on with it, now or later. */
const isInHands = ({ state }: Item): boolean => state === 'assigned' || state === 'paused';

/** What decides who is kept for an item, and whether another may take her over. */
const DECIDES = ['requirements', 'queue', 'priority'] as const;

/** Raises `rev`. A settled item leaves memory. */
export function changeItem(world: World, item: Item, change: Partial<Item>): void {
  const noted = world.log.items.get(item.id) ?? { item, revBefore: item.rev, payload: false };
  world.log.items.set(item.id, { ...noted, payload: noted.payload || 'payload' in change });
  const held = liftItem(world, item);
  const owner = item.agentId;
  Object.assign(item, change);
  item.rev += 1;
  // Only what somebody is at work on can be interrupted.
  if (item.state !== 'assigned') item.interruptedBy = null;
  if (world.consults.has(item.id) && (item.agentId !== owner || !isInHands(item))) world.handedOn.add(item.id);
  if (item.state !== 'waiting' || DECIDES.some((field) => field in change)) unkeep(world, item.id);
  if (isSettled(item.state)) {
    world.items.delete(item.id);
    if (item.externalId !== null) world.externalIds.delete(externalKey(item.source, item.externalId));
    forgetConsult(world, item);
    world.wakeUps.forget(item.id, (id) => world.items.has(id));
  }
  freeHands(world, held, isSettled(item.state) ? [] : settleItem(world, item));
}

/** A change of what decides about her (presence, skills, kept free): raises `rev` and renews her bits. */
export function changeAgent(world: World, agent: Agent, change: Partial<Agent>): void {
  noteAgent(world, agent);
  if (agent.keptFor !== null) {
    // Under her new profile she may not even serve its queue: the item then needs somebody else.
    const left = world.shelf.classOf(agent.keptFor);
    if (left !== undefined) world.unreserved.add(left);
    moveKept(world, agent, null);
  }
  Object.assign(agent, change);
  agent.rev += 1;
  enrol(world, agent);
}

/** A change of the cursors only: idle-since, streak, round robin. No bit depends on them. */
export function moveCursors(
  world: World,
  agent: Agent,
  change: Partial<Pick<Agent, 'idleSince' | 'unanswered' | 'lastOfferSeq'>>,
): void {
  noteAgent(world, agent);
  Object.assign(agent, change);
  agent.rev += 1;
}

function noteAgent(world: World, agent: Agent): void {
  if (!world.log.agents.has(agent.id)) {
    world.log.agents.set(agent.id, { agent, revBefore: agent.rev, removed: false });
  }
}

/** Removed and added again in one batch is one change of the row that is still there. */
export function addAgent(world: World, agent: Agent): void {
  const noted = world.log.agents.get(agent.id);
  if (noted !== undefined) agent.rev = noted.agent.rev + 1;
  world.log.agents.set(agent.id, { agent, revBefore: noted?.revBefore ?? null, removed: false });
  enrol(world, agent);
}

/** The caller has taken everything out of her hands. */
export function dropAgent(world: World, agent: Agent): void {
  const noted = world.log.agents.get(agent.id);
  const revBefore = noted === undefined ? agent.rev : noted.revBefore;
  if (agent.keptFor !== null) moveKept(world, agent, null);
  world.log.agents.set(agent.id, { agent, revBefore, removed: true });
  world.roster.remove(agent.id);
  world.agents.delete(agent.id);
  world.holdings.delete(agent.id);
  world.lastSeen.delete(agent.id);
  for (const found of world.shelf.classes.values()) world.unreserved.add(found);
}

export function keepFree(world: World, agent: Agent, item: Item): void {
  moveKept(world, agent, item.id);
  emit(world, 'agent.kept_free', { agent, item, details: { for: item.id } });
}

/** Whoever is kept free for the item is free for others again. */
export function unkeep(world: World, itemId: string): void {
  const agentId = world.keptBy.get(itemId);
  const agent = agentId === undefined ? undefined : world.agents.get(agentId);
  if (agent === undefined) return;
  moveKept(world, agent, null);
  reconsider(world, agent);
  // Where it waits on, it may need somebody else.
  const left = world.shelf.classOf(itemId);
  if (left !== undefined) world.unreserved.add(left);
}

function moveKept(world: World, agent: Agent, itemId: string | null): void {
  noteAgent(world, agent);
  if (agent.keptFor !== null) world.keptBy.delete(agent.keptFor);
  agent.keptFor = itemId;
  if (itemId !== null) world.keptBy.set(itemId, agent.id);
  agent.rev += 1;
}

/** What an item holds of whoever has it, where that is not simply its cost. */
export const holding = (item: Item, units: number): { heldUnits: number | null } => ({
  heldUnits: units === item.cost ? null : units,
});

/** The one outcome of an offer. The caller moves the item on right after. */
export function endOffer(world: World, offer: Offer, state: Exclude<OfferState, 'pending'>): void {
  if (!world.log.offers.has(offer.id)) world.log.offers.set(offer.id, { offer, created: false });
  offer.state = state;
  offer.endedAt = world.work.now;
  world.offers.delete(offer.id);
  const left = openOffers(world, offer.itemId).filter((one) => one !== offer);
  if (left.length > 0) world.offersOf.set(offer.itemId, left);
  else world.offersOf.delete(offer.itemId);
}

/** What keeps the agent from the item now: doubles with each refusal; `retryAfterMs` replaces it in both directions. */
export function backedOff(
  world: World,
  item: Item,
  at: { agentId: string; retryAfterMs: number | null },
): Record<string, BackOff> {
  const { now } = world.work;
  const backOffMs = world.configuration.workstreams[item.workstream]?.backOffMs ?? 60_000;
  const times = (item.backOffs[at.agentId]?.times ?? 0) + 1;
  const lasts = at.retryAfterMs ?? Math.min(backOffMs * 2 ** (times - 1), 86_400_000);
  const running = Object.entries(item.backOffs).filter(([, one]) => one.until > now);
  return { ...Object.fromEntries(running), [at.agentId]: { until: now + lasts, times } };
}

/** Her idle time starts anew once her last work has gone. */
export function idleIfEmpty(world: World, agentId: string): void {
  const agent = world.agents.get(agentId);
  if (agent !== undefined && (world.holdings.get(agentId)?.size ?? 0) === 0) {
    moveCursors(world, agent, { idleSince: world.work.now });
    if (agent.intent === 'draining') world.emptied.add(agentId);
  }
}
