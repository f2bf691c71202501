import type { Agent } from './agent.ts';
import { costFor, loadOf } from './capacity.ts';
import { isAsker } from './consult.ts';
import { aboutOf, type Item } from './item.ts';
import { Bits } from './matching/bits.ts';
import type { Condition, ItemClass, Standing } from './matching/shelf.ts';
import { handicapMs, methodScore, orderKey, type Pair } from './order.ts';
import { handsOf, roomOf } from './room.ts';
import { openOffers, type World } from './world.ts';

/** A waiting item and its class: what the conditions are asked about. */
export interface Waiting {
  readonly found: ItemClass;
  readonly item: Item;
}

/** The same, and the agent at a slot of the roster. */
export interface Place extends Waiting {
  readonly slot: number;
}

export const NAMED_AGENT: Condition = { reason: 'named_agent', anyOf: null };
const PREFERRED_AGENT: Condition = { reason: 'preferred_agent', anyOf: null };

/**
 * The conditions of one item in the documented order. Who passes them all may take it; who fails is ruled out by the first that
 * she fails. There is no second rule path: matcher, explanation and `pick` narrow the same sets by the same conditions.
 */
export function standingConditions(found: ItemClass, open: number): Condition[] {
  const past = new Bits();
  for (const { agents } of found.tiers.slice(0, open)) past.or(agents);
  const delay: Condition = { reason: 'delay', anyOf: [past, ...found.admitted] };
  const alone = found.agent === null ? [] : [found.preferred ? PREFERRED_AGENT : NAMED_AGENT];
  return [...found.before, delay, ...found.after, ...alone];
}

/** Those that move from one decision to the next: work in hand, who asks for the advice, refusals, and who is kept free. */
export const movingConditions = (world: World, { found, item }: Waiting): readonly Condition[] =>
  found.moving[
    (aboutOf(item) === null ? 0 : 1) +
      (isBackedOff(item, world.work.now) ? 2 : 0) +
      (isAsked(world, item) ? 4 : 0) +
      (world.keptBy.size > 0 ? 8 : 0)
  ]!;

/** The first of them that the agent fails, or `null`. */
export function firstMoving(world: World, at: Place): Condition | null {
  for (const condition of movingConditions(world, at)) if (!passes(world, condition, at)) return condition;
  return null;
}

function passes(world: World, condition: Condition, at: Place): boolean {
  if (condition.anyOf !== null) return condition.anyOf.some((bits) => bits.has(at.slot));
  const agent = world.roster.agentAt(at.slot);
  switch (condition.reason) {
    case 'asker':
      return !isAsker(world, at.item, agent.id);
    case 'back_off':
      return refusedUntil(at.item, agent) <= world.work.now;
    case 'asked':
      return !isAskedFor(world, at.item, agent);
    case 'kept_free':
      return !isKeptFrom(world, at);
    default:
      return at.found.agent === agent.id;
  }
}

/** Takes out of `left` whom the condition does not let through. */
export function narrow(world: World, condition: Condition, { found, item, left }: Waiting & { left: Bits }): void {
  const { anyOf } = condition;
  if (anyOf?.length === 1) left.and(anyOf[0]!);
  else if (anyOf !== null) left.and(union(anyOf));
  else for (const slot of left) if (!passes(world, condition, { found, item, slot })) left.clear(slot);
}

function union(sets: readonly Bits[]): Bits {
  const all = new Bits();
  for (const bits of sets) all.or(bits);
  return all;
}

/** What stays of an agent when she leaves for the night. */
const LASTING = new Set<Condition['reason']>([
  'not_in_queue',
  'channel_not_allowed',
  'skill',
  'group',
  'attribute',
  'named_agent',
]);

/** Who could take it at some time, whoever is here now and whatever she has in hand. */
export function couldEver(world: World, at: Waiting): Bits {
  const left = lasting(world, at);
  for (const slot of left) if (world.roster.totalUnitsAt(slot) < costAt(world, at.found, slot)) left.clear(slot);
  return left;
}

/** Whether anybody at all could. */
export function isServable(world: World, at: Waiting): boolean {
  for (const slot of lasting(world, at))
    if (world.roster.totalUnitsAt(slot) >= costAt(world, at.found, slot)) return true;
  return false;
}

