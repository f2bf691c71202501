import type { z } from 'zod';
import { AttemptForm } from '../../core/forms.ts';
import * as answers from '../answers.ts';
import { type ApiDependencies, type Call, pathId, pathSlug, refused } from '../call.ts';
import type { Api } from '../operation.ts';
import { instantOfCursor, pageBy } from '../paging.ts';
import { CallBackBody, SlotQuery } from '../schemas.ts';
import { act } from './item-answer.ts';

const PEOPLE = ['supervisor', 'admin'] as const;

/** Call-backs: how they are asked for, booked and tried. Moved and cancelled they are like any item. */
export function callbacks(app: Api, to: ApiDependencies): void {
  app.operation(
    {
      method: 'post',
      path: '/v1/work-items/:id/callback',
      summary:
        'Let the customer of a waiting item go: a call-back follows it, and keeps its place in line unless it has a slot',
      more: 'The item is cancelled with the outcome `callback`. Without `workstream` it is the one that its queue has offered, or the only one that takes call-backs.',
      roles: ['channel', ...PEOPLE],
      body: CallBackBody,
      answers: { 201: answers.Item },
    },
    (call, { body: { workstream, slot, allowDuplicate } }) =>
      act(call, to, {
        verb: 'call_back',
        item: pathId(call, 'wi'),
        workstream: workstream ?? null,
        asked: { slot: slot ?? null, allowDuplicate },
      }),
  );
  app.operation(
    {
      method: 'post',
      path: '/v1/work-items/:id/attempts',
      summary: 'Say what came of the call: whoever was not reached is tried again, or not any more',
      more: 'Only while the agent has the call-back. Whom she reached she keeps, to complete it.',
      roles: ['agent', ...PEOPLE],
      body: AttemptForm,
      answers: { 200: answers.Item },
    },
    (call, { body: { outcome, note } }) =>
      act(call, to, { verb: 'attempt', item: pathId(call, 'wi'), outcome, note: note ?? null }),
  );
  app.operation(
    {
      method: 'get',
      path: '/v1/workstreams/:id/slots',
      summary: 'When call-backs of a workstream can be booked, with what is left of each slot',
      more: 'From now on for a week where nothing is said, 31 days at most; by the hours of the queue that they go to, or of `queue`.',
      roles: ['channel', 'agent', ...PEOPLE],
      query: SlotQuery,
      answers: { 200: answers.SlotPage },
    },
    (call, { query }) => slots(call, to, query),
  );
}

async function slots(call: Call, to: ApiDependencies, query: z.output<typeof SlotQuery>): Promise<Response> {
  const { from, to: until, timeZone, queue, limit, cursor } = query;
  const found = await to.engine.ask({
    kind: 'slots',
    workstream: pathSlug(call, 'workstream'),
    queue: queue ?? null,
    from: from ?? null,
    until: until ?? null,
    after: cursor === undefined ? null : instantOfCursor(cursor),
    timeZone: timeZone ?? null,
    most: limit + 1,
  });
  if ('kind' in found) throw refused(found);
  const all = found.slots.map((slot) => ({ ...slot, at: new Date(slot.at).toISOString() }));
  const page = pageBy(all, { limit, idOf: ({ at }) => String(Date.parse(at)) });
  return call.json({ timeZone: found.timeZone, ...page });
}
