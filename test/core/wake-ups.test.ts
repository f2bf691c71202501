import { describe, expect, it } from 'vitest';
import { Heap } from '../../core/matching/heap.ts';
import { ORDER } from '../../core/order.ts';
import { WakeUps } from '../../core/wake-ups.ts';
import { dice } from '../support/dice.ts';
import { Bench, configuration, workstream } from './fixtures.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

describe('wake-ups', () => {
  it('wake an item once for the nearest of its deadlines, however often it was told of them', () => {
    const wakeUps = new WakeUps(ORDER);
    for (const at of [500, 300, 300, 400, 100]) wakeUps.sweepAt('a', at);
    wakeUps.sweepAt('b', 200);
    expect(wakeUps.due(99)).toBeUndefined();
    expect(wakeUps.due(1_000)).toMatchObject({ id: 'a', at: 100 });
    expect(wakeUps.due(1_000)).toMatchObject({ id: 'b', at: 200 });
    expect(wakeUps.due(1_000)).toBeUndefined();
    expect(wakeUps.size).toBe(0);
  });

  it('wake an item again that is told of a later deadline after it woke', () => {
    const wakeUps = new WakeUps(ORDER);
    wakeUps.sweepAt('a', 300);
    wakeUps.sweepAt('a', 100);
    expect(wakeUps.due(100)).toMatchObject({ at: 100 });
    wakeUps.sweepAt('a', 300);
    expect(wakeUps.due(300)).toMatchObject({ at: 300 });
    expect(wakeUps.due(300)).toBeUndefined();
  });

  it('are no more for what has ended than for what is open', () => {
    const bench = new Bench(
      configuration({
        workstreams: { chat: workstream({ offerTimeoutMs: 15 * MINUTE, timeToLiveMs: DAY, reserveAfterMs: DAY }) },
      }),
    );
    bench.agent('anna');
    for (let life = 0; life < 3_000; life += 1) {
      const item = bench.item();
      bench.accept(item);
      bench.complete(item);
    }
    expect(bench.world.wakeUps.size).toBeLessThan(2_500);
  });

  it('are one for an item that was offered again and again', () => {
    const bench = new Bench(
      configuration({ workstreams: { chat: workstream({ offerTimeoutMs: DAY, reserveAfterMs: 1 }) } }),
    );
    bench.agent('anna');
    const item = bench.item();
    const before = bench.world.wakeUps.size;
    for (let round = 0; round < 100; round += 1) {
      bench.do({ verb: 'decline', offer: bench.offer(item), reason: null, retryAfterMs: 1_000 });
      bench.wait(1_000);
    }
    expect(bench.state(item)).toBe('offered');
    expect(bench.world.wakeUps.size).toBeLessThanOrEqual(before + 1);
  });
});

it('a heap of which some are taken out has the others in order', () => {
  const roll = dice(7);
  const values = Array.from({ length: 500 }, () => Math.floor(roll() * 1_000));
  const heap = new Heap<number>((a, b) => a - b);
  for (const value of values) heap.push(value);
  heap.keep((value) => value % 3 > 0);
  const left = values.filter((value) => value % 3 > 0).sort((a, b) => a - b);
  expect(left.map(() => heap.pop())).toEqual(left);
  expect(heap.size).toBe(0);
});
