import type { Agent } from '../core/agent.ts';
import { classify } from '../core/classify/classify.ts';
import type { Scene } from '../core/classify/intake.ts';
import type { Configuration } from '../core/configuration/compiled.ts';
import type { Item } from '../core/item.ts';
import { type Sentence, say } from '../core/phrases/say.ts';
import { ClosedQueues } from './closed-queues.ts';
import { opennessAt } from './openness.ts';
import { missingFor, type TakenIn, takenInAt } from './past-item.ts';
import { compareStaff, type OtherStaff, Staff } from './staff.ts';
import { workstreamBy } from './workstream.ts';

/** How many items had one field otherwise, with the first of them. */
export interface Changed<T> {
  readonly count: number;
  readonly examples: readonly { readonly item: string; readonly before: T; readonly after: T }[];
}

export interface Simulated {
  readonly items: number;
  /** Items of which anything would be otherwise. */
  readonly changed: number;
  readonly workstream: Changed<string>;
  readonly queue: Changed<string | null>;
  readonly priority: Changed<number>;
  readonly cost: Changed<number>;
  readonly requirements: Changed<Item['requirements']>;
  /** What becomes at once of what comes to a closed queue, in the words of the document; `null`: it waits there, or it is open. */
  readonly overflow: Changed<string | null>;
  /** Items that other agents could ever take, of those who are there today; `nobody`: those of them that no agent could any longer. */
  readonly eligible: { readonly count: number; readonly nobody: number; readonly examples: readonly OtherStaff[] };
  /** Items that would be refused, or for which no rule leads to a queue. */
  readonly unplaced: {
    readonly count: number;
    readonly examples: readonly { readonly item: string; readonly reason: Sentence }[];
  };
}

const MOST_EXAMPLES = 20;
const NO_QUEUE = say('simulation.no_queue', {});

export interface Between {
  /** What is in force. */
  readonly before: Configuration;
  readonly after: Configuration;
}

/** In the order in which they are told. */
export const FIELDS = ['workstream', 'queue', 'priority', 'cost', 'requirements', 'overflow'] as const;

type Scenes = Readonly<Record<'before' | 'after', Scene>>;

/**
 * Takes past items in by two configurations, each at the instant at which it came, and counts what differs. Both work from what was sent
 * and asked for. Slices may be of any size, in any order.
 */
export class Simulation {
  private readonly between: Between;
  private readonly agents = new Set<string>();
  private readonly staff: Readonly<Record<'before' | 'after', Staff>>;
  private readonly closed: Readonly<Record<'before' | 'after', ClosedQueues>>;
  private items = 0;
  private changed = 0;
  private readonly fields = {
    workstream: tally<string>(),
    queue: tally<string | null>(),
    priority: tally<number>(),
    cost: tally<number>(),
    requirements: tally<Item['requirements']>(),
    overflow: tally<string | null>(),
  };
  private readonly eligible = { count: 0, nobody: 0, examples: [] as OtherStaff[] };
  private readonly unplaced = { count: 0, examples: [] as { item: string; reason: Sentence }[] };

  constructor(between: Between) {
    this.between = between;
    this.staff = { before: new Staff(between.before), after: new Staff(between.after) };
    this.closed = { before: new ClosedQueues(between.before), after: new ClosedQueues(between.after) };
  }

  /** Today's agents, slice by slice, before the items. */
  admit(slice: readonly Agent[]): void {
    for (const agent of slice) {
      this.agents.add(agent.id);
      this.staff.before.admit(agent);
      this.staff.after.admit(agent);
    }
  }

  add(slice: readonly Item[]): void {
    const { before, after } = this.between;
    const instants = slice.map(takenInAt);
    const isAgent = (id: string): boolean => this.agents.has(id);
    const open = { before: opennessAt(before, instants), after: opennessAt(after, instants) };
    for (const item of slice) {
      const now = takenInAt(item);
      this.compare(item, {
        before: { configuration: before, now, isAgent, isOpen: (name) => open.before(name, now) },
        after: { configuration: after, now, isAgent, isOpen: (name) => open.after(name, now) },
      });
    }
  }

  result(): Simulated {
    const { items, changed, fields, eligible, unplaced } = this;
    return { items, changed, ...fields, eligible, unplaced };
  }

  private compare(item: Item, scenes: Scenes): void {
    this.items += 1;
    const workstream = workstreamBy(item, scenes);
    if (typeof workstream !== 'string') {
      this.unplace(item, workstream.reason);
      return;
    }
    const chosen = { ...item, workstream };
    const missing = missingFor(chosen, scenes.after.configuration);
    if (missing !== null) this.unplace(item, missing);
    else this.compareTakenIn(item, chosen, scenes);
  }

  private compareTakenIn(item: Item, chosen: Item, { before, after }: Scenes): void {
    const was = missingFor(item, before.configuration) === null ? takenIn(item, before) : item;
    const would = takenIn(chosen, after);
    const { fields } = this;
    const differs = [
      note(fields.workstream, item, [item.workstream, chosen.workstream]),
      note(fields.queue, item, [was.queue, would.queue]),
      note(fields.priority, item, [was.priority, would.priority]),
      note(fields.cost, item, [was.cost, would.cost]),
      note(fields.requirements, item, [was.requirements, would.requirements]),
      note(fields.overflow, item, [
        turnedAway(this.closed.before, { ...item, ...was }, before),
        turnedAway(this.closed.after, { ...chosen, ...would }, after),
      ]),
    ];
    if (would.queue === null) this.unplace(item, NO_QUEUE);
    else differs.push(this.noteStaff(item, { was, chosen: { ...chosen, ...would } }));
    if (differs.includes(true)) this.changed += 1;
  }

  /** Whether others than before could ever take it. */
  private noteStaff(item: Item, { was, chosen }: { was: TakenIn; chosen: Item }): boolean {
    const { before, after } = this.staff;
    const sets = { before: before.eligibleFor(item, was), after: after.eligibleFor(chosen, chosen) };
    const other = compareStaff(item, after, sets);
    if (other === null) return false;
    this.eligible.count += 1;
    if (other.after === 0) this.eligible.nobody += 1;
    if (this.eligible.examples.length < MOST_EXAMPLES) this.eligible.examples.push(other);
    return true;
  }

  private unplace({ id }: Item, reason: Sentence): void {
    this.unplaced.count += 1;
    if (this.unplaced.examples.length < MOST_EXAMPLES) this.unplaced.examples.push({ item: id, reason });
  }
}

function takenIn({ payload, ...item }: Item, scene: Scene): TakenIn {
  const { queue, priority, cost, requirements } = classify({ ...item, ...payload }, scene);
  return { queue, priority, cost, requirements };
}

/** Nothing, where no rule leads to a queue, or the configuration does not know it. */
function turnedAway(closed: ClosedQueues, item: Item, scene: Scene): string | null {
  const { queues, workstreams } = scene.configuration;
  const known = Object.hasOwn(queues, item.queue ?? '') && Object.hasOwn(workstreams, item.workstream);
  return known ? closed.turnedAway(item, scene) : null;
}

interface Tally<T> {
  count: number;
  readonly examples: { item: string; before: T; after: T }[];
}
const tally = <T>(): Tally<T> => ({ count: 0, examples: [] });

/** Whether it differs. */
function note<T>(into: Tally<T>, { id }: Item, [before, after]: readonly [T, T]): boolean {
  if (sortedText(before) === sortedText(after)) return false;
  into.count += 1;
  if (into.examples.length < MOST_EXAMPLES) into.examples.push({ item: id, before, after });
  return true;
}

const sortedText = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
