import { uuidv7 } from 'uuidv7';
import type { z } from 'zod';
import { type BulkView, losesWork } from '../../core/bulk.ts';
import type { BulkInput, Command } from '../../core/command.ts';
import { EmptyForm } from '../../core/forms.ts';
import { listBulks, readBulk } from '../../db/query/bulk-operations.ts';
import { pageOf as answersPage } from '../answers.ts';
import { BulkBody, BulkOperation, BulkPreview } from '../bulk-schemas.ts';
import { confirmation, confirmed } from '../bulk-token.ts';
import { type ApiDependencies, type Call, isRepetition, pathId, refused, send } from '../call.ts';
import { ApiError } from '../error.ts';
import type { Api } from '../operation.ts';
import { idOfCursor, pageOf } from '../paging.ts';
import { ListQuery } from '../schemas.ts';

const PEOPLE = ['supervisor', 'admin'] as const;
const path = '/v1/bulk-operations';
const at = `${path}/:id`;

/** One action on all items that match. */
export function bulkOperations(app: Api, to: ApiDependencies): void {
  app.operation(
    {
      method: 'post',
      path,
      summary: 'Do one thing to all open items that match now; where work is lost, say first how many',
      more: '`cancel` without `confirm` does nothing, and answers 200 with how many it would end, some of them and a token; the same again with that token as `confirm` begins. It goes on in slices, in the name of whoever began it; what changes meanwhile is passed over and counted.',
      roles: PEOPLE,
      body: BulkBody,
      answers: { 202: BulkOperation, 200: BulkPreview },
    },
    (call, { body }) => start(call, to, body),
  );
  app.operation(
    {
      method: 'get',
      path,
      summary: 'Bulk operations, newest first',
      roles: PEOPLE,
      query: ListQuery,
      answers: { 200: answersPage(BulkOperation) },
    },
    async (call, { query: { cursor, limit } }) => {
      const after = cursor === undefined ? {} : { after: idOfCursor(cursor, 'bk') };
      const { data, nextCursor } = pageOf(await listBulks(to.db, { ...after, limit: limit + 1 }), limit);
      return call.json({ data: data.map(present), nextCursor });
    },
  );
  app.operation(
    {
      method: 'get',
      path: at,
      summary: 'A bulk operation: how far it is',
      roles: PEOPLE,
      answers: { 200: BulkOperation },
    },
    async (call) => call.json(present(await found(call, to))),
  );
  verbs(app, to);
}

function verbs(app: Api, to: ApiDependencies): void {
  const verb = { method: 'post', roles: PEOPLE, body: EmptyForm, answers: { 200: BulkOperation } } as const;
  app.operation({ ...verb, path: `${at}/pause`, summary: 'Let it rest; what was done stays done' }, (call) =>
    steer(call, to, 'pause_bulk'),
  );
  app.operation({ ...verb, path: `${at}/resume`, summary: 'Let it go on' }, (call) => steer(call, to, 'resume_bulk'));
  app.operation({ ...verb, path: `${at}/cancel`, summary: 'Leave the rest; what was done stays done' }, (call) =>
    steer(call, to, 'cancel_bulk'),
  );
}

async function start(call: Call, to: ApiDependencies, body: z.output<typeof BulkBody>): Promise<Response> {
  const input = inputOf(body);
  const by = { input, key: call.get('actor').id, now: to.now() };
  const asks = losesWork(input.action) && body.confirm === undefined;
  if (asks && !(await isRepetition(call, to))) {
    const preview = await to.engine.ask({ kind: 'bulk_preview', input });
    if ('kind' in preview) throw refused(preview);
    const { confirm, expiresAt } = confirmation({ ...by, matched: preview.matched });
    return call.json({ ...preview, confirm, expiresAt: new Date(expiresAt).toISOString() });
  }
  const atMost = body.confirm === undefined ? null : confirmed(body.confirm, by);
  const bulk = await act(call, to, { verb: 'start_bulk', bulk: `bk_${uuidv7()}`, input, atMost });
  call.header('Location', `${path}/${bulk.id}`);
  return call.json(present(bulk), 202);
}

async function steer(
  call: Call,
  to: ApiDependencies,
  verb: 'pause_bulk' | 'resume_bulk' | 'cancel_bulk',
): Promise<Response> {
  const { id, state } = await found(call, to);
  if (state === 'done' || state === 'cancelled') throw new ApiError('conflict', `Bulk operation ${id} is ${state}.`);
  return call.json(present(await act(call, to, { verb, bulk: id })));
}

async function act(call: Call, to: ApiDependencies, command: Command): Promise<BulkView> {
  const reply = await send(call, to, command);
  if (reply.kind !== 'bulk') throw new Error(`${command.verb} answers with a bulk operation`);
  return reply.bulk;
}

async function found(call: Call, to: ApiDependencies): Promise<BulkView> {
  const id = pathId(call, 'bk');
  const bulk = await readBulk(to.db, id);
  if (bulk === null) throw new ApiError('not_found', `There is no bulk operation ${id}.`);
  return bulk;
}

const inputOf = ({ action, filter, parameters, reason }: z.output<typeof BulkBody>): BulkInput => ({
  action,
  filter: {
    state: filter.state ?? null,
    queue: filter.queue ?? null,
    workstream: filter.workstream ?? null,
    channel: filter.channel ?? null,
    source: filter.source ?? null,
    agent: filter.agent ?? null,
    createdBefore: filter.createdBefore ?? null,
  },
  parameters: {
    queue: parameters.queue ?? null,
    notBefore: parameters.notBefore ?? null,
    priority: parameters.priority ?? null,
  },
  reason: reason ?? null,
});

const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const present = ({ matched, done, skipped, failed, position: _, role: __, ...bulk }: BulkView) => ({
  ...bulk,
  filter: { ...bulk.filter, createdBefore: instant(bulk.filter.createdBefore) },
  parameters: { ...bulk.parameters, notBefore: instant(bulk.parameters.notBefore) },
  counts: { matched, done, skipped, failed },
  skippedReasons: Object.entries(bulk.skippedReasons)
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count),
  createdAt: instant(bulk.createdAt),
  changedAt: instant(bulk.changedAt),
  endedAt: instant(bulk.endedAt),
  workflowId: `bulk/${bulk.id}`,
});
