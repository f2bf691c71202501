import { expect, it } from 'vitest';
import { compile } from '../../../core/configuration/compile.ts';
import { agentKey, Bench, newItem } from '../fixtures.ts';
import { booked, document, MINUTE, row } from './desk.ts';

/** Two workstreams call back, and the desk offers that of one of them where nobody is there. */
function desk(overflow: readonly object[]): Bench {
  const written = document();
  const { calls } = written.workstreams;
  const compiled = compile(
    {
      ...written,
      queues: {
        ...written.queues,
        desk: {
          ...written.queues.desk,
          overflow,
        },
      },
      workstreams: { ...written.workstreams, evenings: calls },
    },
    1,
  );
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.findings));
  return new Bench(compiled.configuration);
}

it('a call-back that overflow has offered is the one that is taken, where none is named', () => {
  const bench = desk([{ when: { expectedWaitOver: 'PT10M' }, then: { offerCallback: 'evenings' } }]);
  bench.do({ verb: 'create', item: newItem('wi_chat', { workstream: 'chat', customerRef: 'c-1' }) });
  expect(row(bench, 'wi_chat')).toMatchObject({ state: 'waiting', overflow: { callbacks: { desk: 'evenings' } } });
  const asked = { slot: null, allowDuplicate: false } as const;
  const outcome = bench.do({ verb: 'call_back', item: 'wi_chat', workstream: null, asked });
  expect(outcome).toMatchObject({ kind: 'item', created: true, item: { workstream: 'evenings' } });
});

it('is offered neither to who waits for one already nor where advice is asked for: the next rule acts', () => {
  const bench = desk([
    { when: { waitedOver: 'PT5M' }, then: { offerCallback: 'evenings' } },
    { when: { waitedOver: 'PT5M' }, then: { queue: 'night' } },
  ]);
  bench.agent('anna', { limits: { chat: 1, callback: 0 } });
  bench.do({ verb: 'create', item: newItem('wi_held', { workstream: 'chat' }) });
  bench.accept('wi_held');
  bench.do({ verb: 'create', item: newItem('wi_chat', { workstream: 'chat' }) });
  const call = booked(bench, null);
  const consult = { consult: 'wi_consult', queue: 'desk', agent: null, note: null };
  bench.do({ verb: 'consult', item: 'wi_held', ...consult }, agentKey('anna'));
  bench.wait(5 * MINUTE + 30_000);
  expect(['wi_chat', call, 'wi_consult'].map((item) => row(bench, item).queue)).toEqual(['night', 'night', 'night']);
  const offered = bench.world.log.events.filter(({ type }) => type === 'item.callback_offered');
  expect(offered.map(({ item }) => item)).toEqual(['wi_chat']);
});
