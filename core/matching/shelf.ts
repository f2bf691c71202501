import { costFor } from '../capacity.ts';
import type { Configuration, Method, Queue } from '../configuration/compiled.ts';
import { summaryOf } from '../configuration/summary.ts';
import type { RuledOut } from '../explanation.ts';
import { activeSkills, type Item } from '../item.ts';
import type { Order } from '../order.ts';
import type { Bits } from './bits.ts';
import { attributeName, openName, type Roster } from './roster.ts';
import { SortedList } from './sorted-list.ts';

const REASONS = [
  'offline',
  'intent',
  'not_in_queue',
  'channel_not_allowed',
  'delay',
  'hours',
  'skill',
  'group',
  'attribute',
  'named_agent',
  'preferred_agent',
  'pick_only',
  'full',
  'back_off',
  'kept_free',
] as const;
export type Reason = (typeof REASONS)[number];

/** Lets agents through: by a set that is kept for all, or (`null`) by a question about each of them and the item. */
export interface Condition {
  readonly reason: Reason;
  readonly allowed: Bits | null;
  readonly skill?: string;
  readonly needs?: number;
  readonly group?: string;
  readonly attribute?: string;
  /** Whose hours: the queue's, or the agent's own shift. */
  readonly of?: 'queue' | 'shift';
}

/** The agents of one profile that serve the queue, and when they may start to help. */
export interface Tier {
  readonly afterMs: number;
  readonly agents: Bits;
}

/** What follows from presence, profiles and skills alone: the same for all items of a class with as many tiers open. */
export interface Standing {
  /** The roster's when it was worked out. */
  readonly version: number;
  readonly open: number;
  readonly allowed: Bits;
  /** Whom an overdue item could have kept free, as far as profiles and units in all say. */
  readonly reservable: Bits;
  /** Who is not allowed, and why; worked out when first asked. */
  ruledOut: readonly RuledOut[] | null;
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
  /** In the documented order; `delay`, `named_agent`, `back_off` and `kept_free` are added where they are known. */
  readonly before: readonly Condition[];
  readonly after: readonly Condition[];
  /** Those that move from one decision to the next: `full`, then back-offs where there are any, then who is kept free. */
  readonly moving: readonly (readonly Condition[])[];
  /** The relaxed-away skills: who has them all needed no widening. */
  readonly unwidened: readonly Bits[];
  /** Who alone may have it: named by a requirement, or preferred for a while. */
  readonly agent: string | null;
  readonly preferred: boolean;
  readonly room: Bits;
  /** The soonest first. */
  readonly tiers: readonly Tier[];
  /** By how many tiers are open. */
  readonly standing: Standing[];
  /** The agents of profiles that serve the queue and may take something smaller, which could overtake. */
  readonly overtakable: readonly Bits[];
}

/** What the workstream says of how its items wait; those of different ways are in different classes. */
export interface Way {
  /** Everybody takes it from the list. */
  readonly pick: boolean;
  /** The workstream says so, and some profiles do otherwise. */
  readonly listed: boolean;
  /** `null` where nobody is kept free. */
  readonly reserveAfterMs: number | null;
  /** Who alone is offered it for now. */
  readonly preferred: string | null;
}

export function className(item: Item, { pick, listed, reserveAfterMs, preferred }: Way): string {
  return JSON.stringify([
    item.queue,
    item.channel,
    item.cost,
    item.priority + item.raised,
    item.requirements.skills,
    item.relaxed,
    item.requirements.groups,
    item.requirements.attributes,
    item.requirements.agent,
    pick,
    listed,
    reserveAfterMs,
    preferred,
  ]);
}

const BACK_OFF: Condition = { reason: 'back_off', allowed: null };
const KEPT_FREE: Condition = { reason: 'kept_free', allowed: null };

/** All waiting items by class, and the classes of each queue that have any, by the urgency of their oldest. */
export class Shelf {
  readonly classes = new Map<string, ItemClass>();
  readonly byQueue = new Map<string, SortedList<ItemClass>>();
  private readonly home = new Map<string, ItemClass>();
  private readonly order: Order;

  constructor(order: Order) {
    this.order = order;
  }

  classOf(itemId: string): ItemClass | undefined {
    return this.home.get(itemId);
  }

  add(item: Item, way: Way, make: (name: string) => ItemClass): ItemClass {
    const name = className(item, way);
    const found = this.classes.get(name) ?? make(name);
    const siblings = this.siblingsOf(found);
    const first = found.items.first();
    const leads = first === undefined || this.order.age(item, first) < 0;
    if (leads && first !== undefined) siblings.delete(found);
    found.items.add(item);
    if (leads) siblings.add(found);
    this.classes.set(name, found);
    this.home.set(item.id, found);
    return found;
  }

