import { costFor, needOf, unitsTaken } from '../capacity.ts';
import { type Actor, agentOf, type Command } from '../command.ts';
import { withoutOwnerGone } from '../gone.ts';
import { makeRoom } from '../interruption.ts';
import type { Item } from '../item.ts';
import { changeItem, holding, idleIfEmpty } from '../mutate.ts';
import { type Outcome, type Refusal, refuse } from '../outcome.ts';
import { pausedOf } from '../paused.ts';
import { hasRoom, roomOf } from '../room.ts';
import { emit, type World } from '../world.ts';
import { MAX_AHEAD_MS } from './create.ts';
import { enqueue } from './escalation.ts';
import { isReached, refuseAbsent } from './suitable.ts';
import { pauseEnded, stopped } from './targets.ts';

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>;
const done = (item: Item): Outcome => ({ kind: 'item', created: false, item });

/** Frees what the item holds of its agent, who stays its owner. */
export function pause(world: World, item: Item, at: { command: Of<'pause'>; actor: Actor }): Outcome {
  const { until, forCustomer, reason } = at.command;
  const { now } = world.work;
  const owner = world.agents.get(item.agentId!)!;
  const profile = world.configuration.profiles[owner.profile];
  if (agentOf(at.actor) !== null && profile?.may.pause === false)
    return refuse('forbidden', 'Your profile may not pause items.');
  if (until !== null && until <= now)
    return refuse('invalid', 'until has to be in the future: leave it out to pause until somebody resumes the item.', {
      pointer: '/until',
    });
  if (until !== null && until - now > MAX_AHEAD_MS)
    return refuse('invalid', 'until may be at most ten years ahead.', { pointer: '/until' });
  const pausedFor = forCustomer ? 'customer' : 'time';
  const units = unitsTaken(item);
  const still = forCustomer ? stopped(world, item) : {};
  const rests = { state: 'paused', heldUnits: null, pausedAt: now, resumesAt: until, pausedFor } as const;
  changeItem(world, item, { ...rests, flags: withoutOwnerGone(item), ...still });
  emit(world, 'item.paused', { item, agent: owner, units, details: { for: pausedFor, until, reason } });
  idleIfEmpty(world, owner.id);
  return done(item);
}

/** Her owner has it again at once; for anybody else it waits in its queue, and she is preferred for a while. */
export function resume(world: World, item: Item, at: { command: Of<'resume'>; actor: Actor }): Outcome {
  const own = agentOf(at.actor);
  const owner = own ?? at.command.agent;
  const byChannel = at.actor.kind === 'key' && at.actor.role === 'channel';
  if (byChannel && owner !== null)
    return refuse('forbidden', 'Your key may resume an item, not choose its agent: leave agent out.', {
      pointer: '/agent',
    });
  if (owner !== null) return resumeFor(world, item, { owner, mayExceed: own === null });
  wake(world, item, { by: byChannel ? 'channel' : 'person', preferOwner: true });
  return done(item);
}

/** Whoever resumes for her may exceed her limits, and it is logged. */
function resumeFor(world: World, item: Item, at: { owner: string; mayExceed: boolean }): Outcome {
  const owner = world.agents.get(at.owner);
  if (owner === undefined || owner.id !== item.agentId)
    return refuse('invalid', `Agent ${at.owner.slice(0, 80)} does not own ${item.id}: assign it to give it to her.`, {
      pointer: '/agent',
    });
  const exceedsCapacity = !hasRoom(world, owner, needOf(item));
  const refused = refuseAbsent(owner) ?? (exceedsCapacity && !at.mayExceed ? full(world, item, at.owner) : null);
  if (refused !== null) return refused;
  const units = costFor(item, world.configuration.profiles[owner.profile]);
  makeRoom(world, owner, { item, units });
  const held = holding(item, units);
  changeItem(world, item, { ...pauseEnded(world, item), state: 'assigned', ...held });
  emit(world, 'item.resumed', { item, agent: owner, details: { by: 'owner' } });
  emit(world, 'item.assigned', {
    item,
    agent: owner,
    units: unitsTaken(item),
    details: { by: 'resume', exceedsCapacity },
  });
  return done(item);
}

function full(world: World, item: Item, owner: string): Refusal {
  const room = roomOf(world, world.agents.get(owner)!, needOf(item));
  return refuse('conflict', `Agent ${owner} has no room for ${item.id} now: finish or pause something first.`, {
    current: { state: item.state, reason: 'full', ...room },
  });
}

/** Back to its queue with its age. Its owner is preferred for a while where she is there and may have it. */
export function wake(
  world: World,
  item: Item,
  at: { by: 'clock' | 'channel' | 'person' | 'agent_removed'; preferOwner: boolean },
): void {
  const owner = item.agentId === null ? undefined : world.agents.get(item.agentId);
  const preferred =
    at.preferOwner && owner !== undefined && isReached(world, item, owner)
      ? { agent: owner.id, until: world.work.now + preferredForMs(world, item) }
      : null;
  const change = { preferredAgent: preferred?.agent ?? null, preferredUntil: preferred?.until ?? null };
  emit(world, 'item.resumed', { item, agent: item.agentId, details: { by: at.by, preferred } });
  enqueue(world, item, { reason: 'returned', change });
}

const preferredForMs = (world: World, item: Item): number =>
  world.configuration.workstreams[item.workstream]?.ownerPreferredForMs ?? 0;

/** Whose owner is removed is nobody's. It stays paused where its time or its customer will wake it: for nobody else it would wait in vain. */
export function disownPaused(world: World, agentId: string): void {
  for (const item of pausedOf(world, agentId)) {
    changeItem(world, item, { agentId: null });
    emit(world, 'item.released', {
      item,
      agent: agentId,
      details: { reason: 'agent_removed', note: null, backOffUntil: null },
    });
    if (item.resumesAt === null && item.pausedFor === 'time')
      wake(world, item, { by: 'agent_removed', preferOwner: false });
  }
}