function lasting(world: World, { found, item }: Waiting): Bits {
  const left = new Bits().copyFrom(world.roster.everyone);
  for (const condition of standingConditions(found, found.tiers.length))
    if (LASTING.has(condition.reason)) narrow(world, condition, { found, item, left });
  return left;
}

/** Whether work like this comes to the agent as she is now, sooner or later: whatever she has in hand and however long it has waited. */
export function isFit(world: World, { found, item }: Waiting, agentId: string): boolean {
  const slot = world.roster.slotOf(agentId);
  if (slot < 0) return false;
  return standingConditions(found, found.tiers.length).every((condition) =>
    passes(world, condition, { found, item, slot }),
  );
}

/** Whether somebody is there who may take it by presence, profile and skills, offered or from a list, now or once her delay is over. */
export function isStaffed(world: World, { found, item }: Waiting): boolean {
  const left = new Bits().copyFrom(world.roster.everyone);
  for (const condition of standingConditions(found, found.tiers.length))
    if (condition.reason !== 'pick_only') narrow(world, condition, { found, item, left });
  return !left.isEmpty();
}

/** What would keep the agent from the item for as long as both are what they are: the first of it, or `null`. */
export function firstLasting(world: World, { found, item }: Waiting, agentId: string): Condition | null {
  const slot = world.roster.slotOf(agentId);
  const lasting = standingConditions(found, found.tiers.length).filter(({ reason }) => LASTING.has(reason));
  return lasting.find((condition) => !passes(world, condition, { found, item, slot })) ?? null;
}

/** Presence, profile and skills decide it until the roster changes, so that a decision finds it ready. */
export function standingOf(world: World, { found, item }: Waiting): Standing {
  const open = openTiers(world, found, item);
  const known = found.standing[open];
  if (known?.version === world.roster.version) return known;
  const left = new Bits().copyFrom(world.roster.everyone);
  for (const condition of standingConditions(found, open)) narrow(world, condition, { found, item, left });
  const reserved = reservable(world, found, left);
  const standing = { version: world.roster.version, open, allowed: left, reservable: reserved, ruledOut: null };
  found.standing[open] = standing;
  return standing;
}

/** How many profiles may help by now, of those that serve the queue. */
function openTiers(world: World, { tiers }: ItemClass, item: Item): number {
  const waited = world.work.now - (item.enqueuedAt ?? world.work.now);
  let open = tiers.length;
  while (open > 0 && tiers[open - 1]!.afterMs > waited) open -= 1;
  return open;
}

/** Where nothing smaller can come in, waiting in order is enough and nobody need be kept free. */
function reservable(world: World, found: ItemClass, allowed: Bits): Bits {
  const overtakable = new Bits();
  for (const agents of found.overtakable) overtakable.or(agents);
  overtakable.and(allowed);
  for (const slot of overtakable) {
    if (world.roster.totalUnitsAt(slot) < costAt(world, found, slot)) overtakable.clear(slot);
  }
  return overtakable;
}

/** What an item of the class costs the agent at a slot. */
export const costAt = (world: World, found: ItemClass, slot: number): number =>
  costFor(found, world.configuration.profiles[world.roster.agentAt(slot).profile]);

/** Who may take the item now. */
export function candidates(world: World, { found, item }: Waiting): Bits {
  const left = new Bits().copyFrom(standingOf(world, { found, item }).allowed);
  for (const condition of movingConditions(world, { found, item })) narrow(world, condition, { found, item, left });
  return left;
}

/** The same for one agent: the first condition that she fails, or `null`. `byHand`: she takes it herself, so that it need not be offered. */
export function firstFailing(
  world: World,
  at: Waiting & { agent: Agent },
  { byHand }: { byHand: boolean } = { byHand: false },
): Condition | null {
  const { found, item } = at;
  const slot = world.roster.slotOf(at.agent.id);
  const standing = standingOf(world, at);
  if (!standing.allowed.has(slot)) {
    const failed = standingConditions(found, standing.open).find(
      (condition) => !(byHand && condition.reason === 'pick_only') && !passes(world, condition, { found, item, slot }),
    );
    if (failed !== undefined) return failed;
  }
  return firstMoving(world, { found, item, slot });
}

