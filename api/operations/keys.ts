import { randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import type { z } from 'zod';
import type { Role } from '../../core/command.ts';
import { isId } from '../../core/ids.ts';
import { listKeys, readKey } from '../../db/query/keys.ts';
import * as answers from '../answers.ts';
import { hashKey } from '../authenticate.ts';
import { type ApiDependencies, type Call, send } from '../call.ts';
import { ApiError } from '../error.ts';
import type { Api } from '../operation.ts';
import { idOfCursor, pageOf } from '../paging.ts';
import { KeyBody, ListQuery } from '../schemas.ts';

const ADMIN = ['admin'] as const;

export function keys(app: Api, to: ApiDependencies): void {
  app.operation(
    {
      method: 'get',
      path: '/v1/keys',
      summary: 'Keys, oldest first, without their secrets',
      roles: ADMIN,
      query: ListQuery,
      answers: { 200: answers.pageOf(answers.Key) },
    },
    async (call, { query: { cursor, limit } }) => {
      const after = cursor === undefined ? null : idOfCursor(cursor, 'ke');
      return call.json(pageOf(await listKeys(to.db, { after, limit: limit + 1 }), limit));
    },
  );
  app.operation(
    {
      method: 'post',
      path: '/v1/keys',
      summary: 'Make a key; its secret is shown once',
      more: 'A key of role channel names its source, one of role agent its agent; no other role names either.',
      roles: ADMIN,
      body: KeyBody,
      answers: { 201: answers.NewKey },
    },
    (call, { body }) => createKey(call, to, body),
  );
  app.operation(
    {
      method: 'delete',
      path: '/v1/keys/:id',
      summary: 'Revoke a key; it is dead within 5 s',
      roles: ADMIN,
      answers: { 204: null },
    },
    async (call) => {
      const key = call.req.param('id') ?? '';
      const row = isId('ke', key) ? await readKey(to.db, key) : null;
      if (row === null) throw new ApiError('not_found', `There is no key ${JSON.stringify(key.slice(0, 80))}.`);
      if (row.revokedAt === null) await send(call, to, { verb: 'revoke_key', key });
      return call.body(null, 204);
    },
  );
}

/** What binds a key belongs to the role that it binds: without it that role would be bound to nothing, and another ignores it. */
function checkBinding(
  given: z.output<typeof KeyBody>,
  { role, field }: { role: Role; field: 'agent' | 'source' },
): void {
  const named = (given[field] ?? null) !== null;
  if (named === (given.role === role)) return;
  const detail = named
    ? `Only a key of role ${role} names its ${field}; this one is of role ${given.role}.`
    : `A key of role ${role} names its ${field}.`;
  throw new ApiError('invalid', detail, [{ pointer: `/${field}`, detail }]);
}

async function createKey(call: Call, to: ApiDependencies, given: z.output<typeof KeyBody>): Promise<Response> {
  checkBinding(given, { role: 'agent', field: 'agent' });
  checkBinding(given, { role: 'channel', field: 'source' });
  const agent = given.agent ?? null;
  if (agent !== null && (await to.engine.ask({ kind: 'agent', id: agent })) === null)
    throw new ApiError('invalid', `There is no agent ${agent}.`, [
      { pointer: '/agent', detail: `There is no agent ${agent}.` },
    ]);
  if (given.expiresAt && given.expiresAt <= to.now())
    throw new ApiError('invalid', 'expiresAt must be ahead.', [{ pointer: '/expiresAt', detail: 'It must be ahead.' }]);
  const secret = `sbk_${randomBytes(24).toString('base64url')}`;
  const id = `ke_${uuidv7()}`;
  const { name, role } = given;
  const reply = await send(call, to, {
    verb: 'create_key',
    key: {
      id,
      name,
      role,
      agent,
      source: given.source ?? null,
      hash: hashKey(secret),
      expiresAt: given.expiresAt ?? null,
    },
  });
  if (reply.replayed)
    throw new ApiError(
      'already_created',
      'This key was made already; its secret is shown once only. Revoke it and make another.',
    );
  return call.json({ id, name, role, key: secret }, 201);
}
