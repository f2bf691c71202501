import { describe, expect, it } from 'vitest';
import { agentKey, Bench, configuration, profile, queue, skill, step, workstream } from './fixtures.ts';

const refused = (outcome: { kind: string }): string =>
  outcome.kind === 'refused' ? (outcome as { code?: string }).code! : 'done';

describe('an item finds its person', () => {
  it('offers a new item to a free agent at once', () => {
    const bench = new Bench();
    bench.agent('anna');
    const item = bench.item();
    expect([bench.state(item), bench.holder(item)]).toEqual(['offered', 'anna']);
  });

  it('goes from offer to assignment to closed', () => {
    const bench = new Bench();
    bench.agent('anna');
    const item = bench.item();
    bench.accept(item);
    expect(bench.state(item)).toBe('assigned');
    bench.complete(item);
    expect(bench.state(item)).toBe('settled');
    expect(bench.world.holdings.get('anna')?.size).toBe(0);
  });

  it('gives the most urgent item to whoever frees up', () => {
    const bench = new Bench(configuration({ profiles: { desk: profile({ capacity: 1 }) } }));
    bench.agent('anna');
    const first = bench.item();
    const normal = bench.item();
    bench.wait(1000);
    const urgent = bench.item({ priority: 1 });
    bench.accept(first);
    bench.complete(first);
    expect([bench.state(normal), bench.state(urgent)]).toEqual(['waiting', 'offered']);
  });

  it('lets waiting beat a small head start of priority', () => {
    const bench = new Bench(configuration({ profiles: { desk: profile({ capacity: 1 }) } }));
    bench.agent('anna');
    const first = bench.item();
    bench.accept(first);
    const old = bench.item();
    bench.wait(301_000);
    bench.item({ priority: 1 });
    bench.complete(first);
    expect(bench.state(old)).toBe('offered');
  });

  it('puts strict priority before any age', () => {
    const settings = configuration({
      queues: { regular: queue({ millisPerPriority: 1e13 }) },
      profiles: { desk: profile({ capacity: 1 }) },
    });
    const bench = new Bench(settings);
    bench.agent('anna');
    const first = bench.item();
    bench.accept(first);
    bench.item();
    bench.wait(10 * 86_400_000);
    const urgent = bench.item({ priority: 1 });
    bench.complete(first);
    expect(bench.state(urgent)).toBe('offered');
  });

  it('asks the longest idle agent first', () => {
    const bench = new Bench();
    bench.agent('anna');
    bench.wait(1000);
    bench.agent('bo');
    expect(bench.holder(bench.item())).toBe('anna');
  });

  it('asks only agents with the skill at its level', () => {
    const bench = new Bench();
    bench.agent('anna', { skills: { german: 2 } });
    const item = bench.item({ requirements: skill('german', 3) });
    expect(bench.state(item)).toBe('waiting');
    bench.agent('bo', { skills: { german: 3 } });
    expect(bench.holder(item)).toBe('bo');
  });

  it('never exceeds units or the cap of a channel', () => {
    const settings = configuration({
      profiles: { desk: profile({ capacity: 5, channels: { chat: { atMost: 2, cost: null, interruptibleBy: [] } } }) },
      workstreams: { chat: workstream({ cost: 2 }) },
    });
    const bench = new Bench(settings);
    bench.agent('anna');
    const items = [bench.item(), bench.item(), bench.item()];
    expect(items.map((item) => bench.state(item))).toEqual(['offered', 'offered', 'waiting']);
  });
});

describe('an offer', () => {
  it('goes to the next agent after a decline', () => {
    const bench = new Bench();
    bench.agent('anna');
    bench.agent('bo');
    const item = bench.item();
    bench.do({ verb: 'decline', offer: bench.offer(item), reason: null, retryAfterMs: null });
    expect(bench.holder(item)).toBe('bo');
  });

  it('comes back after the back-off, never sooner', () => {
    const bench = new Bench();
    bench.agent('anna');
    const item = bench.item();
    bench.do({ verb: 'decline', offer: bench.offer(item), reason: null, retryAfterMs: null });
    bench.wait(59_999);
    expect(bench.state(item)).toBe('waiting');
    bench.wait(1);
    expect(bench.holder(item)).toBe('anna');
  });

  it('answers a late accept with what it lost to', () => {
    const bench = new Bench();
    bench.agent('anna');
    const item = bench.item();
    const offer = bench.offer(item);
    bench.now += 30_000;
    const outcome = bench.do({ verb: 'accept', offer });
    expect(refused(outcome)).toBe('conflict');
    expect(bench.events('offer.expired')).toHaveLength(1);
  });

  it('sends the agent away after three unanswered', () => {
    const bench = new Bench();
    bench.agent('anna');
    for (const item of [bench.item(), bench.item(), bench.item()]) {
      const offer = bench.offer(item);
      bench.now += 30_000;
      bench.do({ verb: 'expire_offer', offer }, { kind: 'temporal', identity: 'w' });
    }
    expect(bench.world.agents.get('anna')).toMatchObject({ intent: 'away', intentReason: 'unanswered' });
  });

  it('is nobody elses to accept', () => {
    const bench = new Bench();
    bench.agent('anna');
    bench.agent('bo');
    const item = bench.item();
    const other = bench.holder(item) === 'anna' ? 'bo' : 'anna';
    expect(refused(bench.do({ verb: 'accept', offer: bench.offer(item) }, agentKey(other)))).toBe('not_found');
  });
});

