import type { Agent } from '../../../core/agent.ts';
import type { Item } from '../../../core/item.ts';
import { barsOf, type Scene, totalUnitsOf } from './rules.ts';

const freeOf = (scene: Scene, agent: Agent): number =>
  totalUnitsOf(scene.at.configuration, agent) - scene.loads.get(agent.id)!.units;

/** Only where something smaller can come in first is waiting in order not enough. */
function mayBeOvertaken(scene: Scene, agent: Agent, item: Item): boolean {
  const channels = scene.at.configuration.profiles[agent.profile]?.channels ?? {};
  return Object.values(scene.at.configuration.workstreams).some(
    (one) => Object.hasOwn(channels, one.channel) && one.cost < item.cost,
  );
}

/** Agents who lack nothing but room for the item, could ever hold it, and are kept for nothing that comes first; nearest to fitting first. */
export function reservable(scene: Scene, item: Item): Agent[] {
  return [...scene.at.agents.values()]
    .filter((agent) => totalUnitsOf(scene.at.configuration, agent) >= item.cost)
    .filter((agent) => barsOf(scene, item, agent).join() === 'full' && mayBeOvertaken(scene, agent, item))
    .sort((a, b) => freeOf(scene, b) - freeOf(scene, a) || (a.id < b.id ? -1 : 1));
}

export function isOverdue(scene: Scene, item: Item): boolean {
  const workstream = scene.at.configuration.workstreams[item.workstream];
  if (item.state !== 'waiting' || item.waitingSince === null || workstream === undefined || workstream.mode === 'pick')
    return false;
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
    item.relaxed,
  ]);
}

/** Whether every other waiting item of its kind is younger and no more urgent: one reservation for a kind is enough. */
export function isHeadOfKind(scene: Scene, item: Item): boolean {
  return [...scene.at.items.values()].every(
    (other) =>
      other.id === item.id ||
      other.state !== 'waiting' ||
      kindOf(scene, other) !== kindOf(scene, item) ||
      (other.enqueuedAt! > item.enqueuedAt! && other.priority + other.raised <= item.priority + item.raised),
  );
}