  /** A class that is not on the shelf yet, with the items that it was made with. */
  put(found: ItemClass, items: readonly Item[]): void {
    this.siblingsOf(found).add(found);
    this.classes.set(found.name, found);
    for (const item of items) this.home.set(item.id, found);
  }

  /** Must run while the item still has the age it was added with. An empty class is dropped. */
  remove(item: Item): ItemClass | undefined {
    const found = this.home.get(item.id);
    if (found === undefined) return undefined;
    const siblings = this.siblingsOf(found);
    const led = found.items.first() === item;
    if (led) siblings.delete(found);
    found.items.delete(item);
    if (found.items.size === 0) this.classes.delete(found.name);
    else if (led) siblings.add(found);
    this.home.delete(item.id);
    return found;
  }

  private siblingsOf({ queue }: ItemClass): SortedList<ItemClass> {
    const siblings = this.byQueue.get(queue) ?? new SortedList(this.order.classes);
    this.byQueue.set(queue, siblings);
    return siblings;
  }
}

export interface ClassSources {
  readonly way: Way;
  readonly configuration: Configuration;
  readonly roster: Roster;
  readonly room: Bits;
  readonly age: (a: Item, b: Item) => number;
  /** What waits in it from the beginning. */
  readonly items: readonly Item[];
}

export function makeClass(name: string, item: Item, from: ClassSources): ItemClass {
  const { configuration, roster, room, way } = from;
  const { serving, smallestCost } = summaryOf(configuration);
  const queue = item.queue!;
  const settings: Queue = configuration.queues[queue]!;
  const servers = serving.get(queue) ?? [];
  const full: Condition = { reason: 'full', allowed: room };
  return {
    name,
    queue,
    channel: item.channel,
    cost: item.cost,
    pick: way.pick,
    method: settings.method,
    millisPerPriority: settings.millisPerPriority,
    items: new SortedList(from.age, from.items),
    before: [
      { reason: 'offline', allowed: roster.bits('present') },
      { reason: 'intent', allowed: roster.bits(`intent:${item.channel}`) },
      { reason: 'not_in_queue', allowed: roster.bits(`queue:${queue}`) },
      { reason: 'channel_not_allowed', allowed: roster.bits(`${way.pick ? 'pick' : 'channel'}:${item.channel}`) },
    ],
    after: [...hourConditions(settings, from), ...requirementConditions(item, roster), ...pickConditions(from)],
    unwidened: item.relaxed
      ? Object.entries(item.requirements.skills).map(([skill, need]) => skilled(roster, skill, need.level))
      : [],
    agent: item.requirements.agent ?? way.preferred,
    preferred: item.requirements.agent === null && way.preferred !== null,
    moving: [[full], [full, BACK_OFF], [full, KEPT_FREE], [full, BACK_OFF, KEPT_FREE]],
    room,
    tiers: servers.map(({ profile, afterMs }) => ({ afterMs, agents: roster.bits(`profile:${profile}`) })),
    standing: [],
    overtakable: servers
      .filter(({ profile }) => smallestCost.get(profile)! < costFor(item, configuration.profiles[profile]))
      .map(({ profile }) => roster.bits(`profile:${profile}`)),
  };
}

const skilled = (roster: Roster, skill: string, level: number): Bits => roster.bits(`skill:${skill}:${level}`);

function hourConditions({ hours }: Queue, { configuration, roster }: ClassSources): Condition[] {
  const conditions: Condition[] = [];
  if (hours !== null) conditions.push({ reason: 'hours', of: 'queue', allowed: roster.bits(openName(hours)) });
  if (summaryOf(configuration).hasShifts)
    conditions.push({ reason: 'hours', of: 'shift', allowed: roster.bits('on_duty') });
  return conditions;
}

function requirementConditions(item: Item, roster: Roster): Condition[] {
  const { groups, attributes } = item.requirements;
  return [
    ...activeSkills(item).map(
      ([skill, level]): Condition => ({ reason: 'skill', allowed: skilled(roster, skill, level), skill, needs: level }),
    ),
    ...groups.map((group): Condition => ({ reason: 'group', allowed: roster.bits(`group:${group}`), group })),
    ...Object.entries(attributes).map(
      ([attribute, value]): Condition => ({
        reason: 'attribute',
        allowed: roster.bits(attributeName(attribute, value)),
        attribute,
      }),
    ),
  ];
}

/** Where a profile has a mode of its own, some agents are offered what others pick. */
function pickConditions({ configuration, roster, way }: ClassSources): Condition[] {
  if (way.pick || !summaryOf(configuration).hasModes) return [];
  return [{ reason: 'pick_only', allowed: roster.bits(way.listed ? 'offered_listed' : 'offered') }];
}