describe('a supervisor', () => {
  it('does not take an offer back to make it again to the same agent', () => {
    const bench = new Bench();
    bench.agent('anna');
    const item = bench.item();
    const offer = bench.offer(item);
    const again = bench.do({ verb: 'assign', item, agent: 'anna', offer: true });
    expect(again).toMatchObject({ kind: 'refused', code: 'conflict', current: { state: 'offered', offer } });
    expect(bench.accept(item)).toMatchObject({ kind: 'offer' });
  });

  it('changes nothing with an empty patch', () => {
    const bench = new Bench();
    const item = bench.item();
    const { rev } = bench.world.items.get(item)!;
    expect(bench.do({ verb: 'patch', item, patch: {} })).toMatchObject({ kind: 'item' });
    expect(bench.world.items.get(item)!.rev).toBe(rev);
    expect(bench.events('item.patched')).toEqual([]);
  });
});

describe('capacity and time', () => {
  it('keeps an agent free for an overdue big item', () => {
    const settings = configuration({
      profiles: { desk: profile({ capacity: 3 }) },
      workstreams: {
        chat: workstream({ reserveAfterMs: 10_000 }),
        big: workstream({ cost: 3, reserveAfterMs: 10_000 }),
      },
    });
    const bench = new Bench(settings);
    bench.agent('anna');
    const small = [bench.item(), bench.item()];
    for (const item of small) bench.accept(item);
    const big = bench.item({ workstream: 'big' });
    bench.wait(10_000);
    expect(bench.world.agents.get('anna')?.keptFor).toBe(big);
    const later = bench.item();
    expect(bench.state(later)).toBe('waiting');
    for (const item of small) bench.complete(item);
    expect([bench.state(big), bench.state(later)]).toEqual(['offered', 'waiting']);
  });

  it('lets a second queue help only after its delay', () => {
    const settings = configuration({
      profiles: { desk: profile({ queues: { regular: { rank: 2, afterMs: 20_000 } } }) },
    });
    const bench = new Bench(settings);
    bench.agent('anna');
    const item = bench.item();
    bench.wait(19_999);
    expect(bench.state(item)).toBe('waiting');
    bench.wait(1);
    expect(bench.state(item)).toBe('offered');
  });

  it('drops relaxable requirements with an escalation step', () => {
    const settings = configuration({
      escalations: { soon: [step(30_000, { raisePriority: 1, relax: 'all' })] },
      queues: { regular: queue({ escalation: 'soon' }) },
    });
    const bench = new Bench(settings);
    bench.agent('anna');
    bench.agent('bo', { skills: { german: 3 } });
    bench.do({ verb: 'set_presence', agent: 'bo', intent: 'away', reason: null });
    const item = bench.item({ requirements: skill('german', 3, true) });
    bench.now += 30_000;
    bench.do({ verb: 'escalate', item, step: 0 }, { kind: 'temporal', identity: 'w' });
    expect([bench.state(item), bench.holder(item)]).toEqual(['offered', 'anna']);
    expect(bench.world.items.get(item)).toMatchObject({ escalationStep: 1, raised: 1, priority: 0 });
  });

  it('takes an offer from an agent whose heartbeat lapses', () => {
    const bench = new Bench(configuration({ workstreams: { chat: workstream({ offerTimeoutMs: 120_000 }) } }));
    bench.agent('anna', { connectivity: 'heartbeat' });
    const item = bench.item();
    bench.wait(59_999);
    expect(bench.holder(item)).toBe('anna');
    bench.wait(1);
    expect(bench.state(item)).toBe('waiting');
    expect(bench.events('offer.agent_lost')).toHaveLength(1);
  });

  it('returns live work with its age when the owner is gone', () => {
    const bench = new Bench();
    bench.agent('anna', { connectivity: 'heartbeat' });
    const item = bench.item();
    bench.accept(item);
    const { enqueuedAt } = bench.world.items.get(item)!;
    bench.wait(60_000);
    expect(bench.state(item)).toBe('assigned');
    bench.wait(90_000);
    expect(bench.world.items.get(item)).toMatchObject({ state: 'waiting', enqueuedAt, agentId: null });
  });

  it('sweeps an offer that nobody reported, after the grace', () => {
    const bench = new Bench();
    bench.agent('anna');
    const item = bench.item();
    bench.wait(39_999);
    expect(bench.state(item)).toBe('offered');
    bench.wait(1);
    expect(bench.state(item)).toBe('waiting');
    expect(bench.events('repair.deadline')).toHaveLength(1);
    expect(bench.world.agents.get('anna')?.unanswered).toBe(0);
  });
});
