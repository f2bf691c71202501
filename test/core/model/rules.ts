import type { Agent } from '../../../core/agent.ts';
import type { Profile } from '../../../core/configuration/compiled.ts';
import type { Item } from '../../../core/item.ts';
import { isOpen } from './hours.ts';
import { hasRoom, isCrowded, offerOf, type Scene, totalUnitsOf } from './loads.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * The rules of routing, written a second time from the documents alone, by scanning everything. Nothing here may come from core but
 * types: a rule shared with core cannot find core wrong.
 */
/** How many may be asked for the item at once. */
export const mostAsked = ({ configuration }: Snapshot, item: Item): number =>
  Math.max(configuration.workstreams[item.workstream]?.atOnce ?? 1, ...item.widenings.map(({ atOnce }) => atOnce));

/** After so many of its widenings; a relaxable skill asks for the least level that any of them left. */
function meets(agent: Agent, item: Item, times: number): boolean {
  const levels = (skill: string) =>
    item.widenings.slice(0, times).map(({ relax }) => (relax === 'all' ? 0 : relax[skill]));
  return Object.entries(item.requirements.skills).every(([skill, need]) => {
    const left = need.relaxable ? levels(skill).filter((level) => level !== undefined) : [];
    return (agent.skills[skill] ?? 0) >= Math.min(need.level, ...left);
  });
}

/** Whether escalation lets her in, after so many widenings, whatever queues she serves. */
const isAdmitted = (agent: Agent, profile: Profile, at: { item: Item; times: number }): boolean =>
  at.item.widenings
    .slice(0, at.times)
    .some(
      ({ groups, queues }) =>
        groups.some((group) => agent.groups.includes(group) || profile.groups.includes(group)) ||
        queues.some((queue) => profile.queues[queue] !== undefined),
    );

/** How many widenings it took until she could have it. */
function wideningOf(agent: Agent, profile: Profile, item: Item): number {
  for (let times = 0; times < item.widenings.length; times += 1) {
    const member = profile.queues[item.queue ?? ''] !== undefined || isAdmitted(agent, profile, { item, times });
    if (member && meets(agent, item, times)) return times;
  }
  return item.widenings.length;
}

const inGroups = (agent: Agent, profile: Profile, item: Item): boolean =>
  item.requirements.groups.every((group) => agent.groups.includes(group) || profile.groups.includes(group));

const hasAttributes = (agent: Agent, item: Item): boolean =>
  Object.entries(item.requirements.attributes).every(([name, value]) => agent.attributes[name] === value);

/** Whether the agent takes the item from the list herself. */
export const picksIt = ({ at }: Scene, item: Item, agent: Agent): boolean =>
  (at.configuration.profiles[agent.profile]?.mode ?? at.configuration.workstreams[item.workstream]?.mode) === 'pick';

export type Bar =
  | 'absent'
  | 'channel'
  | 'queue'
  | 'delay'
  | 'hours'
  | 'skill'
  | 'group'
  | 'attribute'
  | 'named'
  | 'preferred'
  | 'pick'
  | 'asker'
  | 'back_off'
  | 'asked'
  | 'full'
  | 'kept'
  | 'unclassified';

/** Everything that keeps the agent from the item now; `full` and `kept` last. Does not look at the item's state or mode. */
export function barsOf(scene: Scene, item: Item, agent: Agent): Bar[] {
  const profile = scene.at.configuration.profiles[agent.profile];
  const queue = profile?.queues[item.queue ?? ''];
  const cap = profile?.channels[item.channel];
  const times = item.widenings.length;
  const admitted = profile !== undefined && isAdmitted(agent, profile, { item, times });
  if (profile === undefined || (queue === undefined && !admitted)) return ['queue'];
  if (cap === undefined) return ['channel'];
  const bars: Bar[] = [];
  if (item.configurationVersion < scene.at.configuration.classifiedSince) bars.push('unclassified');
  const here = agent.connectivity === 'assumed' || agent.connection === 'connected';
  const works = agent.intent !== 'offline' && profile.presence[agent.intent].includes(item.channel);
  if (!here || !works) bars.push('absent');
  if (!admitted && scene.now - (item.enqueuedAt ?? scene.now) < (queue?.afterMs ?? 0)) bars.push('delay');
  const { configuration } = scene.at;
  const hours = configuration.queues[item.queue!]!.hours;
  if (!isOpen(configuration, hours, scene.now) || !isOpen(configuration, profile.shift, scene.now)) bars.push('hours');
  if (!meets(agent, item, times)) bars.push('skill');
  if (!inGroups(agent, profile, item)) bars.push('group');
  if (item.requirements.agent !== null && item.requirements.agent !== agent.id) bars.push('named');
  if (!hasAttributes(agent, item)) bars.push('attribute');
  const alone = item.requirements.agent === null && (item.preferredUntil ?? 0) > scene.now;
  if (alone && item.preferredAgent !== agent.id) bars.push('preferred');
  if (picksIt(scene, item, agent)) bars.push('pick');
  if (isHerQuestion(scene.at, item, agent)) bars.push('asker');
  if ((item.backOffs[agent.id]?.until ?? Number.NEGATIVE_INFINITY) > scene.now) bars.push('back_off');
  if (offerOf(scene.at, item, agent.id) !== undefined) bars.push('asked');
  if (!hasRoom(scene, item, agent)) bars.push('full');
  if (isKeptFrom(scene, item, agent)) bars.push('kept');
  return bars;
}

