import { classify } from '../core/classify/classify.ts';
import type { Configuration } from '../core/configuration/compiled.ts';
import type { Item } from '../core/item.ts';
import { type Sentence, say } from '../core/phrases/say.ts';
import { opennessAt } from './openness.ts';
import { missingFor, type TakenIn, takenInAt } from './past-item.ts';

/** How many items had one field otherwise, with the first of them. */
export interface Changed<T> {
  readonly count: number;
  readonly examples: readonly { readonly item: string; readonly before: T; readonly after: T }[];
}

export interface Simulated {
  readonly items: number;
  /** Items of which anything would be otherwise. */
  readonly changed: number;
  readonly queue: Changed<string | null>;
  readonly priority: Changed<number>;
  readonly cost: Changed<number>;
  readonly requirements: Changed<Item['requirements']>;
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
  readonly isAgent: (id: string) => boolean;
}

type Openness = Readonly<Record<'before' | 'after', ReturnType<typeof opennessAt>>>;

/**
 * Takes past items in by two configurations, each at the instant at which it came, and counts what differs. Both work from what was sent
 * and asked for; the workstream that it came in by is kept. Slices may be of any size, in any order.
 */
export class Simulation {
  private readonly between: Between;
  private items = 0;
  private changed = 0;
  private readonly fields = {
    queue: tally<string | null>(),
    priority: tally<number>(),
    cost: tally<number>(),
    requirements: tally<Item['requirements']>(),
  };
  private readonly unplaced = { count: 0, examples: [] as { item: string; reason: Sentence }[] };

  constructor(between: Between) {
    this.between = between;
  }

  add(slice: readonly Item[]): void {
    const instants = slice.map(takenInAt);
    const open = { before: opennessAt(this.between.before, instants), after: opennessAt(this.between.after, instants) };
    for (const item of slice) this.compare(item, open);
  }

  result(): Simulated {
    const { items, changed, unplaced } = this;
    return { items, changed, ...this.fields, unplaced };
  }

  private compare(item: Item, open: Openness): void {
    const { after } = this.between;
    this.items += 1;
    const missing = missingFor(item, after);
    if (missing !== null) this.unplace(item, missing);
    else this.compareTakenIn(item, open);
  }

  private compareTakenIn(item: Item, open: Openness): void {
    const { before, after, isAgent } = this.between;
    const was =
      missingFor(item, before) === null ? takenIn(item, { configuration: before, open: open.before, isAgent }) : item;
    const would = takenIn(item, { configuration: after, open: open.after, isAgent });
    const differs = [
      note(this.fields.queue, item, [was.queue, would.queue]),
      note(this.fields.priority, item, [was.priority, would.priority]),
      note(this.fields.cost, item, [was.cost, would.cost]),
      note(this.fields.requirements, item, [was.requirements, would.requirements]),
    ];
    if (differs.includes(true)) this.changed += 1;
    if (would.queue === null) this.unplace(item, NO_QUEUE);
  }

  private unplace({ id }: Item, reason: Sentence): void {
    this.unplaced.count += 1;
    if (this.unplaced.examples.length < MOST_EXAMPLES) this.unplaced.examples.push({ item: id, reason });
  }
}

function takenIn(
  { payload, ...item }: Item,
  by: { configuration: Configuration; open: (name: string, at: number) => boolean; isAgent: (id: string) => boolean },
): TakenIn {
  const now = takenInAt({ payload, ...item });
  const scene = { ...by, now, isOpen: (name: string) => by.open(name, now) };
  return classify({ ...item, ...payload }, scene);
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
