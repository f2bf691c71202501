import type { Agent } from '../agent.ts';
import { alertInterrupting } from '../alerts.ts';
import { costFor, needOf, unitsTaken } from '../capacity.ts';
import { type Actor, agentOf, type Command, type ItemPatch } from '../command.ts';
import { firstFailing } from '../eligibility.ts';
import { makeRoom } from '../interruption.ts';
import type { Given, Item } from '../item.ts';
import { backedOff, changeItem, holding } from '../mutate.ts';
import { type Finding, type Outcome, refuse } from '../outcome.ts';
import { hasRoom, roomOf } from '../room.ts';
import { emit, openOffers, type World } from '../world.ts';
import { checkInstants, checkReferences, sentence } from './create.ts';
import { classifyAgain } from './intake.ts';
import { besideOf, refuseSecond } from './new-callback.ts';
import { makeOffer, withdrawOffers } from './offers.ts';
import { wake } from './pause.ts';
import { release } from './queueing.ts';
import { refuseAbsent, refuseAsker } from './suitable.ts';
import { answeredAtOnce } from './targets.ts';

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>;
const done = (item: Item): Outcome => ({ kind: 'item', created: false, item });

/** A released item backs off its agent like a decline. */
export function releaseByHand(world: World, item: Item, at: { reason: string | null; actor: Actor }): Outcome {
  const backOffs = backedOff(world, item, { agentId: item.agentId!, retryAfterMs: null });
  const by = agentOf(at.actor) === null ? 'supervisor' : 'agent';
  release(world, item, { reason: by, note: at.reason, backOffs });
  return done(item);
}

/** A supervisor's choice: may exceed capacity, says so, and is logged. */
export function assign(world: World, item: Item, command: Of<'assign'>): Outcome {
  const agent = world.agents.get(command.agent);
  if (agent === undefined)
    return refuse('invalid', `There is no agent ${JSON.stringify(command.agent.slice(0, 80))}.`, { pointer: '/agent' });
  const away = refuseAbsent(agent) ?? refuseAsker(world, item, agent);
  if (away !== null) return away;
  if (item.agentId === agent.id && item.state !== 'paused')
    return refuse('conflict', `Item ${item.id} is with agent ${agent.id} already.`, {
      current: { state: item.state, agentId: item.agentId },
    });
  const asked = openOffers(world, item.id).find((offer) => offer.agentId === agent.id);
  if (command.offer && asked !== undefined)
    return refuse('conflict', `Item ${item.id} is offered to agent ${agent.id} already.`, {
      current: { state: item.state, offer: asked.id, expiresAt: asked.expiresAt },
    });
  const exceedsCapacity = !hasRoom(world, agent, needOf(item));
  withdrawOffers(world, item);
  if (item.state === 'assigned') release(world, item, { reason: 'supervisor' });
  if (item.state === 'paused') wake(world, item, { by: 'person', preferOwner: false });
  const details = { byHand: true, exceedsCapacity, ruledOut: [] };
  if (command.offer) makeOffer(world, item, { agent, manual: true, details });
  else take(world, item, { agent, by: 'assign', manual: true, exceedsCapacity });
  return done(item);
}

export function pick(world: World, item: Item, agent: Agent): Outcome {
  const profile = world.configuration.profiles[agent.profile];
  if (!profile?.may.pick.includes(item.channel))
    return refuse('forbidden', `Agent ${agent.id} may not pick ${item.channel} items.`);
  // It is given to nobody before it has been classified by the rules in force, which may want it elsewhere.
  const found = world.shelf.classOf(item.id);
  if (found === undefined)
    return refuse('conflict', `Item ${item.id} is about to be classified again: try again shortly.`, {
      current: { reason: 'unclassified' },
    });
  const failed = firstFailing(world, { found, item, agent }, { byHand: true });
  if (failed !== null)
    return refuse('conflict', `Agent ${agent.id} may not take ${item.id} now: ${failed.reason}.`, {
      current: { reason: failed.reason, ...roomOf(world, agent, needOf(item)) },
    });
  take(world, item, { agent, by: 'pick', manual: false, exceedsCapacity: false });
  return done(item);
}

function take(
  world: World,
  item: Item,
  at: { agent: Agent; by: string; manual: boolean; exceedsCapacity: boolean },
): void {
  const { agent, by, manual, exceedsCapacity } = at;
  const units = costFor(item, world.configuration.profiles[agent.profile]);
  const interrupts = makeRoom(world, agent, { item, units });
  changeItem(world, item, {
    state: 'assigned',
    agentId: agent.id,
    manual,
    assignedAt: world.work.now,
    waitingSince: null,
    nextEscalationAt: null,
    overflowAt: null,
    ...holding(item, units),
    ...answeredAtOnce(world, item),
  });
  emit(world, 'item.assigned', {
    item,
    agent,
    units: unitsTaken(item),
    details: { by, exceedsCapacity, ...(interrupts.length === 0 ? {} : { interrupts }) },
  });
  // Whoever picks knows what she does.
  if (by === 'assign' && interrupts.length > 0) alertInterrupting(world, agent, item);
}

export function patch(world: World, item: Item, { patch: change, allowDuplicate }: Of<'patch'>): Outcome {
  if (Object.keys(change).length === 0) return done(item);
  const findings: Finding[] = [];
  if (change.requirements !== undefined) checkReferences(world, change.requirements, findings);
  checkInstants({ dueAt: change.dueAt ?? null }, world.work.now, findings);
  if (findings.length > 0) return refuse('invalid', sentence(findings), { findings });
  const { customerRef = null } = change;
  const beside = customerRef === item.payload.customerRef ? null : besideOf(world, item, customerRef);
  if (beside !== null && !allowDuplicate) return refuseSecond(world, item, beside);
  const payload = { ...item.payload, ...payloadOf(item, change), given: givenOf(item, change) };
  const changed = Object.keys(change).sort();
  classifyAgain(world, item, {
    payload,
    tell: (recorded) =>
      emit(world, 'item.patched', { item, details: { changed, ...(beside === null ? {} : { beside }), ...recorded } }),
  });
  return done(item);
}

function payloadOf(
  { payload }: Item,
  { attributes, customer, subject, customerRef }: ItemPatch,
): Partial<Item['payload']> {
  const merged = (before: object, by: object): Record<string, unknown> => merge(before, by) as Record<string, unknown>;
  return {
    ...(attributes === undefined ? {} : { attributes: merged(payload.attributes, attributes) }),
    ...(customer === undefined ? {} : { customer: merged(payload.customer, customer) }),
    ...(subject === undefined ? {} : { subject }),
    ...(customerRef === undefined ? {} : { customerRef }),
  };
}

const givenOf = ({ payload: { given } }: Item, { priority, requirements, dueAt }: ItemPatch): Given => ({
  ...given,
  ...(priority === undefined ? {} : { priority }),
  ...(requirements === undefined ? {} : { requirements }),
  ...(dueAt === undefined ? {} : { dueAt }),
});

/** RFC 7396. */
function merge(target: unknown, change: unknown): unknown {
  if (change === null || typeof change !== 'object' || Array.isArray(change)) return change;
  const result = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(change)) {
    if (value === null) result.delete(key);
    else result.set(key, merge(result.get(key), value));
  }
  return Object.fromEntries(result);
}

const isObject = (value: unknown): value is object =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
