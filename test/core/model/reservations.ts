import type { Agent } from '../../../core/agent.ts';
import type { Item } from '../../../core/item.ts';
import { priceOf, type Scene, standsInTheWay, totalUnitsOf } from './loads.ts';
import { barsOf, picksIt, standing, stepsOf } from './rules.ts';

const freeOf = (scene: Scene, agent: Agent, item: Item): number =>
  totalUnitsOf(scene.at.configuration, agent) - standsInTheWay(scene, item, agent).units;

/** What items of a kind can cost this agent at least: rules may lower it. */
function leastCosts(scene: Scene, agent: Agent): number[] {
  const profile = scene.at.configuration.profiles[agent.profile];
  const channels = profile?.channels ?? {};
  return Object.values(scene.at.configuration.workstreams)
    .filter(({ channel }) => Object.hasOwn(channels, channel))
    .flatMap(({ channel, cost, rulesets }) =>
      [cost, ...rulesets.flatMap(({ rules }) => rules.map(({ effect }) => effect.cost ?? cost))].map((one) =>
        priceOf(profile, { channel, cost: one }),
      ),
    );
}

const priceFor = (scene: Scene, agent: Agent, item: Item): number =>
  priceOf(scene.at.configuration.profiles[agent.profile], item);

/** Only where something smaller can come in first is waiting in order not enough. */
const mayBeOvertaken = (scene: Scene, agent: Agent, item: Item): boolean =>
  leastCosts(scene, agent).some((cost) => cost < priceFor(scene, agent, item));

/** Agents who lack nothing but room for the item, could ever hold it, and are kept for nothing that comes first; nearest to fitting first. */
export function reservable(scene: Scene, item: Item): Agent[] {
  const missing = (agent: Agent): number => priceFor(scene, agent, item) - freeOf(scene, agent, item);
  return [...scene.at.agents.values()]
    .filter((agent) => totalUnitsOf(scene.at.configuration, agent) >= priceFor(scene, agent, item))
    .filter((agent) => barsOf(scene, item, agent).join() === 'full' && mayBeOvertaken(scene, agent, item))
    .sort((a, b) => missing(a) - missing(b) || (a.id < b.id ? -1 : 1));
}

export function isOverdue(scene: Scene, item: Item): boolean {
  const workstream = scene.at.configuration.workstreams[item.workstream];
  if (item.state !== 'waiting' || item.waitingSince === null || workstream === undefined) return false;
  if ([...scene.at.agents.values()].every((agent) => picksIt(scene, item, agent))) return false;
  return item.waitingSince + workstream.reserveAfterMs <= scene.now;
}

export const isKept = (scene: Scene, item: Item): boolean =>
  [...scene.at.agents.values()].some((agent) => agent.keptFor === item.id);

/** Items of several workstreams may be of one kind; those that people pick are apart. */
function kindOf(scene: Scene, item: Item): string {
  const workstream = scene.at.configuration.workstreams[item.workstream];
  const { mode, reserveAfterMs } = workstream ?? {};
  return JSON.stringify([
    item.queue,
    item.channel,
    mode === 'pick' || reserveAfterMs,
    item.cost,
    item.requirements,
    item.widenings,
    (item.preferredUntil ?? 0) > scene.now && item.preferredAgent,
  ]);
}

/** Whether every other waiting item of its kind is younger and no more urgent: one reservation for a kind is enough. */
export function isHeadOfKind(scene: Scene, item: Item): boolean {
  return [...scene.at.items.values()].every(
    (other) =>
      other.id === item.id ||
      other.state !== 'waiting' ||
      other.queue !== item.queue ||
      kindOf(scene, other) !== kindOf(scene, item) ||
      (standing(scene, other) > standing(scene, item) && stepsOf(other) <= stepsOf(item)),
  );
}
