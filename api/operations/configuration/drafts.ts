import { uuidv7 } from 'uuidv7';
import type { z } from 'zod';
import { latestConfiguration } from '../../../db/query/configuration.ts';
import { type DraftAbout, listDrafts, readDraft, type StoredDraft } from '../../../db/query/drafts.ts';
import * as answers from '../../answers.ts';
import { type ApiDependencies, type Call, isRepetition, pathId, send } from '../../call.ts';
import { Draft, DraftWithDocument, Published } from '../../configuration-answers.ts';
import { DraftBody, PublishDraftBody } from '../../configuration-schemas.ts';
import { ApiError } from '../../error.ts';
import { tagIn } from '../../if-match.ts';
import type { Api } from '../../operation.ts';
import { idOfCursor, pageOf } from '../../paging.ts';
import { ListQuery } from '../../schemas.ts';
import { MOST_BYTES_WITH_DOCUMENT, READERS, WRITERS } from './document.ts';
import { publish } from './publish.ts';
import { publishDraft } from './publish-draft.ts';

const path = '/v1/configuration/drafts';
const at = `${path}/:id`;

/** Documents that somebody works on; one need not be valid until it is published. */
export function drafts(app: Api, to: ApiDependencies): void {
  collection(app, to);
  single(app, to);
}

function collection(app: Api, to: ApiDependencies): void {
  app.operation(
    {
      method: 'post',
      path,
      summary: 'Keep a document as a draft',
      more: 'At most 100 at a time. basedOn is the version that it was made from, the newest where it is left out.',
      roles: WRITERS,
      body: DraftBody,
      mostBytes: MOST_BYTES_WITH_DOCUMENT,
      answers: { 201: DraftWithDocument },
    },
    (call, { body }) => put(call, to, { given: body, before: null }),
  );
  app.operation(
    {
      method: 'get',
      path,
      summary: 'Drafts, oldest first, without their documents',
      roles: READERS,
      query: ListQuery,
      answers: { 200: answers.pageOf(Draft) },
    },
    async (call, { query: { cursor, limit } }) => {
      const after = cursor === undefined ? null : idOfCursor(cursor, 'dr');
      return call.json(pageOf((await listDrafts(to.db, { after, limit: limit + 1 })).map(present), limit));
    },
  );
}

function single(app: Api, to: ApiDependencies): void {
  app.operation(
    { method: 'get', path: at, summary: 'One draft', roles: READERS, answers: { 200: DraftWithDocument } },
    async (call) => answer(call, await draftOf(call, to), 200),
  );
  app.operation(
    {
      method: 'put',
      path: at,
      summary: 'Replace a draft; If-Match names the rev that you read, or *',
      roles: WRITERS,
      body: DraftBody,
      mostBytes: MOST_BYTES_WITH_DOCUMENT,
      answers: { 200: DraftWithDocument },
    },
    async (call, { body }) => {
      const before = await draftOf(call, to);
      return put(call, to, { given: body, before: { ...before, rev: revSeen(call) ?? before.rev } });
    },
  );
  app.operation(
    { method: 'delete', path: at, summary: 'Delete a draft', roles: WRITERS, answers: { 204: null } },
    async (call) => {
      const { id } = await draftOf(call, to);
      const rev = call.req.header('if-match') === undefined ? null : revSeen(call);
      await send(call, to, { verb: 'delete_draft', draft: id, rev });
      return call.body(null, 204);
    },
  );
  app.operation(
    {
      method: 'post',
      path: `${at}/publish`,
      summary: 'Publish a draft; If-Match names the published version that you read, or *',
      more: 'Its warnings have to be acknowledged by their codes. 409 says what was published since the version that it is based on.',
      roles: WRITERS,
      body: PublishDraftBody,
      answers: { 200: Published },
    },
    async (call, { body }) => {
      if (await isRepetition(call, to)) return publish(call, to, { ...NOTHING, reclassify: body.reclassify });
      return publishDraft(call, to, { draft: await draftOf(call, to), ...body });
    },
  );
}

/** For a repetition, which the engine answers from what it kept: the draft is gone. */
const NOTHING = { document: null, ifMatch: '*', reason: null } as const;

async function draftOf(call: Call, to: ApiDependencies): Promise<StoredDraft> {
  const id = pathId(call, 'dr');
  const draft = await readDraft(to.db, id);
  if (draft === null) throw new ApiError('not_found', `There is no draft ${id}.`);
  return draft;
}

/** The revision that `If-Match` names, `null` for any; 428 without one. */
function revSeen(call: Call): number | null {
  const header = call.req.header('if-match');
  if (header === undefined)
    throw new ApiError('precondition_required', 'Send If-Match with the rev that ETag gave, or *.');
  const tag = tagIn(header, 'the rev');
  return tag === '*' ? null : tag;
}

async function put(
  call: Call,
  to: ApiDependencies,
  { given, before }: { given: z.output<typeof DraftBody>; before: StoredDraft | null },
): Promise<Response> {
  const basedOn = given.basedOn ?? before?.basedOn ?? (await latestConfiguration(to.db))?.version ?? 0;
  const input = { name: given.name, document: given.document, basedOn, author: call.get('actor').id };
  const id = before?.id ?? `dr_${uuidv7()}`;
  const reply = await send(call, to, { verb: 'put_draft', draft: id, rev: before?.rev ?? null, input });
  if (reply.kind !== 'draft') throw new Error('a draft answers with its revision');
  const updatedAt = new Date(reply.at);
  const saved = { ...input, id: reply.draft, rev: reply.rev, createdAt: before?.createdAt ?? updatedAt, updatedAt };
  return answer(call, saved, before === null ? 201 : 200);
}

function answer(call: Call, draft: StoredDraft, status: 200 | 201): Response {
  call.header('ETag', `"${draft.rev}"`);
  return call.json({ ...present(draft), document: draft.document }, status);
}

const present = ({ id, rev, name, basedOn, author, createdAt, updatedAt }: DraftAbout) => ({
  id,
  rev,
  name,
  basedOn,
  author,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});
