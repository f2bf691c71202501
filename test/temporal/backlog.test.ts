import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_TYPES } from '../../core/event.ts';
import { Backlog, type Delivery } from '../../engine/temporal/backlog.ts';
import { factOf, signalName } from '../../engine/temporal/facts.ts';
import { FACTS, type Row } from '../../workflows/messages.ts';

const row = (id: string, change: Partial<Row> = {}): Row => ({
  id,
  incarnation: 1,
  rev: 1,
  state: 'waiting',
  channel: 'chat',
  workstream: 'chat',
  queue: 'regular',
  priority: 0,
  escalationStep: 0,
  agentId: null,
  offerId: null,
  deadlines: [],
  ...change,
});
const delivery = (id: string, seq: number, change: Partial<Row> = {}): Delivery => ({
  row: row(id, { rev: seq, ...change }),
  facts: ['patched'],
  created: false,
  seq,
});
const due = (at: number) => ({ deadlines: [{ verb: 'admit', at, item: 'x' } as const] });

describe('the backlog', () => {
  it('gives open items before settled ones, the nearest deadline first, then the oldest', () => {
    const backlog = new Backlog();
    backlog.add(delivery('settled', 1, { state: 'closed', ...due(1) }));
    backlog.add(delivery('later', 2));
    backlog.add(delivery('late', 3, due(50)));
    backlog.add(delivery('soon', 4, due(10)));
    backlog.add(delivery('latest', 5));
    const order = Array.from({ length: 5 }, () => backlog.take()!.row.id);
    expect(order).toEqual(['soon', 'late', 'later', 'latest', 'settled']);
  });

  it('delivers several changes of one item as one, with the newest row and all facts', () => {
    const backlog = new Backlog();
    backlog.add({ ...delivery('a', 1), facts: ['created'], created: true });
    backlog.add({ ...delivery('a', 2), facts: ['offered'] });
    expect(backlog.take()).toEqual({ row: row('a', { rev: 2 }), facts: ['created', 'offered'], created: true, seq: 1 });
    expect(backlog.take()).toBeNull();
  });

  it('counts an item once that changed again while it was in flight', () => {
    const backlog = new Backlog();
    backlog.add(delivery('a', 1));
    backlog.take();
    backlog.add(delivery('a', 2));
    expect(backlog.size).toBe(1);
  });

  it('takes a higher incarnation for newer, whatever its revision', () => {
    const backlog = new Backlog();
    backlog.add(delivery('a', 9));
    backlog.add({ ...delivery('a', 10), row: row('a', { incarnation: 2, rev: 3 }) });
    expect(backlog.take()!.row).toMatchObject({ incarnation: 2, rev: 3 });
  });

  it('never has one item in flight twice, loses nothing, and knows how far everybody was told', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), id: fc.constantFrom('a', 'b', 'c', 'd') }),
      fc.record({ kind: fc.constantFrom('take' as const, 'delivered' as const, 'failed' as const), nth: fc.nat(3) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const backlog = new Backlog();
        const flying: Delivery[] = [];
        /** What the model holds undelivered: for each event its item. */
        const owed = new Map<number, string>();
        const promised = new Map<string, number>();
        let seq = 0;
        for (const one of steps) {
          if (one.kind === 'add') {
            seq += 1;
            owed.set(seq, one.id);
            backlog.add(delivery(one.id, seq));
          } else if (one.kind === 'take') {
            const next = backlog.take();
            if (next === null) continue;
            expect(flying.map((other) => other.row.id)).not.toContain(next.row.id);
            flying.push(next);
            promised.set(next.row.id, next.row.rev);
          } else {
            const [back] = flying.splice(one.nth % Math.max(1, flying.length), 1);
            if (back === undefined) continue;
            if (one.kind === 'failed') backlog.failed(back);
            else {
              for (const [at, id] of owed) if (id === back.row.id && at <= back.row.rev) owed.delete(at);
              backlog.delivered(back);
            }
          }
          expect(backlog.firstUndelivered()).toBe(owed.size === 0 ? null : Math.min(...owed.keys()));
        }
        for (const back of flying.splice(0)) backlog.failed(back);
        const left = new Set<string>();
        for (let next = backlog.take(); next !== null; next = backlog.take()) left.add(next.row.id);
        expect(left).toEqual(new Set(owed.values()));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a fact', () => {
  it('has a signal for each event of an item, and no signal lacks an event', () => {
    const facts = EVENT_TYPES.map(factOf).filter((fact) => fact !== null);
    expect(new Set(facts)).toEqual(new Set(FACTS));
  });

  it.each([
    [['accepted', 'assigned'], 'accepted'],
    [['completed', 'closed'], 'completed'],
    [['declined', 'offered'], 'offered'],
    [['completed'], 'completed'],
    [['wrap_up_ended', 'closed'], 'wrap_up_ended'],
    [['released', 'enqueued', 'offered'], 'offered'],
    [[], 'repaired'],
  ] as const)('of %j is told as %s', (facts, name) => {
    expect(signalName(facts)).toBe(name);
  });
});