/** A consult about what she has herself. */
const isHerQuestion = ({ items }: Snapshot, { source }: Item, { id }: Agent): boolean =>
  source.startsWith('consult/') && items.get(source.slice('consult/'.length))?.agentId === id;

function isKeptFrom(scene: Scene, item: Item, agent: Agent): boolean {
  if (agent.keptFor === null || agent.keptFor === item.id) return false;
  const big = scene.at.items.get(agent.keptFor);
  return big !== undefined && isBefore(rankOf(scene, big, agent), rankOf(scene, item, agent));
}

export const stepsOf = ({ priority, raised, urged }: Item): number => priority + raised + urged;

/** By age alone: window after window, in each the newest first. */
export function standing({ at }: Scene, item: Item): number {
  const windowMs = at.configuration.queues[item.queue ?? '']?.newestFirstWithinMs ?? 0;
  if (windowMs === 0) return item.enqueuedAt!;
  const begins = Math.floor(item.enqueuedAt! / windowMs) * windowMs;
  return 2 * begins + windowMs - 1 - item.enqueuedAt!;
}

/** Effective key, widening, whether something has to give way, score of the method, item, agent: compared in this order, smaller first. */
export type Rank = readonly [
  key: number,
  widening: number,
  interrupts: number,
  score: number,
  item: string,
  agent: string,
];

export function rankOf(scene: Scene, item: Item, agent: Agent): Rank {
  const { configuration } = scene.at;
  const profile = configuration.profiles[agent.profile]!;
  const queue = configuration.queues[item.queue ?? '']!;
  const urgency = stepsOf(item) * queue.millisPerPriority;
  const handicaps = [profile, ...(profile.queues[item.queue ?? ''] ? [] : Object.values(configuration.profiles))].map(
    (one) => ((one.queues[item.queue ?? '']?.rank ?? 1) - 1) * one.rankHandicapMs,
  );
  const widening = wideningOf(agent, profile, item);
  return [
    standing(scene, item) - urgency + Math.max(...handicaps),
    widening,
    hasRoom(scene, item, agent) && isCrowded(scene, item, agent) ? 1 : 0,
    scoreOf(scene, item, agent),
    item.id,
    agent.id,
  ];
}

function scoreOf(scene: Scene, item: Item, agent: Agent): number {
  const { configuration } = scene.at;
  switch (configuration.queues[item.queue ?? '']!.method) {
    case 'longest-idle':
      return agent.idleSince;
    case 'most-free-capacity':
      return scene.loads.get(agent.id)!.units - totalUnitsOf(configuration, agent);
    case 'best-skill':
      return Object.keys(item.requirements.skills).reduce((sum, skill) => sum - (agent.skills[skill] ?? 0), 0);
    case 'round-robin':
      return agent.lastOfferSeq;
    case 'least-flexible':
      return Object.keys(configuration.profiles[agent.profile]!.queues).length + Object.keys(agent.skills).length;
  }
}

export function isBefore(a: Rank, b: Rank): boolean {
  for (let place = 0; place < a.length; place += 1) {
    if (a[place]! < b[place]!) return true;
    if (a[place]! > b[place]!) return false;
  }
  return false;
}

export interface Choice {
  readonly item: Item;
  readonly agent: Agent;
  readonly rank: Rank;
}

/** Several may be asked at once, but not beside somebody whom a person chose. */
export function mayBeOffered(at: Snapshot, item: Item): boolean {
  if (item.state !== 'offered' || item.manual) return item.state === 'waiting';
  return [...at.offers.values()].filter(({ itemId }) => itemId === item.id).length < mostAsked(at, item);
}

/** Every pair that may be offered now, by asking each waiting item about each agent. */
export function choices(scene: Scene): Choice[] {
  const found: Choice[] = [];
  for (const item of scene.at.items.values()) {
    if (!mayBeOffered(scene.at, item)) continue;
    for (const agent of scene.at.agents.values()) {
      if (barsOf(scene, item, agent).length === 0) found.push({ item, agent, rank: rankOf(scene, item, agent) });
    }
  }
  return found;
}

export const firstOf = (among: readonly Choice[]): Choice | null =>
  among.reduce<Choice | null>((best, one) => (best === null || isBefore(one.rank, best.rank) ? one : best), null);
