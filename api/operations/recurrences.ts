import { uuidv7 } from 'uuidv7';
import type { z } from 'zod';
import type { Command } from '../../core/command.ts';
import { EmptyForm } from '../../core/forms.ts';
import type { RecurrenceInput } from '../../core/recurrence/recurrence.ts';
import type { RecurrenceView } from '../../core/recurrence/views.ts';
import { pageOf as answersPage } from '../answers.ts';
import { type ApiDependencies, type Call, pathId, send } from '../call.ts';
import { ApiError } from '../error.ts';
import type { Api } from '../operation.ts';
import { pageOfAll } from '../paging.ts';
import { presentRequirements } from '../present.ts';
import { Occurrences, OccurrencesQuery, Recurrence, RecurrenceBody } from '../recurrence-schemas.ts';
import { ListQuery } from '../schemas.ts';

const PEOPLE = ['supervisor', 'admin'] as const;
const path = '/v1/recurrences';
const at = `${path}/:id`;

/** Items that come again and again by a rule. */
export function recurrences(app: Api, to: ApiDependencies): void {
  collection(app, to);
  single(app, to);
  verbs(app, to);
}

function collection(app: Api, to: ApiDependencies): void {
  app.operation(
    {
      method: 'post',
      path,
      summary: 'Have an item made again and again by a rule',
      more: 'At most 1,000 at a time, and at least 5 minutes from one occurrence to the next. Nothing is made for what is past.',
      roles: PEOPLE,
      body: RecurrenceBody,
      answers: { 201: Recurrence },
    },
    (call, { body }) =>
      act(call, to, { verb: 'put_recurrence', recurrence: `rc_${uuidv7()}`, isNew: true, input: inputOf(body) }),
  );
  app.operation(
    {
      method: 'get',
      path,
      summary: 'Recurrences, oldest first',
      roles: PEOPLE,
      query: ListQuery,
      answers: { 200: answersPage(Recurrence) },
    },
    async (call, { query }) => {
      const all = (await to.engine.ask({ kind: 'recurrences' })).map(present);
      return call.json(pageOfAll(all, query, 'rc'));
    },
  );
}

function single(app: Api, to: ApiDependencies): void {
  app.operation(
    { method: 'get', path: at, summary: 'A recurrence', roles: PEOPLE, answers: { 200: Recurrence } },
    async (call) => answer(call, found(call, await to.engine.ask({ kind: 'recurrence', id: pathId(call, 'rc') })), 200),
  );
  app.operation(
    {
      method: 'put',
      path: at,
      summary: 'Replace a recurrence; what was made already stays',
      more: 'The new rule counts from now on, and from after the last item that was prepared.',
      roles: PEOPLE,
      body: RecurrenceBody,
      answers: { 200: Recurrence },
    },
    (call, { body }) =>
      act(call, to, { verb: 'put_recurrence', recurrence: pathId(call, 'rc'), isNew: false, input: inputOf(body) }),
  );
  app.operation(
    {
      method: 'delete',
      path: at,
      summary: 'Delete a recurrence; what was made already stays',
      roles: PEOPLE,
      answers: { 204: null },
    },
    async (call) => {
      await send(call, to, { verb: 'delete_recurrence', recurrence: pathId(call, 'rc') });
      return call.body(null, 204);
    },
  );
  app.operation(
    {
      method: 'get',
      path: `${at}/occurrences`,
      summary: 'When it occurs next, exceptions left out; as if it were not paused',
      roles: PEOPLE,
      query: OccurrencesQuery,
      answers: { 200: Occurrences },
    },
    async (call, { query: { after, limit } }) => {
      const asked = { kind: 'occurrences', id: pathId(call, 'rc'), after: after ?? null, most: limit } as const;
      const occurrences = found(call, await to.engine.ask(asked));
      return call.json({ data: occurrences.map((one) => ({ ...one, at: new Date(one.at).toISOString() })) });
    },
  );
}

function verbs(app: Api, to: ApiDependencies): void {
  const verb = { method: 'post', roles: PEOPLE, body: EmptyForm, answers: { 200: Recurrence } } as const;
  app.operation(
    { ...verb, path: `${at}/pause`, summary: 'Let it rest; what falls into the pause is not made' },
    (call) => act(call, to, { verb: 'pause_recurrence', recurrence: pathId(call, 'rc') }),
  );
  app.operation({ ...verb, path: `${at}/resume`, summary: 'Let it go on, from the next occurrence' }, (call) =>
    act(call, to, { verb: 'resume_recurrence', recurrence: pathId(call, 'rc') }),
  );
}

async function act(call: Call, to: ApiDependencies, command: Command): Promise<Response> {
  const reply = await send(call, to, command);
  if (reply.kind !== 'recurrence') throw new Error(`${command.verb} answers with a recurrence`);
  if (reply.created) call.header('Location', `${path}/${reply.recurrence.id}`);
  return answer(call, reply, reply.created ? 201 : 200);
}

function answer(call: Call, view: RecurrenceView, status: 200 | 201): Response {
  call.header('ETag', `"${view.recurrence.rev}"`);
  return call.json(present(view), status);
}

function found<T>(call: Call, given: T | null): T {
  if (given === null) throw new ApiError('not_found', `There is no recurrence ${call.req.param('id')}.`);
  return given;
}

function inputOf({ item, prepare, until, ...rest }: z.output<typeof RecurrenceBody>): RecurrenceInput {
  const { dueAfter, channel, workstream, queue, subject, customerRef, priority, ...asked } = item;
  return {
    ...rest,
    until: until ?? null,
    prepareMs: prepare,
    item: {
      ...asked,
      channel: channel ?? null,
      workstream: workstream ?? null,
      queue: queue ?? null,
      subject: subject ?? null,
      customerRef: customerRef ?? null,
      priority: priority ?? null,
      dueAfterMs: dueAfter ?? null,
    },
  };
}

function present({ recurrence, next }: RecurrenceView) {
  const { doneUntil: _, prepareMs, createdAt, changedAt, item, ...rest } = recurrence;
  const { dueAfterMs, requirements, ...made } = item;
  return {
    ...rest,
    item: {
      ...made,
      requirements: presentRequirements(requirements),
      dueAfter: dueAfterMs === null ? null : duration(dueAfterMs),
    },
    prepare: duration(prepareMs),
    next: next === null ? null : new Date(next).toISOString(),
    createdAt: new Date(createdAt).toISOString(),
    changedAt: new Date(changedAt).toISOString(),
    scheduleId: recurrence.id,
  };
}

const duration = (ms: number): string => `PT${ms / 1_000}S`;