/** All conditions that one agent fails, in the documented order. */
export function allFailing(world: World, at: Waiting & { agent: Agent }): Condition[] {
  const place = { found: at.found, item: at.item, slot: world.roster.slotOf(at.agent.id) };
  const { open } = standingOf(world, at);
  return [...standingConditions(at.found, open), ...movingConditions(world, at)].filter(
    (condition) => !passes(world, condition, place),
  );
}

/** Whether it is offered to somebody, and may be to others too. */
const isAsked = (world: World, item: Item): boolean => item.state === 'offered' && world.offersOf.has(item.id);

/** Whether the item keeps somebody away who may take another of its class: by a refusal, since she is asked already, or asks herself. */
export const keepsApart = (world: World, item: Item): boolean =>
  isBackedOff(item, world.work.now) || isAsked(world, item) || aboutOf(item) !== null;

/** Whether it is such an item for this agent. */
export const isApartFrom = (world: World, item: Item, agent: Agent): boolean =>
  refusedUntil(item, agent) > world.work.now || isAskedFor(world, item, agent) || isAsker(world, item, agent.id);

export const isAskedFor = (world: World, item: Item, { id }: Agent): boolean =>
  openOffers(world, item.id).some(({ agentId }) => agentId === id);

/** Until when her refusal keeps her from it; 0 where she has refused nothing. */
export const refusedUntil = (item: Item, { id }: Agent): number => item.backOffs[id]?.until ?? 0;

function isBackedOff(item: Item, now: number): boolean {
  for (const agent in item.backOffs) if (item.backOffs[agent]!.until > now) return true;
  return false;
}

export function pairOf(world: World, { found, item, slot }: Place): Pair {
  const agent = world.roster.agentAt(slot);
  const profile = world.configuration.profiles[agent.profile]!;
  return {
    item,
    agent,
    effectiveKey: effectiveKey(world, { found, item, slot }),
    widening: wideningFor(found, slot),
    interrupts: found.interrupts && interrupts(world, { found, item, slot }) ? 1 : 0,
    score: methodScore(found.method, { item, agent, profile, freeUnits: world.roster.freeUnitsAt(slot) }),
  };
}

/** Whether it has room only where something that she has in hand gives way. */
function interrupts(world: World, { found, slot }: Place): boolean {
  if (!found.room.has(slot)) return false;
  if (world.roster.freeUnitsAt(slot) < costAt(world, found, slot)) return true;
  const { holdings, profile } = handsOf(world, world.roster.agentAt(slot));
  return loadOf(holdings?.values()).items >= (profile?.atMost ?? 0);
}

/** Units that nothing takes which an item of the class may not interrupt. */
export const freeAt = (world: World, found: ItemClass, slot: number): number =>
  found.interrupts ? roomOf(world, world.roster.agentAt(slot), found).freeUnits : world.roster.freeUnitsAt(slot);

/** How often the item had to be widened before the agent could have it. */
function wideningFor({ pools }: ItemClass, slot: number): number {
  if (pools.length === 1) return 0;
  const first = pools.findIndex(
    ({ skills, members }) => skills.every((bits) => bits.has(slot)) && members.some((bits) => bits.has(slot)),
  );
  return first < 0 ? pools.length : first;
}

export function effectiveKey(world: World, { found, item, slot }: Place): number {
  const profile = world.configuration.profiles[world.roster.agentAt(slot).profile]!;
  const serves = Object.hasOwn(profile.queues, found.queue);
  return orderKey(item, found) + (serves ? handicapMs(profile, found.queue) : found.admittedHandicapMs);
}

/** Whether she is kept free for another item, which comes before this one in her order. */
function isKeptFrom(world: World, at: Place): boolean {
  const { item, slot } = at;
  const { keptFor } = world.roster.agentAt(slot);
  if (keptFor === null || keptFor === item.id) return false;
  const other = world.items.get(keptFor);
  const found = world.shelf.classOf(keptFor);
  if (other === undefined || found === undefined) return false;
  const theirs = { found, item: other, slot };
  const later = effectiveKey(world, at) - effectiveKey(world, theirs);
  return (later === 0 ? world.order.pairs(pairOf(world, at), pairOf(world, theirs)) : later) > 0;
}
