import type { Agent } from '../agent.ts';
import { goneSince, OWNER_GONE, withoutOwnerGone } from '../gone.ts';
import { wakeAt } from '../indexes.ts';
import type { Item } from '../item.ts';
import { changeAgent, changeItem } from '../mutate.ts';
import { byText } from '../order.ts';
import { isOnShift } from '../watch.ts';
import { emit, openOffers, type World } from '../world.ts';
import { withdrawOffer } from './offers.ts';
import { release } from './queueing.ts';
import { endWrapUp } from './wrap-up.ts';

const inHandsOf = ({ holdings, items }: World, agentId: string): Item[] =>
  [...(holdings.get(agentId)?.keys() ?? [])].sort(byText).map((id) => items.get(id)!);

/** She is asked for nothing any more. `unlessChosen`: what a person chose her for stays. */
export function withdrawAll(
  world: World,
  agentId: string,
  at: { as: 'withdrawn' | 'agent_lost'; unlessChosen?: boolean },
): void {
  for (const item of inHandsOf(world, agentId))
    for (const offer of openOffers(world, item.id))
      if (offer.agentId === agentId && !(at.unlessChosen && offer.manual)) withdrawOffer(world, offer, at.as);
}

/** Off shift she is asked for nothing but what a person chose her for; what she has in hand stays with her. */
export function endShift(world: World, agent: Agent): void {
  if (!isOnShift(world, agent)) withdrawAll(world, agent.id, { as: 'withdrawn', unlessChosen: true });
}

/** What she has goes by the policies of its workstreams: what is due now, and the next of it when it will be. */
export function leaveWork(world: World, agent: Agent): void {
  const since = goneSince(agent);
  if (since === null) return;
  const { workstreams } = world.configuration;
  let next = Number.POSITIVE_INFINITY;
  for (const item of inHandsOf(world, agent.id)) {
    if (item.state !== 'assigned') continue;
    const due = since + (workstreams[item.workstream]?.ownerGoneAfterMs ?? 0);
    if (due > world.work.now) next = Math.min(next, due);
    else if (workstreams[item.workstream]?.ownerGoneThen === 'stay') stay(world, item, agent);
    else giveUp(world, item, { agent, reason: 'owner_gone' });
  }
  if (Number.isFinite(next)) wakeAt(world, 'owner_gone', agent.id, next);
}

/** It stays with her, and supervisors hear of it. */
function stay(world: World, item: Item, agent: Agent): void {
  if (item.flags.includes(OWNER_GONE)) return;
  changeItem(world, item, { flags: [...item.flags, OWNER_GONE] });
  emit(world, 'item.alerted', { item, agent, details: { to: 'supervisors', reason: OWNER_GONE } });
}

/** Back to its queue with its age; whatever bound it to her binds it no more. */
function giveUp(world: World, item: Item, at: { agent: Agent; reason: 'owner_gone' | 'agent_removed' }): void {
  unbind(world, item, at.agent);
  release(world, item, { reason: at.reason });
}

/** She is back before anybody took it: it is hers as before. */
export function takeUpAgain(world: World, agent: Agent): void {
  if (goneSince(agent) !== null) return;
  for (const item of inHandsOf(world, agent.id))
    if (item.flags.includes(OWNER_GONE)) changeItem(world, item, { flags: withoutOwnerGone(item) });
}

/** Offers and items of an agent who is about to be removed. */
export function takeAllBack(world: World, agent: Agent): void {
  withdrawAll(world, agent.id, { as: 'agent_lost' });
  for (const item of inHandsOf(world, agent.id))
    if (item.state === 'wrapping_up') endWrapUp(world, item, 'agent_removed');
    else giveUp(world, item, { agent, reason: 'agent_removed' });
}

/** Once she is removed nothing waits for her alone, now or later. */
export function unbindAll(world: World, agent: Agent): void {
  for (const item of [...world.items.values()]) unbind(world, item, agent);
}

/** The item is neither for her alone nor for her first. */
function unbind(world: World, item: Item, { id }: Agent): void {
  const { requirements, payload } = item;
  const named = requirements.agent === id;
  const given = payload.given.requirements.agent === id;
  const preferred = item.preferredAgent === id;
  if (!named && !given && !preferred) return;
  changeItem(world, item, {
    ...(named ? { requirements: { ...requirements, agent: null } } : {}),
    ...(given
      ? {
          payload: {
            ...payload,
            given: { ...payload.given, requirements: { ...payload.given.requirements, agent: null } },
          },
        }
      : {}),
    ...(preferred ? { preferredAgent: null, preferredUntil: null } : {}),
  });
  emit(world, 'item.unbound', { item, agent: id });
}

/** Those who finish what they have and have nothing left. Once a command is done, since hands may be empty for a moment within it. */
export function goOffline(world: World): void {
  for (const id of [...world.emptied].sort(byText)) {
    const agent = world.agents.get(id);
    if (agent?.intent !== 'draining' || (world.holdings.get(id)?.size ?? 0) > 0) continue;
    changeAgent(world, agent, {
      intent: 'offline',
      intentReason: 'drained',
      intentSince: world.work.now,
      unanswered: 0,
    });
    emit(world, 'agent.intent_changed', { agent, details: { from: 'draining', to: 'offline', reason: 'drained' } });
  }
  world.emptied.clear();
}
