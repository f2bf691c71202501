import { describe, expect, it } from 'vitest';
import type { Configuration, EscalationStep } from '../../core/configuration/compiled.ts';
import type { Item } from '../../core/item.ts';
import { Bench, configuration, profile, queue, skill, step, workstream } from './fixtures.ts';

const GRACE = 30_000;

/** Two queues with a ladder of two steps each; nobody works. */
const ladders: Partial<Configuration> = {
  escalations: {
    short: [10_000, 20_000].map((afterMs) => step(afterMs, { raisePriority: 1 })),
    long: [50_000, 200_000].map((afterMs) => step(afterMs, { raisePriority: 2 })),
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

/** A desk that serves `regular`, a night crew that serves nothing there, and a second queue with people of its own. */
function desk(steps: readonly EscalationStep[], change: Partial<Configuration> = {}): Bench {
  return new Bench(
    configuration({
      escalations: { ladder: steps },
      queues: { regular: queue({ escalation: 'ladder' }), second: queue() },
      profiles: {
        desk: profile(),
        crew: profile({ queues: {}, groups: ['night'] }),
        others: profile({ queues: { second: { rank: 1, afterMs: 0 } } }),
      },
      ...change,
    }),
  );
}

const rowOf = (bench: Bench, item: string): Item => bench.world.items.get(item)!;
const told = (bench: Bench, type: string) =>
  bench.world.log.events.filter((event) => event.type === type).map(({ details }) => details);

describe('a step of a ladder', () => {
  it('lowers the level of a relaxable skill, and another one drops it', () => {
    const bench = desk([step(10_000, { relax: { german: 2 } }), step(20_000, { relax: { german: 0 } })]);
    bench.agent('fluent', { skills: { german: 4 } });
    bench.do({ verb: 'set_presence', agent: 'fluent', intent: 'offline', reason: null });
    bench.agent('some', { skills: { german: 2 }, profile: 'others' });
    bench.agent('none');
    const item = bench.item({ requirements: skill('german', 4, true) });
    bench.wait(10_000 + GRACE - 1);
    expect([bench.state(item), rowOf(bench, item).escalationStep]).toEqual(['waiting', 0]);
    bench.agent('some', { skills: { german: 2 } });
    expect(bench.holder(item)).toBeNull();
    bench.wait(1);
    expect(bench.holder(item)).toBe('some');
    bench.do({ verb: 'decline', offer: bench.offer(item), reason: null, retryAfterMs: 600_000 });
    expect([bench.holder(item), rowOf(bench, item).escalationStep]).toEqual(['none', 2]);
  });

  it('leaves a hard requirement as it is', () => {
    const bench = desk([step(10_000, { relax: 'all' })]);
    bench.agent('none');
    const item = bench.item({ requirements: skill('german', 4) });
    bench.wait(10_000 + GRACE);
    expect([bench.state(item), rowOf(bench, item).escalationStep]).toEqual(['waiting', 1]);
  });

  it('admits a group and the agents of another queue, after those who serve the queue', () => {
    const bench = desk([step(10_000, { admit: { groups: ['night'], queues: [] } })]);
    bench.agent('a-crew', { profile: 'crew' });
    bench.agent('desk', { capacity: 1 });
    const [first, second] = [bench.item(), bench.item()];
    expect([bench.holder(first), bench.holder(second)]).toEqual(['desk', null]);
    bench.wait(10_000);
    bench.do({ verb: 'escalate', item: second, step: 0 }, { kind: 'temporal', identity: 'timer' });
    expect(bench.holder(second)).toBe('a-crew');
    bench.do({ verb: 'decline', offer: bench.offer(second), reason: null, retryAfterMs: 0 });
    bench.accept(first);
    bench.complete(first);
    expect(bench.holder(second)).toBe('a-crew');
    bench.do({ verb: 'decline', offer: bench.offer(second), reason: null, retryAfterMs: 0 });
    expect(bench.holder(second)).toBe('desk');
  });

  it('moves to another queue, whose people take it, with its age or without', () => {
    for (const keepsAge of [true, false]) {
      const bench = desk([step(10_000, { moveTo: { queue: 'second', keepsAge } })]);
      bench.agent('desk');
      bench.do({ verb: 'set_presence', agent: 'desk', intent: 'away', reason: null });
      bench.agent('other', { profile: 'others' });
      const item = bench.item();
      const { enqueuedAt } = rowOf(bench, item);
      bench.wait(10_000 + GRACE);
      expect(bench.holder(item)).toBe('other');
      const row = rowOf(bench, item);
      expect([row.queue, row.enqueuedAt]).toEqual(['second', keepsAge ? enqueuedAt : bench.now]);
      bench.do({ verb: 'patch', item, patch: { priority: 3 } });
      expect(rowOf(bench, item).queue).toBe('second');
    }
  });

  it('tells supervisors when it says so and after the last one, and names who answers for it', () => {
    const bench = desk([
      step(10_000, { alert: true }),
      step(20_000, { supervisor: 'Carla' }),
      step(30_000, { raisePriority: 1 }),
    ]);
    bench.agent('desk');
    bench.do({ verb: 'set_presence', agent: 'desk', intent: 'away', reason: null });
    const item = bench.item();
    bench.wait(30_000 + GRACE);
    expect(told(bench, 'item.alerted')).toEqual([
      { to: 'supervisors', step: 1 },
      { to: 'Carla', step: 2 },
      { to: 'supervisors', step: 3, last: true },
    ]);
    expect(rowOf(bench, item).supervisor).toBe('Carla');
  });
});

describe('the time of a step', () => {
  it('may be counted from when the item is due, and before it', () => {
    const bench = desk([step(-60_000, { from: 'due', raisePriority: 1 }), step(0, { from: 'due', raisePriority: 2 })]);
    const item = bench.item({ dueAt: bench.now + 100_000 });
    expect(rowOf(bench, item).nextEscalationAt).toBe(bench.now + 40_000);
    bench.wait(40_000 + GRACE);
    expect(rowOf(bench, item)).toMatchObject({ raised: 1, nextEscalationAt: bench.now + 60_000 - GRACE });
    bench.do({ verb: 'patch', item, patch: { dueAt: bench.now + 500_000 } });
    expect(rowOf(bench, item)).toMatchObject({ raised: 1, nextEscalationAt: bench.now + 500_000 });
  });

  it('is unknown where the item is never due: the next step that has one acts, and says what it passed over', () => {
    const bench = desk([step(-60_000, { from: 'due', raisePriority: 1 }), step(50_000, { raisePriority: 2 })]);
    const item = bench.item();
    bench.wait(50_000 + GRACE);
    expect(rowOf(bench, item)).toMatchObject({ escalationStep: 2, raised: 2 });
    expect(told(bench, 'item.escalated')).toMatchObject([{ step: 2, passedOver: 1 }]);
  });

  it('is not waited for while nobody at all could take the item before it', () => {
    const bench = desk([
      step(3_600_000, { raisePriority: 1 }),
      step(7_200_000, { relax: 'all' }),
      step(9_000_000, { raisePriority: 5 }),
    ]);
    bench.agent('desk');
    const item = bench.item({ requirements: skill('german', 4, true) });
    expect([bench.holder(item), rowOf(bench, item).escalationStep]).toEqual(['desk', 2]);
    expect(told(bench, 'item.escalated')).toMatchObject([
      { step: 1, ahead: true },
      { step: 2, ahead: true },
    ]);
  });

  it('is waited for where somebody could take it who is not here, or no step would help', () => {
    const bench = desk([step(3_600_000, { relax: 'all' })]);
    bench.agent('german', { skills: { german: 5 } });
    bench.do({ verb: 'set_presence', agent: 'german', intent: 'offline', reason: null });
    const waits = bench.item({ requirements: skill('german', 4, true) });
    const hopeless = bench.item({ requirements: skill('stocks', 4) });
    expect([rowOf(bench, waits).escalationStep, rowOf(bench, hopeless).escalationStep]).toEqual([0, 0]);
    bench.do({ verb: 'remove_agent', agent: 'german' });
    bench.agent('desk');
    bench.wait(0);
    expect([bench.holder(waits), rowOf(bench, waits).escalationStep]).toEqual(['desk', 1]);
    expect(rowOf(bench, hopeless).escalationStep).toBe(0);
  });

  it('is worked out anew for what waits when a ladder is published, and no step acts twice', () => {
    const document = (after: string[]) => ({
      organisation: { name: 'Test' },
      escalations: { ladder: after.map((one) => ({ after: one, raisePriority: 1 })) },
      queues: { regular: { name: 'Regular', escalation: 'ladder' } },
      workstreams: { chat: { channel: 'chat', queue: [{ to: 'regular' }] } },
      profiles: { desk: { name: 'Desk', capacity: 5, channels: { chat: {} }, queues: [{ queue: 'regular' }] } },
    });
    const bench = new Bench();
    const publish = (after: string[]) =>
      bench.do({
        verb: 'publish',
        document: document(after),
        author: 'x',
        ifMatch: '*',
        reason: null,
        reclassify: false,
      });
    publish(['PT1M', 'PT1H']);
    const item = bench.item();
    const start = bench.now;
    bench.wait(60_000 + GRACE);
    expect(rowOf(bench, item)).toMatchObject({ escalationStep: 1, nextEscalationAt: start + 3_600_000 });
    publish(['PT2M', 'PT5M', 'PT10M']);
    bench.wait(0);
    expect(rowOf(bench, item)).toMatchObject({ escalationStep: 1, raised: 1, nextEscalationAt: start + 300_000 });
    bench.wait(600_000 + GRACE);
    expect(told(bench, 'item.escalated').map(({ step: number }) => number)).toEqual([1, 2, 3]);
  });
});

describe('a move that is not waited for', () => {
  const away = (queue: string, change: Partial<EscalationStep>) =>
    step(3_600_000, { moveTo: { queue, keepsAge: false }, ...change });

  /** Nobody serves `regular`; the ladder of `second` would send the item back at once. */
  const circle = (back: Partial<EscalationStep>): Bench => {
    const bench = desk([away('second', {})], {
      escalations: { ladder: [away('second', {})], back: [away('regular', back)] },
      queues: { regular: queue({ escalation: 'ladder' }), second: queue({ escalation: 'back' }) },
    });
    bench.agent('other', { profile: 'others' });
    return bench;
  };

  it('leads where somebody serves the item', () => {
    const bench = circle({});
    expect(bench.holder(bench.item())).toBe('other');
  });

  it('does not lead where it would be sent back at once, round and round', () => {
    const bench = circle({ from: 'due', afterMs: -3_600_000 });
    const item = bench.item({ dueAt: bench.now + 60_000 });
    expect([rowOf(bench, item).queue, rowOf(bench, item).escalationStep]).toEqual(['regular', 0]);
  });
});

describe('the ladder of a workstream', () => {
  const own: Partial<Configuration> = {
    escalations: {
      ladder: [10_000, 20_000, 400_000].map((afterMs) => step(afterMs, { raisePriority: 1 })),
      short: [step(5_000, { raisePriority: 7 })],
    },
    queues: { regular: queue(), second: queue(), third: queue({ escalation: 'short' }) },
    workstreams: { chat: workstream({ escalation: 'ladder' }) },
  };

  it('is climbed in queues without one, and goes on where it was in another of them', () => {
    const bench = new Bench(configuration(own));
    const item = bench.item();
    bench.wait(20_000 + GRACE);
    bench.do({ verb: 'transfer', item, queue: 'second', agent: null });
    expect(rowOf(bench, item)).toMatchObject({ escalationStep: 2, raised: 2 });
    bench.wait(400_000);
    expect(rowOf(bench, item)).toMatchObject({ escalationStep: 3, raised: 3 });
  });

  it('gives way to the ladder of a queue that has one', () => {
    const bench = new Bench(configuration(own));
    const item = bench.item();
    bench.wait(20_000 + GRACE);
    bench.do({ verb: 'transfer', item, queue: 'third', agent: null });
    expect(rowOf(bench, item)).toMatchObject({ escalationStep: 3, raised: 7, nextEscalationAt: null });
  });
});
