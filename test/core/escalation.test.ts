import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../core/configuration/compiled.ts';
import type { Item } from '../../core/item.ts';
import { Bench, configuration, queue } from './fixtures.ts';

const GRACE = 30_000;

/** Two queues with a ladder of two steps each; nobody works. */
const ladders: Partial<Configuration> = {
  escalations: {
    short: [10_000, 20_000].map((afterMs) => ({ afterMs, raisePriority: 1, relax: false })),
    long: [50_000, 200_000].map((afterMs) => ({ afterMs, raisePriority: 2, relax: false })),
  },
  queues: { regular: queue({ escalation: 'short' }), second: queue({ escalation: 'long' }) },
};

/** Two steps in its first queue, and moved at once after the second. */
function moved(): { bench: Bench; row: () => Item } {
  const bench = new Bench(configuration(ladders));
  const item = bench.item();
  bench.wait(20_000 + GRACE);
  bench.do({ verb: 'transfer', item, queue: 'second', agent: null });
  return { bench, row: () => bench.world.items.get(item)! };
}

describe('an item that moves to another queue', () => {
  it('begins the ladder of that queue, with its age, and counts all steps that acted', () => {
    const { bench, row } = moved();
    expect(row()).toMatchObject({ escalationStep: 3, raised: 2, nextEscalationAt: row().enqueuedAt! + 200_000 });
    bench.wait(150_000 + GRACE);
    expect(row()).toMatchObject({ escalationStep: 4, raised: 4, nextEscalationAt: null });
    const steps = bench.world.log.events.filter((event) => event.type === 'item.escalated');
    expect(steps.map((event) => event.details.step)).toEqual([1, 2, 3, 4]);
  });

  it('takes no step for a timer of the ladder that it left', () => {
    const { bench, row } = moved();
    const { id, rev } = row();
    for (const step of [0, 1, 2]) bench.do({ verb: 'escalate', item: id, step }, { kind: 'temporal', identity: 'w' });
    expect(row()).toMatchObject({ rev, escalationStep: 3 });
  });
});
