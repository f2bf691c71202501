import { describe, expect, it } from 'vitest';
import { census } from '../../core/census.ts';
import { attentionSentence } from '../../core/explain/sentences.ts';
import { ADMIN, agentKey, Bench, configuration, workstream } from './fixtures.ts';

const MINUTE = 60_000;
const CHANNEL = { ...ADMIN, id: 'ke_web', role: 'channel', source: 'test' } as const;

/** An item that no rule leads anywhere. */
function stuck() {
  const bench = new Bench(configuration({ workstreams: { chat: workstream({ fallback: null }) } }));
  const item = bench.item();
  return { bench, item, row: () => bench.world.items.get(item)! };
}

/** The rules are put right, without a look at what they placed before. */
function repair(bench: Bench): void {
  Object.assign(bench.world.configuration, { workstreams: { chat: workstream() } });
}

const retry = (item: string) => ({ verb: 'retry', item }) as const;
const last = (bench: Bench) => bench.world.log.events.at(-1);

describe('an item that needs attention', () => {
  it('says why, since when, and is counted', () => {
    const { bench, row } = stuck();
    expect(row()).toMatchObject({ state: 'needs_attention', attention: { reason: 'no_queue', since: bench.now } });
    expect(attentionSentence(row(), bench.now + 5000)).toMatch(/^Needs attention for 5 s: no rule leads to a queue\./);
    expect([census(bench.world).needingAttention, census(bench.rebuilt()).needingAttention]).toEqual([1, 1]);
  });

  it('enters its queue with its age when it is retried after its rules were put right', () => {
    const { bench, item, row } = stuck();
    const { enqueuedAt } = row();
    bench.wait(5 * MINUTE);
    repair(bench);
    expect(bench.do(retry(item))).toMatchObject({ kind: 'item', item: { state: 'waiting' } });
    expect(row()).toMatchObject({ queue: 'regular', enqueuedAt, attention: null });
    expect(census(bench.world).needingAttention).toBe(0);
  });

  it('stays as it is when a retry finds no way still, and keeps since when', () => {
    const { bench, item, row } = stuck();
    const { attention } = row();
    bench.wait(MINUTE);
    expect(bench.do(retry(item))).toMatchObject({ kind: 'item', item: { state: 'needs_attention' } });
    expect(row().attention).toEqual(attention);
    expect(last(bench)).toMatchObject({ type: 'item.classified', details: { by: 'retry' } });
  });

  it('is placed by a transfer, and ends by a cancel', () => {
    for (const command of [
      { verb: 'transfer', queue: 'regular', agent: null },
      { verb: 'cancel', reason: null },
    ] as const) {
      const { bench, item } = stuck();
      const row = bench.world.items.get(item)!;
      bench.do({ ...command, item });
      expect([row.state, row.attention]).toEqual([command.verb === 'cancel' ? 'cancelled' : 'waiting', null]);
    }
  });
});

describe('a retry', () => {
  it('is refused in every other state, which it names', () => {
    const { bench, item } = stuck();
    repair(bench);
    bench.do(retry(item));
    expect(bench.do(retry(item))).toMatchObject({
      code: 'conflict',
      detail: `Item ${item} is waiting: retry needs needs_attention.`,
      current: { state: 'waiting' },
    });
  });

  it('is for its channel and for those who lead, not for agents', () => {
    const { bench, item } = stuck();
    bench.agent('anna');
    expect(bench.do(retry(item), agentKey('anna'))).toMatchObject({ code: 'forbidden' });
    expect(bench.do(retry(item), { ...CHANNEL, source: 'another' })).toMatchObject({ code: 'not_found' });
    expect(bench.do(retry(item), CHANNEL)).toMatchObject({ kind: 'item' });
  });
});
