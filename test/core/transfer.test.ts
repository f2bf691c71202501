import { describe, expect, it } from 'vitest';
import { agentKey, Bench, configuration, profile, queue } from './fixtures.ts';

const BACK_OFF = 60_000;

/** Anna serves both queues and may transfer to either. */
function desk(): { bench: Bench; item: string } {
  const may = { decline: true, pause: true, pick: [], transferTo: ['regular', 'second'] };
  const queues = { regular: { rank: 1, afterMs: 0 }, second: { rank: 1, afterMs: 0 } };
  const bench = new Bench(
    configuration({
      queues: { regular: queue(), second: queue() },
      profiles: { desk: profile({ may, queues }) },
    }),
  );
  bench.agent('anna');
  const item = bench.item();
  bench.accept(item);
  return { bench, item };
}

describe('an item that its agent gives away', () => {
  it.each(['regular', 'second'])('to queue %s comes back to her only after a back-off', (to) => {
    const { bench, item } = desk();
    bench.do({ verb: 'transfer', item, queue: to, agent: null }, agentKey('anna'));
    expect([bench.state(item), bench.holder(item)]).toEqual(['waiting', null]);
    bench.wait(BACK_OFF);
    expect(bench.holder(item)).toBe('anna');
  });

  it('goes to somebody else at once', () => {
    const { bench, item } = desk();
    bench.agent('bo');
    bench.do({ verb: 'transfer', item, queue: 'second', agent: null }, agentKey('anna'));
    expect(bench.holder(item)).toBe('bo');
  });

  it('is not given to who has it', () => {
    const { bench, item } = desk();
    const outcome = bench.do({ verb: 'transfer', item, queue: null, agent: 'anna' });
    expect(outcome).toMatchObject({ kind: 'refused', code: 'conflict' });
    expect(bench.state(item)).toBe('assigned');
  });

  it('may come back to her in another queue when she is named', () => {
    const { bench, item } = desk();
    bench.do({ verb: 'transfer', item, queue: 'second', agent: 'anna' });
    expect(bench.holder(item)).toBe('anna');
  });
});
