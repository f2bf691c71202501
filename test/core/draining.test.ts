import { describe, expect, it } from 'vitest';
import { agentKey, profile, workstream } from './fixtures.ts';
import { desk, intentOf, last, MINUTE, pause, SECOND } from './leaving-desk.ts';

describe('an agent who drains', () => {
  it('is asked for nothing, finishes what she has, and is offline with the last of it', () => {
    const { bench, hers, set } = desk();
    const [first, second] = [hers(), hers()];
    const asked = bench.item();
    set('draining');
    expect([bench.state(asked), intentOf(bench)]).toEqual(['waiting', 'draining']);
    bench.complete(first);
    expect(intentOf(bench)).toBe('draining');
    bench.complete(second);
    expect(bench.world.agents.get('anna')).toMatchObject({ intent: 'offline', intentReason: 'drained' });
    expect(last(bench, 'agent.intent_changed')?.details).toEqual({
      from: 'draining',
      to: 'offline',
      reason: 'drained',
    });
    expect(bench.state(asked)).toBe('waiting');
  });

  it('is offline at once where her hands are empty', () => {
    const { bench, set } = desk();
    set('draining');
    expect(intentOf(bench)).toBe('offline');
  });

  it('is not done while she wraps up, also where that holds no capacity', () => {
    const wrapUp = { timeoutMs: MINUTE, holdsCapacity: false, codes: [], required: false, extension: null };
    const { bench, hers, set } = desk({ workstreams: { chat: workstream({ wrapUp }) } });
    const item = hers();
    set('draining');
    bench.complete(item);
    expect(intentOf(bench)).toBe('draining');
    bench.wait(MINUTE + 30 * SECOND);
    expect(intentOf(bench)).toBe('offline');
  });

  it('is offline for what emptied her hands, whatever else time brings in that batch', () => {
    const wrapUp = { timeoutMs: MINUTE, holdsCapacity: true, codes: [], required: false, extension: null };
    const { bench, hers, set } = desk({ workstreams: { chat: workstream({ wrapUp }) } });
    const item = hers();
    set('draining');
    bench.complete(item);
    bench.wait(40 * SECOND);
    bench.agent('bo', { connectivity: 'heartbeat' });
    bench.wait(60 * SECOND);
    expect(last(bench, 'agent.connection_lost')).toMatchObject({ agent: 'bo', at: bench.now, cause: 'tick' });
    expect(last(bench, 'agent.intent_changed')).toMatchObject({
      agent: 'anna',
      at: bench.now,
      cause: 'deadline:end_wrap_up',
    });
  });

  it('picks nothing and is given nothing by a transfer, but by a supervisor who chooses her', () => {
    const { bench, hers, set } = desk({
      profiles: { desk: profile({ may: { ...profile().may, pick: ['chat'] } }) },
    });
    hers();
    set('draining');
    const item = bench.item();
    expect(bench.do({ verb: 'pick', item, agent: null }, agentKey('anna'))).toMatchObject({ code: 'conflict' });
    expect(bench.do({ verb: 'transfer', item, queue: null, agent: 'anna' })).toMatchObject({
      code: 'conflict',
      detail: 'Agent anna finishes what she has and takes nothing new.',
    });
    bench.do({ verb: 'assign', item, agent: 'anna', offer: true });
    bench.do({ verb: 'assign', item: bench.item(), agent: 'anna', offer: false });
    bench.do({ verb: 'assign', item, agent: 'anna', offer: false });
    expect([bench.holder(item), intentOf(bench)]).toEqual(['anna', 'draining']);
  });

  it('stays in the one command that empties her hands and fills them again', () => {
    const { bench, hers, set } = desk();
    const item = hers();
    set('draining');
    const other = bench.item();
    bench.do({ verb: 'assign', item: other, agent: 'anna', offer: true });
    bench.complete(item);
    bench.do({ verb: 'assign', item: other, agent: 'anna', offer: false });
    expect([bench.holder(other), intentOf(bench)]).toEqual(['anna', 'draining']);
  });

  it('keeps what she has paused, which goes to anyone when it wakes', () => {
    const { bench, hers, row, set } = desk();
    const item = hers();
    bench.do(pause(item));
    set('draining');
    expect([row(item).agentId, intentOf(bench)]).toEqual(['anna', 'offline']);
    bench.agent('bo');
    bench.do({ verb: 'resume', item, agent: null });
    expect(bench.holder(item)).toBe('bo');
  });

  it('is gone like anybody else once nothing is heard of her', () => {
    const { bench, hers, row, set } = desk({}, 'heartbeat');
    const item = hers();
    set('draining');
    bench.wait(60 * SECOND);
    expect(row(item).state).toBe('assigned');
    bench.wait(90 * SECOND);
    expect([row(item).state, intentOf(bench)]).toEqual(['waiting', 'offline']);
  });
});
