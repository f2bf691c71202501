import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Calendar, WEEKDAYS } from '../../core/calendar/calendar.ts';
import { aheadOf } from '../../core/explain/item.ts';
import type { Item } from '../../core/item.ts';
import { agedKey } from '../../core/order.ts';
import { queueViews } from '../../core/state-of-queues.ts';
import { Bench, configuration, profile, queue, START } from './fixtures.ts';

const MINUTE = 60_000;
/** The run begins 6 min 40 s into a window. */
const WITHIN = { newestFirstWithinMs: 20 * MINUTE };
const ONE = { desk: profile({ capacity: 1 }) };

function leads(minutes: readonly number[], settings = configuration({ queues: { regular: queue(WITHIN) } })) {
  const bench = new Bench(settings);
  const items = minutes.map((at) => {
    bench.now = START + at * MINUTE;
    return bench.item();
  });
  return { bench, items };
}

/** In the order in which one agent gets them, as places in the list. */
function served({ bench, items }: ReturnType<typeof leads>): number[] {
  const order: number[] = [];
  while (bench.world.items.size > 0) {
    const offered = [...bench.world.items.values()].find((item) => item.state === 'offered')!;
    order.push(items.indexOf(offered.id));
    bench.accept(offered.id);
    bench.complete(offered.id);
  }
  return order;
}

describe('a queue in which the newest come first', () => {
  it('gives the newest of a window first, and older windows before newer ones', () => {
    const settings = configuration({ queues: { regular: queue(WITHIN) }, profiles: ONE });
    const at = leads([0, 5, 10, 15, 20], settings);
    at.bench.agent('anna');
    expect(served(at)).toEqual([2, 1, 0, 4, 3]);
  });

  it('lets nothing stand further from its age than a window', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1000, max: 1e9 }), (at, newestFirstWithinMs) => {
        const key = agedKey(at, { newestFirstWithinMs });
        expect(Math.abs(key - at)).toBeLessThan(newestFirstWithinMs);
        expect(agedKey(key, { newestFirstWithinMs })).toBe(at);
      }),
    );
  });

  it('still puts what is more urgent first', () => {
    const settings = configuration({ queues: { regular: queue(WITHIN) }, profiles: ONE });
    const bench = new Bench(settings);
    const urgent = bench.item({ priority: 9 });
    bench.wait(MINUTE);
    bench.item();
    bench.agent('anna');
    expect(bench.state(urgent)).toBe('offered');
  });

  it('lets an agent who helps later have the older one, which has waited long enough', () => {
    const late = { desk: profile({ queues: { regular: { rank: 1, afterMs: 4 * MINUTE } } }) };
    const settings = configuration({ queues: { regular: queue(WITHIN) }, profiles: late });
    const { bench, items } = leads([0, 5], settings);
    bench.agent('anna');
    expect(items.map((item) => bench.state(item))).toEqual(['offered', 'waiting']);
  });

  it('gives the older to an agent of a better rank who helps later, before the newer to one of a worse rank', () => {
    const ranked = (rank: number, afterMs: number) =>
      profile({ queues: { regular: { rank, afterMs } }, rankHandicapMs: 60 * MINUTE });
    const profiles = { desk: ranked(2, 0), late: ranked(1, 4 * MINUTE) };
    const day = [{ from: 9 * 60 + 53, to: 18 * 60 }];
    const weekly = Object.fromEntries(WEEKDAYS.map((name) => [name, day])) as unknown as Calendar['weekly'];
    const opening = { timeZone: 'UTC', weekly, exceptions: {}, isHoliday: () => false };
    const regular = queue({ ...WITHIN, hours: 'opening' });
    const settings = configuration({ calendars: { opening }, queues: { regular }, profiles });
    const { bench, items } = leads([0, 5], settings);
    bench.agent('anna');
    bench.agent('bo', { profile: 'late' });
    // The class alone is looked at when its queue opens, not each agent.
    bench.wait(80_000);
    const [first] = bench.world.log.events.filter((event) => event.type === 'offer.made');
    expect([first?.item, first?.agent]).toEqual([items[0], 'bo']);
  });

  it('says how many are ahead, and how long the oldest waits', () => {
    const at = leads([0, 5, 10, 15]);
    const { world } = at.bench;
    const ahead = at.items.map((id) => {
      const item: Item = world.items.get(id)!;
      return aheadOf(world, { found: world.shelf.classOf(id)!, item });
    });
    expect(ahead).toEqual([2, 1, 0, 3]);
    expect(queueViews(world, at.bench.now)[0]?.longestWaitMs).toBe(15 * MINUTE);
  });
});
