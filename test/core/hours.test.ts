import { describe, expect, it } from 'vitest';
import { explainWaiting } from '../../core/explain/item.ts';
import { canonical } from '../../core/rebuild.ts';
import { Bench, configuration, hours, profile, queue, START, workstream } from './fixtures.ts';

const HOUR = 3_600_000;
const reasons = (bench: Bench, item: string) =>
  explainWaiting(bench.world, bench.world.items.get(item)!)!.ruledOut.map(({ reason, of, count }) => [
    reason,
    of,
    count,
  ]);

describe('a queue with hours', () => {
  const closed = () => {
    const bench = new Bench(
      configuration({ calendars: { office: hours(1, 3) }, queues: { regular: queue({ hours: 'office' }) } }),
    );
    bench.agent('anna');
    return bench;
  };

  it('gives nothing out while it is closed, and says so', () => {
    const bench = closed();
    const item = bench.item();
    expect(bench.state(item)).toBe('waiting');
    expect(reasons(bench, item)).toEqual([['hours', 'queue', 1]]);
  });

  it('gives out what waits at the instant it opens, and stops at the instant it closes', () => {
    const bench = closed();
    const early = bench.item();
    bench.wait(HOUR - (START % 60_000) - 1);
    expect(bench.state(early)).toBe('waiting');
    bench.wait(1);
    expect(bench.state(early)).toBe('offered');
    bench.accept(early);
    bench.wait(2 * HOUR);
    expect(bench.state(bench.item())).toBe('waiting');
    expect(bench.state(early)).toBe('assigned');
  });

  it('offers nobody at that instant what is picked from the list', () => {
    const may = { ...profile().may, pick: ['chat'] };
    const bench = new Bench(
      configuration({
        calendars: { office: hours(1, 3) },
        workstreams: { chat: workstream({ mode: 'pick' }) },
        queues: { regular: queue({ hours: 'office' }) },
        profiles: { desk: profile({ may }) },
      }),
    );
    bench.agent('anna');
    const item = bench.item();
    bench.wait(HOUR);
    expect(bench.state(item)).toBe('waiting');
  });

  it('is rebuilt from rows as it was', () => {
    const bench = closed();
    bench.item();
    bench.wait(HOUR);
    expect(canonical(bench.rebuilt())).toBe(canonical(bench.world));
  });

  it('keeps nobody free for a big item that cannot be offered before it opens again', () => {
    const bench = new Bench(
      configuration({
        calendars: { office: hours(-1, 1) },
        queues: { regular: queue({ hours: 'office' }), other: queue() },
        workstreams: { chat: workstream({ cost: 2, fallback: 'other' }), big: workstream({ cost: 10 }) },
        profiles: { desk: profile({ queues: { regular: { rank: 1, afterMs: 0 }, other: { rank: 1, afterMs: 0 } } }) },
      }),
    );
    bench.agent('anna');
    const small = bench.item();
    bench.accept(small);
    bench.item({ workstream: 'big' });
    bench.wait(31_000);
    expect(bench.world.agents.get('anna')!.keptFor).not.toBeNull();
    const other = bench.item();
    expect(bench.state(other)).toBe('waiting');
    bench.wait(HOUR);
    expect(bench.world.agents.get('anna')!.keptFor).toBeNull();
    expect(bench.state(other)).toBe('offered');
  });
});

describe('a shift', () => {
  it('that ends lets go who was kept free, and somebody else is kept instead', () => {
    const bench = new Bench(
      configuration({
        calendars: { late: hours(-1, 1) },
        workstreams: { chat: workstream(), big: workstream({ cost: 3, reserveAfterMs: 10_000 }) },
        profiles: { desk: profile({ capacity: 3, shift: 'late' }), day: profile({ capacity: 3 }) },
      }),
    );
    bench.agent('anna', { profile: 'day' });
    bench.agent('bo');
    // Three for Anna, who is full then, and one for Bo.
    for (const small of [bench.item(), bench.item(), bench.item(), bench.item()]) bench.accept(small);
    const big = bench.item({ workstream: 'big' });
    bench.wait(10_000);
    expect(bench.world.keptBy.get(big)).toBe('bo');
    bench.wait(HOUR);
    expect(bench.world.keptBy.get(big)).toBe('anna');
  });

  const onShift = () => {
    const bench = new Bench(
      configuration({
        calendars: { late: hours(1, 3) },
        profiles: { desk: profile({ shift: 'late' }), day: profile() },
      }),
    );
    bench.agent('anna');
    return bench;
  };

  it('keeps its agents from new work outside it, and says so', () => {
    const bench = onShift();
    const item = bench.item();
    expect(bench.state(item)).toBe('waiting');
    expect(reasons(bench, item)).toEqual([['hours', 'shift', 1]]);
  });

  it('lets others work meanwhile', () => {
    const bench = onShift();
    bench.agent('bo', { profile: 'day' });
    expect(bench.holder(bench.item())).toBe('bo');
  });

  it('brings work as it begins, and leaves work in hand as it ends', () => {
    const bench = onShift();
    const item = bench.item();
    bench.wait(HOUR);
    expect(bench.holder(item)).toBe('anna');
    bench.accept(item);
    bench.wait(2 * HOUR);
    expect(bench.state(item)).toBe('assigned');
    expect(bench.state(bench.item())).toBe('waiting');
  });

  it('counts for an agent who joins its profile while it is on', () => {
    const bench = onShift();
    bench.agent('bo', { profile: 'day' });
    bench.wait(HOUR);
    bench.agent('bo', { profile: 'desk', capacity: 1 });
    bench.agent('anna', { capacity: 1 });
    expect([bench.holder(bench.item()), bench.holder(bench.item())].sort()).toEqual(['anna', 'bo']);
  });
});
