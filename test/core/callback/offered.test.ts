import { expect, it } from 'vitest';
import { compile } from '../../../core/configuration/compile.ts';
import { Bench, newItem } from '../fixtures.ts';
import { document, row } from './desk.ts';

/** Two workstreams call back, and the desk offers that of one of them where nobody is there. */
function desk(): Bench {
  const written = document();
  const { calls } = written.workstreams;
  const compiled = compile(
    {
      ...written,
      queues: {
        ...written.queues,
        desk: {
          ...written.queues.desk,
          overflow: [{ when: { expectedWaitOver: 'PT10M' }, then: { offerCallback: 'evenings' } }],
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
  const bench = desk();
  bench.do({ verb: 'create', item: newItem('wi_chat', { workstream: 'chat', customerRef: 'c-1' }) });
  expect(row(bench, 'wi_chat')).toMatchObject({ state: 'waiting', overflow: { callbacks: { desk: 'evenings' } } });
  const asked = { slot: null, allowDuplicate: false } as const;
  const outcome = bench.do({ verb: 'call_back', item: 'wi_chat', workstream: null, asked });
  expect(outcome).toMatchObject({ kind: 'item', created: true, item: { workstream: 'evenings' } });
});
