import type { Agent } from '../../../core/agent.ts';
import type { Event } from '../../../core/event.ts';
import type { Item } from '../../../core/item.ts';
import { mayInterrupt, priceOf, type Scene, totalUnitsOf } from './loads.ts';
import { standing, stepsOf } from './rules.ts';
import type { Report } from './violation.ts';

/** By age and steps in its own queue, whoever has it. */
function urgencyOf(scene: Scene, item: Item): number {
  const { millisPerPriority } = scene.at.configuration.queues[item.queue ?? '']!;
  return standing(scene, item) - stepsOf(item) * millisPerPriority;
}

const mostUrgentFirst =
  (scene: Scene) =>
  (a: { item: Item }, b: { item: Item }): number =>
    urgencyOf(scene, a.item) - urgencyOf(scene, b.item) || (a.item.id < b.item.id ? -1 : 1);

/** What has to give way when she gets the item: of what it may interrupt the most urgent that fit beside the rest go on. */
function givesWay(scene: Scene, item: Item, agent: Agent): string[] {
  const profile = scene.at.configuration.profiles[agent.profile]!;
  const running = scene.loads.get(agent.id)!.hands.filter((one) => one.item.interruptedBy === null);
  const loose = running.filter(({ item: other }) => mayInterrupt(scene.at, item, { agent, other }));
  const rest = running.filter((one) => !loose.includes(one));
  let units = rest.reduce((sum, one) => sum + one.units, priceOf(profile, item));
  let count = rest.length + 1;
  const out: string[] = [];
  for (const one of loose.sort(mostUrgentFirst(scene))) {
    if (units + one.units > totalUnitsOf(scene.at.configuration, agent) || count + 1 > profile.atMost) {
      out.push(one.item.id);
      continue;
    }
    units += one.units;
    count += 1;
  }
  return out;
}

/** What of hers was interrupted and has room beside what she is at work on. */
export function mayContinue(scene: Scene, agent: Agent): Item[] {
  const profile = scene.at.configuration.profiles[agent.profile];
  const { hands } = scene.loads.get(agent.id)!;
  const running = hands.filter(({ item }) => item.interruptedBy === null);
  const units = running.reduce((sum, one) => sum + one.units, 0);
  return hands
    .filter(({ item }) => item.interruptedBy !== null)
    .filter(
      (one) =>
        units + one.units <= totalUnitsOf(scene.at.configuration, agent) &&
        running.length + 1 <= (profile?.atMost ?? 0),
    )
    .sort(mostUrgentFirst(scene))
    .map(({ item }) => item);
}

/** Follows the interruptions of a match: before each offer exactly what has to give way to it does, and nothing else. */
export class Interruptions {
  private readonly report: Report;
  private pending: { by: string; expected: string[]; seen: string[] } | null = null;

  constructor(report: Report) {
    this.report = report;
  }

  /** `scene`: before the event. */
  follow(scene: Scene, event: Event): void {
    if (event.type === 'item.interrupted') this.interrupt(scene, event);
    else if (event.type === 'offer.made') this.offer(scene, event);
    else if (event.type === 'item.continued') this.goOn(scene, event);
  }

  private interrupt(scene: Scene, event: Event): void {
    const by = scene.at.items.get(String(event.details.by));
    const agent = scene.at.agents.get(event.agent ?? '');
    if (by === undefined || agent === undefined) {
      this.report('I9', `${event.item} is interrupted by ${event.details.by} for ${event.agent}`);
      return;
    }
    if (this.pending?.by !== by.id) this.pending = { by: by.id, expected: givesWay(scene, by, agent), seen: [] };
    this.pending.seen.push(event.item!);
  }

  private offer(scene: Scene, event: Event): void {
    const item = scene.at.items.get(event.item ?? '');
    const agent = scene.at.agents.get(event.agent ?? '');
    if (item === undefined || agent === undefined) return;
    const none = { by: item.id, expected: givesWay(scene, item, agent), seen: [] };
    const { by, expected, seen } = this.pending ?? none;
    this.pending = null;
    const told = (event.details.interrupts ?? []) as string[];
    if (by !== item.id || seen.join() !== expected.join() || told.join() !== expected.join())
      this.report('I3', `${seen.join()} give way to ${item.id}, which says ${told.join()}; ${expected.join()} have to`);
  }

  private goOn(scene: Scene, event: Event): void {
    const agent = scene.at.agents.get(event.agent ?? '');
    const [first] = agent === undefined ? [] : mayContinue(scene, agent);
    if (first?.id !== event.item) this.report('I3', `${event.item} goes on, where ${first?.id ?? 'nothing'} may first`);
  }
}
