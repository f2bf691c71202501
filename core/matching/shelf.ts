import type { Method } from '../configuration/compiled.ts';
import type { RuledOut } from '../explain/ruled-out.ts';
import type { Item } from '../item.ts';
import { type Order, stepsOf } from '../order.ts';
import type { Bits } from './bits.ts';
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
  'asker',
  'back_off',
  'asked',
  'kept_free',
] as const;
export type Reason = (typeof REASONS)[number];

/** Lets agents through: whoever is in one of the sets, or (`null`) by a question about each of them and the item. */
export interface Condition {
  readonly reason: Reason;
  readonly anyOf: readonly Bits[] | null;
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

/** Whom each widening of an item lets in: those who have all the skills that are still asked for, and serve the queue or are admitted. */
export interface Pool {
  readonly skills: readonly Bits[];
  readonly members: readonly Bits[];
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
  readonly ignoresMatrix: boolean;
  /** Whether its items may interrupt anything of anybody. */
  readonly interrupts: boolean;
  readonly pick: boolean;
  readonly method: Method;
  readonly millisPerPriority: number;
  readonly newestFirstWithinMs: number;
  readonly items: SortedList<Item>;
  /** How many of its items are of each workstream, and how many are offered to somebody already. */
  readonly tally: { readonly workstreams: Map<string, number>; asked: number };
  /** In the documented order; `delay`, `named_agent`, `asker`, `back_off`, `asked` and `kept_free` are added where they are known. */
  readonly before: readonly Condition[];
  readonly after: readonly Condition[];
  /** Those that move from one decision to the next: `full`, then back-offs, who was asked already and who is kept free, where there are any. */
  readonly moving: readonly (readonly Condition[])[];
  /** Beside those who serve the queue: whom escalation lets in. */
  readonly admitted: readonly Bits[];
  /** By how often it has been widened, from not at all on: who could have it then. */
  readonly pools: readonly Pool[];
  /** The handicap of whoever does not serve the queue: that of the last of those who do, so that these come first. */
  readonly admittedHandicapMs: number;
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
    stepsOf(item),
    item.requirements.skills,
    item.widenings,
    item.requirements.groups,
    item.requirements.attributes,
    item.requirements.agent,
    pick,
    listed,
    reserveAfterMs,
    preferred,
  ]);
}

function count({ tally }: ItemClass, { workstream, state }: Item, change: 1 | -1): void {
  const { workstreams } = tally;
  if (state === 'offered') tally.asked += change;
  const left = (workstreams.get(workstream) ?? 0) + change;
  if (left > 0) workstreams.set(workstream, left);
  else workstreams.delete(workstream);
}

/** All waiting items by class, and the classes of each queue that have any, by the urgency of their oldest. */
export class Shelf {
  readonly classes = new Map<string, ItemClass>();
  readonly byQueue = new Map<string, SortedList<ItemClass>>();
  /** Classes that agents may have whose profiles do not serve the queue. */
  readonly widened = new Set<ItemClass>();
  /** By item, the name of its class: a class may be made anew, and its items stay where they are. */
  private readonly home: Map<string, string>;
  private readonly order: Order;

  constructor(order: Order, home = new Map<string, string>()) {
    this.order = order;
    this.home = home;
  }

  classOf(itemId: string): ItemClass | undefined {
    return this.classes.get(this.home.get(itemId) ?? '');
  }

  /** An empty one to which classes come back with the items that they had: it takes the place of this one. */
  renewed(): Shelf {
    return new Shelf(this.order, this.home);
  }

  /** The same lists of items in classes that are made anew. They are shared, so nothing may be added to it or taken from it. */
  remade(remake: (found: ItemClass) => ItemClass): Shelf {
    const shelf = this.renewed();
    for (const siblings of this.byQueue.values()) for (const found of siblings) shelf.put(remake(found));
    return shelf;
  }

  add(item: Item, way: Way, make: (name: string) => ItemClass): ItemClass {
    const name = className(item, way);
    const found = this.classes.get(name) ?? make(name);
    const siblings = this.siblingsOf(found);
    const first = found.items.first();
    count(found, item, 1);
    const leads = first === undefined || this.order.age(item, first, found) < 0;
    if (leads && first !== undefined) siblings.delete(found);
    found.items.add(item);
    if (leads) siblings.add(found);
    this.classes.set(name, found);
    if (found.admitted.length > 0) this.widened.add(found);
    this.home.set(item.id, name);
    return found;
  }

  /** A class that is not on the shelf yet, with the items that it was made with; `moved` are those that were elsewhere. */
  put(found: ItemClass, moved: readonly Item[] = []): void {
    this.siblingsOf(found).add(found);
    this.classes.set(found.name, found);
    if (found.admitted.length > 0) this.widened.add(found);
    for (const item of moved) {
      count(found, item, 1);
      this.home.set(item.id, found.name);
    }
  }

  /** Items that are on no shelf until they are put somewhere again. */
  forget(items: Iterable<Item>): void {
    for (const { id } of items) this.home.delete(id);
  }

  /** Must run while the item still has the age it was added with. An empty class is dropped. */
  remove(item: Item): ItemClass | undefined {
    const found = this.classOf(item.id);
    if (found === undefined) return undefined;
    count(found, item, -1);
    const siblings = this.siblingsOf(found);
    const led = found.items.first() === item;
    if (led) siblings.delete(found);
    found.items.delete(item);
    if (found.items.size === 0) {
      this.classes.delete(found.name);
      this.widened.delete(found);
    } else if (led) siblings.add(found);
    this.home.delete(item.id);
    return found;
  }

  private siblingsOf({ queue }: ItemClass): SortedList<ItemClass> {
    const siblings = this.byQueue.get(queue) ?? new SortedList(this.order.classes);
    this.byQueue.set(queue, siblings);
    return siblings;
  }
}
