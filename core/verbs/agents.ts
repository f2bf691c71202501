import type { Agent, Intent } from '../agent.ts';
import { climbWhereStranded } from '../climbing.ts';
import type { Actor, AgentInput, NamedAgent } from '../command.ts';
import { LOST_AFTER_MS } from '../gone.ts';
import { wakeAt } from '../indexes.ts';
import { addAgent, changeAgent, dropAgent } from '../mutate.ts';
import { type Finding, type Outcome, refuse } from '../outcome.ts';
import { watch } from '../watch.ts';
import { emit, type World } from '../world.ts';
import { sentence } from './create.ts';
import { endShift, leaveWork, takeAllBack, takeUpAgain, unbindAll, withdrawAll } from './leaving.ts';
import { disownPaused } from './pause.ts';

export function putAgent(world: World, id: string, at: { input: AgentInput; actor: Actor }): Outcome {
  const findings = checkPut(world, id, at);
  if (findings.length > 0) return refuse('invalid', sentence(findings), { findings });
  return { kind: 'agent', ...put(world, id, at.input) };
}

/** A refusal carries at most so many of what is wrong. */
const MOST_FINDINGS = 500;

/** All of them or none. A finding's pointer begins with the place of the agent in the list, from 0. */
export function putAgents(world: World, agents: readonly NamedAgent[], actor: Actor): Outcome {
  const findings = agents.flatMap(({ id, input }, place) =>
    checkPut(world, id, { input, actor }).map(({ pointer, detail }) => ({ pointer: `/${place}${pointer}`, detail })),
  );
  if (findings.length > 0) {
    const detail = `Nothing was taken over: ${findings.length} ${findings.length === 1 ? 'thing is' : 'things are'} wrong.`;
    return refuse('invalid', detail, { findings: findings.slice(0, MOST_FINDINGS) });
  }
  const kept = agents.map(({ id, input }) => put(world, id, input));
  const added = kept.filter(({ created }) => created).length;
  return { kind: 'agents', added, changed: kept.length - added };
}

function checkPut(world: World, id: string, { input, actor }: { input: AgentInput; actor: Actor }): Finding[] {
  const existing = world.agents.get(id);
  const isBound = existing !== undefined && actor.kind === 'key' && actor.role !== 'admin';
  return [...checkAgent(world, input), ...(isBound ? overridden(world, existing, input) : [])];
}

function put(world: World, id: string, input: AgentInput): { created: boolean; agent: Agent } {
  const existing = world.agents.get(id);
  if (existing === undefined) {
    const agent = newAgent(id, input, world.work.now);
    addAgent(world, agent);
    emit(world, 'agent.added', { agent, details: { ...input } });
    climbWhereStranded(world);
    return { created: true, agent };
  }
  changeAgent(world, existing, connectionFor(existing, input, world.work.now));
  climbWhereStranded(world);
  if (existing.connectivity === 'heartbeat') watch(world, existing);
  emit(world, 'agent.changed', { agent: existing, details: { ...input } });
  endShift(world, existing);
  takeUpAgain(world, existing);
  return { created: false, agent: existing };
}

function connectionFor(agent: Agent, input: AgentInput, now: number): Partial<Agent> {
  const changed = input.connectivity !== agent.connectivity && input.connectivity === 'assumed';
  return changed ? { ...input, connection: 'connected', connectionSince: now } : { ...input };
}

export function newAgent(id: string, input: AgentInput, now: number): Agent {
  return {
    id,
    rev: 1,
    ...input,
    intent: 'offline',
    intentReason: null,
    intentSince: now,
    connection: input.connectivity === 'assumed' ? 'connected' : 'lost',
    connectionSince: now,
    idleSince: now,
    unanswered: 0,
    lastOfferSeq: 0,
    keptFor: null,
  };
}

