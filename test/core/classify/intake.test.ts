import { describe, expect, it } from 'vitest';
import { explainWaiting } from '../../../core/explain/item.ts';
import { canonical } from '../../../core/rebuild.ts';
import { Bench } from '../fixtures.ts';
import { bank } from './bank.ts';

const bench = (more: object = {}) => new Bench(bank(more));
const item = (of: Bench, id: string) => of.world.items.get(id)!;
const ALWAYS = { stocks: { name: 'Stocks' }, regular: { name: 'Regular' }, late: { name: 'Late' } };

describe('an item that is taken in', () => {
  it('has what the rules say, and its first event tells why', () => {
    const b = bench();
    const id = b.item({ attributes: { language: 'de', topic: 'other' } });
    expect(item(b, id)).toMatchObject({
      queue: 'regular',
      cost: 3,
      requirements: { skills: { german: { level: 3 } } },
    });
    const created = b.world.log.events.find(({ type }) => type === 'item.created')!;
    expect(created.details.classification).toMatchObject({ queue: 'regular', because: 'rule' });
  });

  it('waits for attention when no rule leads to a queue, and is never lost', () => {
    const b = bench();
    const id = b.item({ attributes: { topic: 'none' } });
    expect([b.state(id), item(b, id).queue]).toEqual(['needs_attention', null]);
    expect(b.events().slice(-2)).toEqual(['item.created', 'item.needs_attention']);
  });

  it('leaves attention for a queue when its data is put right', () => {
    const b = bench();
    b.agent('anna');
    const id = b.item({ attributes: { topic: 'none' } });
    b.do({ verb: 'patch', item: id, patch: { attributes: { topic: 'other' } } });
    expect([b.state(id), item(b, id).queue]).toEqual(['offered', 'regular']);
  });

  it('leaves attention for the queue that a supervisor names', () => {
    const b = bench();
    const id = b.item({ attributes: { topic: 'none' } });
    expect(b.do({ verb: 'transfer', item: id, queue: null, agent: null }).kind).toBe('refused');
    b.do({ verb: 'transfer', item: id, queue: 'late', agent: null });
    expect([b.state(id), item(b, id).queue]).toEqual(['waiting', 'late']);
  });
});

describe('an item whose data changes while it waits', () => {
  it('moves to another queue with its age', () => {
    const b = bench({ queues: ALWAYS });
    const id = b.item({ attributes: { topic: 'other' } });
    const { enqueuedAt } = item(b, id);
    b.wait(5000);
    b.do({ verb: 'patch', item: id, patch: { attributes: { topic: 'stocks' } } });
    expect(item(b, id)).toMatchObject({ queue: 'stocks', state: 'waiting', enqueuedAt });
    expect(b.events().slice(-2)).toEqual(['item.patched', 'item.enqueued']);
  });

  it('is worked out from what was asked for, not from what rules had set before', () => {
    const b = bench();
    const id = b.item({ priority: 2, customer: { tier: 'gold' }, attributes: { topic: 'other' } });
    expect(item(b, id)).toMatchObject({ priority: 10, cost: 5, requirements: { groups: ['experts'] } });
    b.do({ verb: 'patch', item: id, patch: { customer: { tier: 'iron' } } });
    expect(item(b, id)).toMatchObject({ priority: 2, cost: 3, requirements: { groups: [] } });
    expect(item(b, id).payload.derived).toEqual({});
  });

  it('stays where a person put it', () => {
    const b = bench({ queues: ALWAYS });
    const id = b.item({ attributes: { topic: 'other' } });
    b.do({ verb: 'transfer', item: id, queue: 'late', agent: null });
    b.do({ verb: 'patch', item: id, patch: { attributes: { topic: 'stocks' } } });
    expect(item(b, id).queue).toBe('late');
  });
});

describe('a preferred agent', () => {
  const preferring = (b: Bench) =>
    b.item({ customer: { tier: 'gold', accountManager: 'anna' }, attributes: { topic: 'other' } });
  const experts = { groups: ['experts'] };

  it('has the item alone until the preference runs out', () => {
    const b = bench();
    b.agent('anna', experts);
    b.agent('bo', experts);
    b.do({ verb: 'set_presence', agent: 'anna', intent: 'busy', reason: null });
    const id = preferring(b);
    expect(b.state(id)).toBe('waiting');
    expect(explainWaiting(b.world, item(b, id))!.ruledOut.map(({ reason }) => reason)).toEqual([
      'intent',
      'preferred_agent',
    ]);
    b.wait(44_999);
    expect(b.state(id)).toBe('waiting');
    b.wait(1);
    expect(b.holder(id)).toBe('bo');
  });

  it('comes first when she is there', () => {
    const b = bench();
    b.agent('bo', experts);
    b.wait(1000);
    b.agent('anna', experts);
    expect(b.holder(preferring(b))).toBe('anna');
  });

  it('is rebuilt from rows, before and after it runs out', () => {
    const b = bench();
    b.agent('bo', experts);
    preferring(b);
    for (const ms of [0, 50_000]) {
      b.wait(ms);
      expect(canonical(b.rebuilt())).toBe(canonical(b.world));
    }
  });
});

describe('a workstream', () => {
  const two = (first: object, second: object) => ({
    queues: ALWAYS,
    workstreams: {
      first: { channel: 'chat', queue: [{ to: 'regular' }], ...first },
      second: { channel: 'chat', queue: [{ to: 'late' }], ...second },
    },
  });
  const handIn = (b: Bench, attributes: object) => {
    const id = b.item({ workstream: null, channel: 'chat', attributes: { ...attributes } });
    return item(b, id).workstream;
  };

  it('is chosen by its intake condition, and else the one without a condition', () => {
    const b = bench(two({ when: 'item.attributes.vip == true' }, {}));
    expect([handIn(b, { vip: true }), handIn(b, { vip: false }), handIn(b, {})]).toEqual(['first', 'second', 'second']);
  });

  it('has to be named where no condition holds', () => {
    const b = bench(two({ when: 'item.attributes.vip == true' }, { when: 'item.attributes.vip == false' }));
    expect(() => handIn(b, {})).toThrow('No workstream of channel chat takes this item in: name one.');
  });

  it('has to be named where several have no condition', () => {
    const b = bench(two({}, {}));
    expect(() => handIn(b, {})).toThrow('Channel chat has several workstreams (first, second): name one.');
  });
});

describe('a scheduled item', () => {
  it('is taken in anew when its time has come', () => {
    const b = bench();
    const id = b.item({ notBefore: b.now + 60_000, attributes: { topic: 'other', language: 'de' } });
    expect([b.state(id), item(b, id).queue]).toEqual(['scheduled', 'regular']);
    b.now += 60_000;
    b.do({ verb: 'admit', item: id }, { kind: 'engine' });
    const admitted = b.world.log.events.find(({ type }) => type === 'item.admitted')!;
    expect(admitted.details.classification).toMatchObject({ queue: 'regular' });
    expect(b.state(id)).toBe('waiting');
  });
});
