import { Bits } from '../core/matching/bits.ts';
import { ORDER, type Order } from '../core/order.ts';
import { fullDesk } from './desk.ts';

/** What one match did: the offers it made, comparisons of two rows by kind, and operations on whole sets of agents. */
export interface Counts {
  offers: number;
  age: number;
  wakeUps: number;
  classes: number;
  pairs: number;
  sets: number;
}

const NONE: Counts = { offers: 0, age: 0, wakeUps: 0, classes: 0, pairs: 0, sets: 0 };
const SET_OPERATIONS = ['copyFrom', 'and', 'or', 'without', 'meets', 'count', 'isEmpty'] as const;

/** The order in force, each comparison counted. */
function counting(counts: Counts): Order {
  const counted =
    <A extends unknown[]>(kind: Exclude<keyof Order, 'ofAge'>, compare: (...of: A) => number) =>
    (...of: A): number => {
      counts[kind] += 1;
      return compare(...of);
    };
  return {
    age: counted('age', ORDER.age),
    wakeUps: counted('wakeUps', ORDER.wakeUps),
    classes: counted('classes', ORDER.classes),
    pairs: counted('pairs', ORDER.pairs),
    // Asked only while a publish classifies again what waits.
    ofAge: ORDER.ofAge,
  };
}

/** Counts what is done to sets while `work` runs: the class is the same as in production before and after. */
function countingSets(counts: Counts, work: () => void): void {
  const methods = Bits.prototype as unknown as Record<string, (this: Bits, ...args: unknown[]) => unknown>;
  const kept = SET_OPERATIONS.map((name) => [name, methods[name]!] as const);
  for (const [name, method] of kept) {
    methods[name] = function (...args) {
      counts.sets += 1;
      return method.apply(this, args);
    };
  }
  try {
    work();
  } finally {
    for (const [name, method] of kept) methods[name] = method;
  }
}

/** `after`: milliseconds since the first item came; the clock then stands, so that desks of any size decide the same. */
export interface Setting {
  readonly kinds: number;
  readonly after: number;
  readonly rounds: number;
  readonly overflow?: boolean;
}

/**
 * On a full desk, round by round: the match after one item was completed, explanations and events included; and one more item that
 * comes in and finds nobody.
 */
export function countDecisions(waiting: number, setting: Setting): { decisions: Counts[]; arrivals: Counts[] } {
  const counts = { ...NONE };
  const desk = fullDesk(waiting, { ...setting, order: counting(counts) });
  const counted = (work: () => void): Counts => {
    Object.assign(counts, NONE);
    countingSets(counts, work);
    return { ...counts, offers: desk.world.offers.size };
  };
  desk.waitUntil(setting.after);
  desk.match();
  desk.acceptAll();
  const found = { decisions: [] as Counts[], arrivals: [] as Counts[] };
  for (let round = 0; round < setting.rounds; round += 1) {
    desk.completeOne();
    found.decisions.push(counted(() => desk.match()));
    desk.acceptAll();
    found.arrivals.push(
      counted(() => {
        desk.create();
        desk.match();
      }),
    );
    desk.acceptAll();
    desk.forget();
  }
  return found;
}

/** A publish on a full desk that changes nothing for what waits, with the match after it. */
export function countPublish(waiting: number, { reclassify }: { reclassify: boolean }): Counts {
  const counts = { ...NONE };
  const desk = fullDesk(waiting, { order: counting(counts) });
  Object.assign(counts, NONE);
  countingSets(counts, () => {
    desk.publish(reclassify);
    desk.match();
  });
  return { ...counts, offers: desk.world.offers.size };
}
