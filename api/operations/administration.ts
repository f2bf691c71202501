import { randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import type { z } from 'zod';
import type { Role } from '../../core/command.ts';
import { ConfigurationDocument } from '../../core/configuration/document/document.ts';
import { isId } from '../../core/ids.ts';
import { latestConfiguration } from '../../db/query/configuration.ts';
import { listKeys, readKey } from '../../db/query/keys.ts';
import * as answers from '../answers.ts';
import { hashKey } from '../authenticate.ts';
import { type ApiDependencies, type Call, send } from '../call.ts';
import { ApiError } from '../error.ts';
import { readText } from '../json.ts';
import type { Api } from '../operation.ts';
import { idOfCursor, pageOf } from '../paging.ts';
import { KeyBody, ListQuery, PublishQuery } from '../schemas.ts';
import { readYaml } from '../yaml.ts';

const MOST_BYTES = 2 * 1024 * 1024;

const ADMIN = ['admin'] as const;

export function administration(app: Api, to: ApiDependencies): void {
  app.operation(
    {
      method: 'get',
      path: '/v1/configuration',
      summary: 'The published document, unchanged, with its version',
      roles: ['admin', 'supervisor'],
      answers: { 200: answers.Configuration },
    },
    (call) => readConfiguration(call, to),
  );
  app.operation(
    {
      method: 'put',
      path: '/v1/configuration',
      summary: 'Publish a whole document; If-Match names the version that you read, or *',
      roles: ADMIN,
      query: PublishQuery,
      body: ConfigurationDocument,
      bodyTypes: ['application/json', 'application/yaml'],
      answers: { 200: answers.Published },
    },
    (call, { query }) => publish(call, to, query),
  );
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

async function readConfiguration(call: Call, to: ApiDependencies): Promise<Response> {
  const found = await latestConfiguration(to.db);
  if (found === null)
    throw new ApiError('not_found', 'Nothing is published yet: PUT /v1/configuration with If-Match: *.');
  call.header('ETag', `"${found.version}"`);
  return call.json({ ...found, publishedAt: found.publishedAt.toISOString() });
}

async function publish(call: Call, to: ApiDependencies, query: z.output<typeof PublishQuery>): Promise<Response> {
  const document = await readDocument(call);
  const version = versionOf(call.req.header('if-match'));
  const reply = await send(call, to, {
    verb: 'publish',
    document,
    author: call.get('actor').id,
    ifMatch: version,
    reason: query.reason ?? null,
    reclassify: query.reclassify,
  });
  if (reply.kind !== 'published') throw new Error('a publish answers with a version');
  call.header('ETag', `"${reply.version}"`);
  return call.json({ version: reply.version, warnings: reply.warnings });
}

function versionOf(header: string | undefined): number | '*' {
  if (header === '*') return '*';
  if (header === undefined)
    throw new ApiError('precondition_required', 'Send If-Match with the version that you read, or *.');
  const version = Number(header.replace(/^"?(\d{1,9})"?$/, '$1'));
  if (!Number.isInteger(version))
    throw new ApiError('precondition', 'Send If-Match with the version that you read, or *.');
  return version;
}

async function readDocument(call: Call): Promise<unknown> {
  const type = call.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  const text = await readText(call.req.raw, MOST_BYTES);
  try {
    if (type === 'application/json') return JSON.parse(text);
    if (type === 'application/yaml') return readYaml(text).value;
  } catch (error) {
    throw new ApiError('malformed', `The document cannot be read: ${(error as Error).message.slice(0, 200)}`);
  }
  throw new ApiError('unsupported_media_type', 'Send application/json or application/yaml.');
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