function checkAgent(world: World, input: AgentInput): Finding[] {
  const { channels, profiles, skills, groups } = world.configuration;
  const findings: Finding[] = [];
  if (!Object.hasOwn(profiles, input.profile)) {
    findings.push({
      pointer: '/profile',
      detail: `There is no profile ${JSON.stringify(input.profile)}; known: ${Object.keys(profiles).sort().join(', ')}.`,
    });
  }
  for (const [skill, level] of Object.entries(input.skills)) {
    const known = Object.hasOwn(skills, skill) ? skills[skill] : undefined;
    if (known === undefined)
      findings.push({ pointer: `/skills/${skill}`, detail: `There is no skill ${JSON.stringify(skill)}.` });
    else if (level < 1 || level > known.levels.length) {
      findings.push({
        pointer: `/skills/${skill}`,
        detail: `Skill ${skill} has levels 1 to ${known.levels.length}, not ${level}.`,
      });
    }
  }
  for (const channel of Object.keys(input.limits)) {
    if (!Object.hasOwn(channels, channel))
      findings.push({ pointer: `/limits/${channel}`, detail: `There is no channel ${JSON.stringify(channel)}.` });
  }
  for (const group of input.groups) {
    if (!Object.hasOwn(groups, group))
      findings.push({ pointer: '/groups', detail: `There is no group ${JSON.stringify(group)}.` });
  }
  return findings;
}

/** `overrides` in a profile binds supervisors, never admins. */
function overridden(world: World, agent: Agent, input: AgentInput): Finding[] {
  const overrides = world.configuration.profiles[input.profile]?.overrides;
  const findings: Finding[] = [];
  if (!overrides) return findings;
  if (!overrides.skills && !isSame(agent.skills, input.skills)) {
    findings.push({ pointer: '/skills', detail: `Profile ${input.profile} does not let supervisors change skills.` });
  }
  if (input.capacity !== null && input.capacity !== agent.capacity && input.capacity > (overrides.capacityMax ?? 0)) {
    findings.push({
      pointer: '/capacity',
      detail: `Profile ${input.profile} allows at most ${overrides.capacityMax ?? 0} units of her own.`,
    });
  }
  if (!overrides.limits && !isSame(agent.limits, input.limits)) {
    findings.push({ pointer: '/limits', detail: `Profile ${input.profile} does not let supervisors change limits.` });
  }
  return findings;
}

/** Whatever the order of the keys: rows come back from the database in another one. */
function isSame(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && a[key] === b[key]);
}

export function removeAgent(world: World, agent: Agent): Outcome {
  takeAllBack(world, agent);
  disownPaused(world, agent.id);
  dropAgent(world, agent);
  emit(world, 'agent.removed', { agent });
  unbindAll(world, agent);
  climbWhereStranded(world);
  return { kind: 'done' };
}

/** The same intent again changes its reason, not since when it is so. */
export function setPresence(world: World, agent: Agent, at: { intent: Intent; reason: string | null }): Outcome {
  seen(world, agent);
  const from = agent.intent;
  const intentSince = at.intent === from ? agent.intentSince : world.work.now;
  changeAgent(world, agent, { intent: at.intent, intentReason: at.reason, intentSince, unanswered: 0 });
  emit(world, 'agent.intent_changed', { agent, details: { from, to: at.intent, reason: at.reason } });
  if (at.intent === 'offline' || at.intent === 'draining') withdrawAll(world, agent.id, { as: 'withdrawn' });
  if (at.intent === 'draining') world.emptied.add(agent.id);
  leaveWork(world, agent);
  takeUpAgain(world, agent);
  return { kind: 'agent', created: false, agent };
}

/** Any authenticated call by or for the agent. Says whether rows changed. */
export function seen(world: World, agent: Agent): boolean {
  const { now } = world.work;
  world.lastSeen.set(agent.id, now);
  if (agent.connection === 'connected') return false;
  changeAgent(world, agent, { connection: 'connected', connectionSince: now });
  watch(world, agent);
  emit(world, 'agent.connection_returned', { agent });
  takeUpAgain(world, agent);
  return true;
}

/** The heartbeat heap's entry is due: lapse, or look again when it would. */
export function checkConnection(world: World, agent: Agent): void {
  if (agent.connectivity === 'assumed' || agent.connection === 'lost') return;
  const { now } = world.work;
  const lapses = (world.lastSeen.get(agent.id) ?? now) + LOST_AFTER_MS;
  if (lapses > now) {
    wakeAt(world, 'connection', agent.id, lapses);
    return;
  }
  changeAgent(world, agent, { connection: 'lost', connectionSince: now });
  emit(world, 'agent.connection_lost', { agent });
  withdrawAll(world, agent.id, { as: 'agent_lost' });
  watch(world, agent);
}
