import { uuidv7 } from 'uuidv7';
import type { z } from 'zod';
import { type Command, NOTHING_SAID } from '../../core/command.ts';
import { type AgentScope, itemEvents, listItems, readItem } from '../../db/query/read-items.ts';
import * as answers from '../answers.ts';
import type { KeyActor } from '../authenticate.ts';
import { type ApiDependencies, type Call, pathId, refused } from '../call.ts';
import { ApiError } from '../error.ts';
import * as explanations from '../explanation-answers.ts';
import type { Api } from '../operation.ts';
import { idOfCursor, pageOf } from '../paging.ts';
import { presentEvent, presentItem, presentNewItemExplanation } from '../present.ts';
import * as schemas from '../schemas.ts';
import { visibleItem } from '../sight.ts';
import { act, answer } from './item-answer.ts';
import { itemVerbs } from './item-verbs.ts';

const PEOPLE = ['supervisor', 'admin'] as const;
const HANDLING = ['agent', ...PEOPLE] as const;
const OWNER = ['channel', ...PEOPLE] as const;

export function items(app: Api, to: ApiDependencies): void {
  const at = '/v1/work-items';
  app.operation(
    {
      method: 'post',
      path: at,
      summary: 'Hand in an item; 200 with the one that is there for the same source and externalId',
      more: 'With `follows` it goes on from an earlier item, settled or not, in whose workstream and for whose customer it is where nothing else is said. An agent may follow what is in her hands, or was last in hers.',
      roles: ['channel', ...HANDLING],
      body: schemas.NewItemBody,
      answers: { 201: answers.Item, 200: answers.Item },
    },
    (call, { body }) => act(call, to, { verb: 'create', item: newItem(call, body) }),
  );
  app.operation(
    {
      method: 'get',
      path: at,
      summary: 'Items, newest first',
      more: 'An agent sees what is offered to, held by or to be picked by her; a channel what is of its own source.',
      roles: ['channel', ...HANDLING],
      query: schemas.ItemQuery,
      answers: { 200: answers.pageOf(answers.Item) },
    },
    (call, { query }) => list(call, to, query),
  );
  const one = { method: 'get', roles: ['channel', ...HANDLING] } as const;
  app.operation({ ...one, path: `${at}/:id`, summary: 'An item', answers: { 200: answers.Item } }, async (call) =>
    answer(call, to, await visibleItem(call, to)),
  );
  app.operation(
    {
      ...one,
      path: `${at}/:id/events`,
      summary: 'The history of an item, oldest first',
      query: schemas.EventQuery,
      answers: { 200: answers.pageOf(answers.Event) },
    },
    (call, { query }) => events(call, to, query),
  );
  app.operation(
    {
      method: 'patch',
      path: `${at}/:id`,
      summary: 'Change an item; it is classified and matched again',
      roles: OWNER,
      body: schemas.PatchBody,
      answers: { 200: answers.Item },
    },
    (call, { body: { allowDuplicate, ...patch } }) =>
      act(call, to, { verb: 'patch', item: pathId(call, 'wi'), patch: definite(patch), allowDuplicate }),
  );
  app.operation(
    {
      method: 'post',
      path: '/v1/explain',
      summary: 'What would happen to an item if it were handed in now; nothing is',
      more: 'How the rules take it in, its place in line, who could take it with each score, and who could not, by reason.',
      roles: ['supervisor', 'admin'],
      body: schemas.NewItemBody,
      answers: { 200: explanations.NewItemExplanation },
    },
    (call, { body }) => explain(call, to, body),
  );
  itemVerbs(app, to);
}

type NewItem = z.output<typeof schemas.NewItemBody>;

/** Asks what would happen; hands nothing in. */
async function explain(call: Call, to: ApiDependencies, given: NewItem): Promise<Response> {
  const first = typeof given.follows === 'string' ? await readItem(to.db, given.follows) : null;
  const explanation = await to.engine.ask({ kind: 'new_item_explanation', item: newItem(call, given), first });
  if ('kind' in explanation) throw refused(explanation);
  return call.json(presentNewItemExplanation(explanation));
}

const newItem = (
  call: Call,
  { slot, allowDuplicate, ...given }: NewItem,
): Extract<Command, { verb: 'create' }>['item'] => ({
  ...NOTHING_SAID,
  ...definite(given),
  booking: { slot: slot ?? null, allowDuplicate },
  id: `wi_${uuidv7()}`,
  source: sourceOf(call.get('actor'), given),
});

/** A channel's key speaks for its own source; one that has none, for nobody. What follows an item may be of its source. */
function sourceOf(actor: KeyActor, { source, follows }: Pick<NewItem, 'source' | 'follows'>): string | null {
  if (actor.role === 'channel') {
    if (actor.source !== null && (source ?? actor.source) === actor.source) return actor.source;
    throw new ApiError(
      'forbidden',
      actor.source === null
        ? 'This key names no source: make another that does.'
        : `This key hands in work of source ${actor.source} only.`,
    );
  }
  if (source !== undefined) return source;
  if (follows !== undefined && follows !== null) return null;
  const detail = 'Name the source of the item.';
  throw new ApiError('invalid', detail, [{ pointer: '/source', detail }]);
}

async function list(call: Call, to: ApiDependencies, query: z.output<typeof schemas.ItemQuery>): Promise<Response> {
  const { cursor, limit, source, ...filter } = query;
  const actor = call.get('actor');
  // No item has an empty source.
  const bound = actor.role === 'channel' ? (actor.source ?? '') : source;
  const after = cursor === undefined ? undefined : idOfCursor(cursor, 'wi');
  const found = await listItems(
    to.db,
    definite({ ...filter, source: bound, after, scope: await scopeOf(actor, to), limit: limit + 1 }),
  );
  const { data, nextCursor } = pageOf(found, limit);
  return call.json({ data: data.map((item) => presentItem(item, to.now())), nextCursor });
}

async function scopeOf({ role, agent }: KeyActor, to: ApiDependencies): Promise<AgentScope | undefined> {
  if (role !== 'agent') return undefined;
  const bound = agent ?? '';
  return { agent: bound, ...(await to.engine.ask({ kind: 'pick_scope', agent: bound })) };
}

async function events(
  call: Call,
  to: ApiDependencies,
  { cursor: after }: z.output<typeof schemas.EventQuery>,
): Promise<Response> {
  const item = await visibleItem(call, to);
  const found = await itemEvents(to.db, { item: item.id, after, limit: 201 });
  const page = found.slice(0, 200);
  const { role } = call.get('actor');
  return call.json({
    data: page.map((event) => presentEvent(event, role)),
    nextCursor: found.length > 200 ? String(page.at(-1)!.seq) : null,
  });
}

/** Without the members that were left out. */
function definite<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
