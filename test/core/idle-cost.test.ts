import { beforeAll, describe, expect, it } from 'vitest';
import { ORDER } from '../../core/order.ts';
import { takeChanges } from '../../core/world.ts';
import { agentKey, Bench } from './fixtures.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const EACH = 10_000;
const READS = ['get', 'has', 'keys', 'values', 'entries', 'forEach', Symbol.iterator] as const;

/** How often an item was looked at, and two wake-ups were compared. */
const looks = { items: 0, wakeUps: 0 };

/** Ten thousand items for later and as many paused ones: one of each in every second of some hours, three months ahead. */
function months(): Bench {
  const bench = new Bench();
  bench.agent('anna');
  for (let nth = 0; nth < EACH; nth += 1) {
    const later = bench.now + 90 * DAY + nth * 1_000;
    bench.item({ notBefore: later });
    const item = bench.item();
    bench.accept(item);
    bench.do({ verb: 'pause', item, until: later, forCustomer: false, reason: null }, agentKey('anna'));
  }
  return bench;
}

/** Counts each look at an item, whoever looks, and each comparison of two wake-ups. */
function countLooks({ world }: Bench): void {
  const items = world.items as unknown as Record<string | symbol, (...args: unknown[]) => unknown>;
  for (const name of READS) {
    const read = items[name]!;
    items[name] = (...args) => {
      looks.items += 1;
      return read.apply(world.items, args);
    };
  }
  (world.wakeUps as unknown as { compare: typeof ORDER.wakeUps }).compare = (a, b) => {
    looks.wakeUps += 1;
    return ORDER.wakeUps(a, b);
  };
}

describe('10,000 items for later and 10,000 paused ones, months ahead', () => {
  let bench: Bench;
  beforeAll(() => {
    bench = months();
    // What the offers left behind is over within the first hour.
    bench.wait(HOUR);
    takeChanges(bench.world);
    countLooks(bench);
  });

  const states = () => {
    const found: Record<string, number> = {};
    for (const { state } of [...bench.world.items.values()]) found[state] = (found[state] ?? 0) + 1;
    return found;
  };

  it('cost no event, no row, no look at an item and no comparison in 60 days of hours', () => {
    const before = { seq: bench.world.seq, wakeUps: bench.world.wakeUps.size };
    for (let hour = 0; hour < 60 * 24; hour += 1) bench.wait(HOUR);
    expect(looks).toEqual({ items: 0, wakeUps: 0 });
    expect(bench.world.seq).toBe(before.seq);
    expect(bench.world.wakeUps.size).toBe(before.wakeUps);
    const changes = takeChanges(bench.world);
    expect(Object.entries(changes).filter(([, rows]) => rows.length > 0)).toEqual([]);
    expect(states()).toEqual({ scheduled: EACH, paused: EACH });
  });

  it('are all there when their time comes', () => {
    looks.items = 0;
    bench.wait(30 * DAY + EACH * 1_000);
    expect(looks.items).toBeGreaterThanOrEqual(2 * EACH);
    const { scheduled, paused } = { scheduled: 0, paused: 0, ...states() };
    expect({ scheduled, paused }).toEqual({ scheduled: 0, paused: 0 });
    expect(bench.events('item.admitted')).toHaveLength(EACH);
    expect(bench.events('item.resumed')).toHaveLength(EACH);
  });
});
