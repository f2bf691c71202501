import { describe, expect, it } from 'vitest';
import { compile } from '../../../core/configuration/compile.ts';
import { ADMIN, agentKey, Bench, newItem } from '../fixtures.ts';
import { booked, desk, document, lastEvent, MINUTE, refusal, row } from './desk.ts';

const CHANNEL = { ...ADMIN, id: 'ke_web', role: 'channel', source: 'web' } as const;
const NOW = { slot: null, allowDuplicate: false } as const;
const german = { skills: { german: { level: 3, relaxable: true } }, groups: [], attributes: {}, agent: null };

function waiting() {
  const bench = desk();
  bench.do({
    verb: 'create',
    item: newItem('wi_chat', {
      workstream: 'chat',
      customerRef: 'c-1',
      priority: 3,
      requirements: german,
      subject: 'Hi',
    }),
  });
  bench.wait(MINUTE);
  return bench;
}
const callBack = (change: object = {}) =>
  ({ verb: 'call_back', item: 'wi_chat', workstream: 'calls', asked: NOW, ...change }) as const;

describe('a customer who waits', () => {
  it('is called back in her turn: the item ends, and the call-back keeps its place', () => {
    const bench = waiting();
    const before = row(bench, 'wi_chat');
    const outcome = bench.do(callBack(), CHANNEL);
    expect(outcome).toMatchObject({
      kind: 'item',
      created: true,
      item: {
        state: 'waiting',
        workstream: 'calls',
        queue: 'desk',
        source: 'web',
        enqueuedAt: before.enqueuedAt,
        priority: 3,
        requirements: german,
        payload: { customerRef: 'c-1', subject: 'Hi' },
      },
    });
    expect(bench.state('wi_chat')).toBe('settled');
    expect(before).toMatchObject({ state: 'cancelled', payload: { outcome: 'callback' } });
    expect(lastEvent(bench, 'item.created')!.details).toMatchObject({ enqueuedAt: before.enqueuedAt });
  });

  it('is called back at a slot, from when it counts as waiting', () => {
    const bench = waiting();
    const slot = { at: '2026-11-26T09:15', timeZone: 'Europe/Copenhagen' };
    expect(bench.do(callBack({ asked: { slot, allowDuplicate: false } }), CHANNEL)).toMatchObject({
      item: { state: 'scheduled', enqueuedAt: null, callback: { slotAt: Date.parse('2026-11-26T08:15:00Z') } },
    });
  });

  it('is called back as her queue has offered, where nothing is named', () => {
    const overflow = [{ when: { waitingOver: 1 }, then: { offerCallback: 'plain' } }];
    const { queues, ...rest } = document();
    const compiled = compile({ ...rest, queues: { ...queues, desk: { ...queues.desk, overflow } } }, 1);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.findings));
    const bench = new Bench(compiled.configuration);
    for (const id of ['wi_first', 'wi_chat']) bench.do({ verb: 'create', item: newItem(id, { workstream: 'chat' }) });
    expect(lastEvent(bench, 'item.callback_offered')).toMatchObject({ item: 'wi_chat' });
    expect(bench.do(callBack({ workstream: null }), CHANNEL)).toMatchObject({ item: { workstream: 'plain' } });
    expect(refusal(bench.do(callBack({ item: 'wi_first', workstream: null }))).detail).toMatch(/Name the workstream/);
  });

  it('is offered to nobody any more once she is called back', () => {
    const bench = waiting();
    bench.agent('anna', { skills: { german: 4 } });
    const offer = bench.offer('wi_chat');
    bench.do(callBack(), CHANNEL);
    expect(lastEvent(bench, 'offer.cancelled')).toMatchObject({ offer });
  });

  it('goes on waiting where the call-back is refused', () => {
    const bench = waiting();
    const slot = { at: '2026-11-26T03:00', timeZone: 'Europe/Copenhagen' };
    const { seq } = bench.world;
    expect(refusal(bench.do(callBack({ asked: { slot, allowDuplicate: false } }))).findings[0]!.pointer).toBe('/slot');
    expect(refusal(bench.do(callBack({ workstream: 'chat' }))).detail).toMatch(/chat takes no call-backs/);
    expect(refusal(bench.do(callBack({ workstream: 'nothing' }))).findings[0]!.pointer).toBe('/workstream');
    expect(refusal(bench.do(callBack({ workstream: null }))).detail).toMatch(/calls, plain/);
    booked(bench, null, { customerRef: 'c-1' });
    const { code } = refusal(bench.do(callBack()));
    expect(code).toBe('conflict');
    expect(bench.state('wi_chat')).toBe('waiting');
    expect(bench.world.log.events.filter((event) => event.seq > seq && event.item === 'wi_chat')).toEqual([]);
  });

  it('is not called back twice, nor out of somebody’s hands', () => {
    const bench = waiting();
    const call = booked(bench, null);
    expect(refusal(bench.do(callBack({ item: call }))).detail).toMatch(/is a call-back already/);
    bench.agent('anna', { skills: { german: 4 } });
    bench.accept('wi_chat');
    expect(refusal(bench.do(callBack()))).toMatchObject({ code: 'conflict', current: { agentId: 'anna' } });
    expect(refusal(bench.do(callBack(), agentKey('anna'))).code).toBe('forbidden');
  });
});
