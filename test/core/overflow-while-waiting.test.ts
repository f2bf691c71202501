import { describe, expect, it } from 'vitest';
import type { OverflowAction } from '../../core/configuration/compiled.ts';
import { canonical } from '../../core/rebuild.ts';
import { Bench, START } from './fixtures.ts';
import {
  benchOf,
  CALL,
  details,
  END,
  HOUR,
  INTO_MINUTE,
  MINUTE,
  OLD,
  overflowed,
  queueOf,
  rule,
  SLOW,
  to,
} from './overflow-bench.ts';

describe('an item that is too old', () => {
  const old = (then: OverflowAction) => benchOf({ regular: { overflow: [rule(OLD, then)] }, second: {} });

  it('waits for a named instant, and is sent on when its clock says so', () => {
    const bench = old(to('second'));
    const item = bench.item();
    expect(bench.world.items.get(item)!.overflowAt).toBe(START + 10 * MINUTE);
    bench.now += 10 * MINUTE;
    bench.do({ verb: 'overflow', item }, { kind: 'temporal', identity: 'timer' });
    expect(queueOf(bench, item)).toBe('second');
    expect(details(bench)).toEqual([{ rule: 1, when: OLD, saw: 10 * MINUTE, then: to('second') }]);
    expect(bench.world.items.get(item)!.overflowAt).toBeNull();
  });

  it('is refused while it is too early', () => {
    const bench = old(to('second'));
    const item = bench.item();
    expect(bench.do({ verb: 'overflow', item }, { kind: 'temporal', identity: 'timer' })).toMatchObject({
      kind: 'refused',
      code: 'precondition',
    });
  });

  it('is swept after the grace where no clock comes', () => {
    const bench = old(END);
    const item = bench.item();
    bench.wait(10 * MINUTE + 29_999);
    expect(bench.state(item)).toBe('waiting');
    bench.wait(1);
    expect(bench.state(item)).toBe('settled');
  });

  it('goes by the hours of now where its clock is late: what has closed since is closed', () => {
    const bench = benchOf({ regular: { overflow: [rule(OLD, to('second'))] }, second: { hours: 'morning' } });
    const item = bench.item();
    bench.wait(3 * HOUR);
    expect([queueOf(bench, item), overflowed(bench)]).toEqual(['regular', []]);
  });

  it('waits anew once somebody has had it, or sent it here', () => {
    const bench = old(END);
    bench.agent('anna');
    const [held, sent] = [bench.item(), bench.item({ queue: 'second' })];
    bench.accept(held);
    bench.wait(30 * MINUTE);
    bench.do({ verb: 'set_presence', agent: 'anna', intent: 'busy', reason: null });
    bench.do({ verb: 'release', item: held, reason: null });
    bench.do({ verb: 'transfer', item: sent, queue: 'regular', agent: null });
    for (const item of [held, sent])
      expect(bench.world.items.get(item)).toMatchObject({ state: 'waiting', overflowAt: bench.now + 10 * MINUTE });
    bench.wait(11 * MINUTE);
    expect([held, sent].map((item) => bench.state(item))).toEqual(['settled', 'settled']);
  });

  it('may be declined first, and is looked at then', () => {
    const bench = old(END);
    bench.agent('anna');
    const item = bench.item();
    bench.now += 10 * MINUTE - 1;
    bench.do({ verb: 'set_presence', agent: 'anna', intent: 'away', reason: null });
    expect(bench.state(item)).toBe('offered');
    bench.now += 1;
    bench.do({ verb: 'decline', offer: bench.offer(item), reason: null, retryAfterMs: null });
    expect(bench.state(item)).toBe('settled');
  });
});

describe('an expected wait that is too long', () => {
  const slow = () => benchOf({ regular: { overflow: [rule(SLOW, CALL)] }, second: {} });

  it('is the place in line divided by the pace at which the queue is worked off', () => {
    const bench = slow();
    bench.agent('anna', { capacity: 2 });
    for (const item of [bench.item(), bench.item()]) bench.accept(item);
    bench.wait(8 * MINUTE);
    // Two in hand for eight minutes: one every four minutes.
    bench.item();
    bench.item();
    expect(overflowed(bench)).toEqual([]);
    const third = bench.item();
    expect(details(bench)).toMatchObject([
      { rule: 1, when: SLOW, saw: 12 * MINUTE, expected: { place: 3, inHand: 2, meanMs: 8 * MINUTE } },
    ]);
    expect(bench.world.items.get(third)).toMatchObject({
      state: 'waiting',
      queue: 'regular',
      overflow: { callbacks: { regular: 'calls' } },
    });
  });

  it('is without end where nobody is there', () => {
    const bench = slow();
    bench.item();
    expect(details(bench)).toMatchObject([{ saw: null, then: CALL }]);
  });

  it('is not known while nobody has anything in hand, and then no reason to act', () => {
    const bench = slow();
    bench.agent('anna');
    bench.item();
    bench.item();
    expect(overflowed(bench)).toEqual([]);
  });

  it('is at least the time until the queue opens', () => {
    const bench = benchOf({ regular: { hours: 'later', overflow: [rule(SLOW, CALL)] } });
    bench.item();
    expect(details(bench)).toMatchObject([{ saw: 4 * HOUR - INTO_MINUTE }]);
  });

  it('has a call-back offered once in a queue', () => {
    const bench = benchOf({ regular: { overflow: [rule(OLD, CALL), rule(OLD, to('second'))] }, second: {} });
    const item = bench.item();
    bench.wait(11 * MINUTE);
    expect(overflowed(bench).map(({ type }) => type)).toEqual(['item.callback_offered', 'item.overflowed']);
    bench.do({ verb: 'transfer', item, queue: 'regular', agent: null });
    bench.wait(11 * MINUTE);
    expect(bench.events('item.callback_offered')).toHaveLength(1);
  });
});

describe('a publish', () => {
  const documentOf = (overflow: readonly object[]) => ({
    organisation: { name: 'Bank' },
    queues: { regular: { name: 'Regular', overflow }, second: { name: 'Second' } },
    workstreams: { chat: { channel: 'chat', queue: [{ to: 'regular' }] } },
    profiles: { desk: { name: 'Desk', capacity: 1, channels: { chat: {} }, queues: [{ queue: 'regular' }] } },
  });
  const publish = (bench: Bench, overflow: readonly object[]) => {
    const document = documentOf(overflow);
    bench.do({ verb: 'publish', document, author: 'ke_a', ifMatch: '*', reason: null, reclassify: false });
    bench.wait(1);
  };

  it('has what waits looked at by the new rules, and repeats nothing', () => {
    const bench = new Bench();
    const item = bench.item();
    publish(bench, [{ when: { waitedOver: 'PT10M' }, then: { queue: 'second' } }]);
    expect(bench.world.items.get(item)!.overflowAt).toBe(START + 10 * MINUTE);
    publish(bench, []);
    expect(bench.world.items.get(item)!.overflowAt).toBeNull();
    bench.wait(20 * MINUTE);
    publish(bench, [{ when: { waitedOver: 'PT10M' }, then: { queue: 'second' } }]);
    expect(queueOf(bench, item)).toBe('second');
    publish(bench, [{ when: { waitedOver: 'PT5M' }, then: { queue: 'second' } }]);
    expect(overflowed(bench)).toHaveLength(1);
  });

  it('leaves memory that rows would make again', () => {
    const bench = new Bench();
    bench.item();
    publish(bench, [{ when: { waitedOver: 'PT10M' }, then: { queue: 'second' } }]);
    expect(canonical(bench.world)).toBe(canonical(bench.rebuilt()));
  });
});
