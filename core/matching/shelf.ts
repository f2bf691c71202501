import type { Configuration, Method, Queue } from '../configuration/compiled.ts';
import { activeSkills, type Item } from '../item.ts';
import { compareAge } from '../order.ts';
import type { Bits } from './bits.ts';
import type { Roster } from './roster.ts';
import { SortedList } from './sorted-list.ts';

const REASONS = [
  'offline',
  'intent',
  'not_in_queue',
  'channel_not_allowed',
  'delay',
  'skill',
  'group',
  'named_agent',
  'full',
  'back_off',
  'kept_free',
] as const;
export type Reason = (typeof REASONS)[number];

export interface Condition {
  readonly reason: Reason;
  readonly allowed: Bits;
  readonly skill?: string;
  readonly needs?: number;
  readonly group?: string;
}

/** The agents of one profile that serve the queue: when they may start to help, and how much later they count the item. */
export interface Tier {
  readonly profile: string;
  readonly afterMs: number;
  readonly handicapMs: number;
  readonly agents: Bits;
}

/** Waiting items that differ in nothing but age, so that one look at the oldest answers for all. */
export interface ItemClass {
  readonly name: string;
  readonly queue: string;
  readonly channel: string;
  readonly cost: number;
  readonly pick: boolean;
  readonly method: Method;
  readonly millisPerPriority: number;
  readonly items: SortedList<Item>;
  /** In the documented order; `delay`, `named_agent`, `back_off` and `kept_free` depend on the item and are made there. */
  readonly before: readonly Condition[];
  readonly after: readonly Condition[];
  /** The relaxed-away skills: who has them all needed no widening. */
  readonly unwidened: readonly Bits[];
  readonly agent: string | null;
  readonly room: Bits;
  readonly tiers: readonly Tier[];
}

export function className(item: Item, pick: boolean): string {
  return JSON.stringify([
    item.queue,
    item.channel,
    item.cost,
    item.priority + item.raised,
    item.requirements.skills,
    item.relaxed,
    item.requirements.groups,
    item.requirements.agent,
    pick,
  ]);
}

/** All waiting items by class, and the classes of each queue that have any. */
export class Shelf {
  readonly classes = new Map<string, ItemClass>();
  readonly byQueue = new Map<string, Set<ItemClass>>();
  private readonly home = new Map<string, ItemClass>();

  classOf(itemId: string): ItemClass | undefined {
    return this.home.get(itemId);
  }

  add(item: Item, make: (name: string) => ItemClass, pick: boolean): ItemClass {
    const name = className(item, pick);
    let found = this.classes.get(name);
    if (found === undefined) {
      found = make(name);
      this.classes.set(name, found);
      const siblings = this.byQueue.get(found.queue) ?? new Set();
      this.byQueue.set(found.queue, siblings.add(found));
    }
    found.items.add(item);
    this.home.set(item.id, found);
    return found;
  }

  /** Must run while the item still has the age it was added with. An empty class is dropped. */
  remove(item: Item): ItemClass | undefined {
    const found = this.home.get(item.id);
    if (found === undefined) return undefined;
    found.items.delete(item);
    this.home.delete(item.id);
    if (found.items.size === 0) {
      this.classes.delete(found.name);
      this.byQueue.get(found.queue)?.delete(found);
    }
    return found;
  }
}

export interface ClassSources {
  readonly configuration: Configuration;
  readonly roster: Roster;
  readonly room: (channel: string, cost: number) => Bits;
}

export function makeClass(name: string, item: Item, from: ClassSources): ItemClass {
  const { configuration, roster } = from;
  const queue = item.queue!;
  const settings: Queue = configuration.queues[queue]!;
  const has = (skill: string, level: number): Bits => roster.bits(`skill:${skill}:${level}`);
  const skills = activeSkills(item);
  return {
    name,
    queue,
    channel: item.channel,
    cost: item.cost,
    pick: configuration.workstreams[item.workstream]?.mode === 'pick',
    method: settings.method,
    millisPerPriority: settings.millisPerPriority,
    items: new SortedList(compareAge),
    before: [
      { reason: 'offline', allowed: roster.bits('present') },
      { reason: 'intent', allowed: roster.bits(`intent:${item.channel}`) },
      { reason: 'not_in_queue', allowed: roster.bits(`queue:${queue}`) },
      { reason: 'channel_not_allowed', allowed: roster.bits(`channel:${item.channel}`) },
    ],
    after: [
      ...skills.map(
        ([skill, level]): Condition => ({ reason: 'skill', allowed: has(skill, level), skill, needs: level }),
      ),
      ...item.requirements.groups.map(
        (group): Condition => ({ reason: 'group', allowed: roster.bits(`group:${group}`), group }),
      ),
    ],
    unwidened: item.relaxed
      ? Object.entries(item.requirements.skills).map(([skill, need]) => has(skill, need.level))
      : [],
    agent: item.requirements.agent,
    room: from.room(item.channel, item.cost),
    tiers: tiersOf(queue, configuration, roster),
  };
}

function tiersOf(queue: string, configuration: Configuration, roster: Roster): Tier[] {
  return Object.entries(configuration.profiles)
    .filter(([, profile]) => Object.hasOwn(profile.queues, queue))
    .map(([name, profile]) => {
      const place = profile.queues[queue]!;
      const handicapMs = (place.rank - 1) * profile.rankHandicapMs;
      return { profile: name, afterMs: place.afterMs, handicapMs, agents: roster.bits(`profile:${name}`) };
    })
    .sort((a, b) => a.handicapMs - b.handicapMs);
}
