import type { Hono } from 'hono';
import { uuidv7 } from 'uuidv7';
import type { Command } from '../../core/command.ts';
import { itemEvents, listItems, readItem } from '../../db/query/read-items.ts';
import type { KeyActor } from '../authenticate.ts';
import { type ApiDependencies, allow, body, type Call, type Env, parse, pathId, send } from '../call.ts';
import { ApiError } from '../error.ts';
import { idOfCursor, pageOf } from '../paging.ts';
import { presentEvent, presentItem } from '../present.ts';
import * as schemas from '../schemas.ts';

export function items(app: Hono<Env>, to: ApiDependencies): void {
  app.post('/v1/work-items', (call) => create(call, to));
  app.get('/v1/work-items', (call) => list(call, to));
  app.get('/v1/work-items/:id', async (call) => answer(call, to, await visible(call, to)));
  app.get('/v1/work-items/:id/events', (call) => events(call, to));
  app.patch('/v1/work-items/:id', async (call) =>
    act(call, to, { verb: 'patch', item: pathId(call, 'wi'), patch: definite(await body(call, schemas.PatchBody)) }),
  );
  const verb = (name: string, command: (call: Call, item: string) => Promise<Command>): void => {
    app.post(`/v1/work-items/:id/${name}`, async (call) => act(call, to, await command(call, pathId(call, 'wi'))));
  };
  verb('complete', async (call, item) => {
    const given = await body(call, schemas.CompleteBody);
    return { verb: 'complete', item, outcome: given.outcome ?? null, note: given.note ?? null };
  });
  verb('close', async (call, item) => {
    await body(call, schemas.EmptyBody);
    return { verb: 'end_wrap_up', item };
  });
  verb('cancel', async (call, item) => ({
    verb: 'cancel',
    item,
    reason: (await body(call, schemas.ReasonBody)).reason ?? null,
  }));
  verb('release', async (call, item) => ({
    verb: 'release',
    item,
    reason: (await body(call, schemas.ReasonBody)).reason ?? null,
  }));
  for (const name of ['pause', 'resume']) app.post(`/v1/work-items/:id/${name}`, (call) => notYet(call, name));
  verb('transfer', async (call, item) => {
    const given = await body(call, schemas.TransferBody);
    return { verb: 'transfer', item, queue: given.queue ?? null, agent: given.agent ?? null };
  });
  verb('assign', async (call, item) => ({ verb: 'assign', item, ...(await body(call, schemas.AssignBody)) }));
  verb('pick', async (call, item) => ({
    verb: 'pick',
    item,
    agent: (await body(call, schemas.PickBody)).agent ?? null,
  }));
  verb('reschedule', async (call, item) => ({
    verb: 'reschedule',
    item,
    ...(await body(call, schemas.RescheduleBody)),
  }));
}

/** Comes with the states around it; until then nobody should think that an item was paused. */
function notYet(call: Call, verb: string): Response {
  allow(call, 'agent', 'supervisor', 'admin');
  throw new ApiError(
    'not_implemented',
    `Item ${pathId(call, 'wi')} was not changed: this release cannot ${verb} items yet. Release it to give it back to its queue.`,
  );
}

async function create(call: Call, to: ApiDependencies): Promise<Response> {
  const given = await body(call, schemas.NewItemBody);
  const source = sourceOf(call.get('actor'), given.source);
  const nullable = {
    externalId: null,
    channel: null,
    workstream: null,
    queue: null,
    subject: null,
    customerRef: null,
    priority: null,
    dueAt: null,
    notBefore: null,
  };
  const reply = await send(call, to, {
    verb: 'create',
    item: { ...nullable, ...definite(given), id: `wi_${uuidv7()}`, source },
  });
  if (reply.kind !== 'item') throw new Error('a create answers with an item');
  call.header('Location', `/v1/work-items/${reply.item.id}`);
  return answer(call, to, reply.item, reply.created ? 201 : 200);
}

/** A channel's key speaks for its own source. */
function sourceOf(actor: KeyActor, given: string | undefined): string {
  if (actor.source === null) {
    if (given === undefined)
      throw new ApiError('invalid', 'Name the source of the item.', [
        { pointer: '/source', detail: 'Name the source of the item.' },
      ]);
    return given;
  }
  if (given !== undefined && given !== actor.source) {
    throw new ApiError('forbidden', `This key hands in work of source ${actor.source} only.`);
  }
  return actor.source;
}

async function act(call: Call, to: ApiDependencies, command: Command): Promise<Response> {
  const reply = await send(call, to, command);
  if (reply.kind !== 'item') throw new Error(`${command.verb} answers with an item`);
  return answer(call, to, reply.item);
}

function answer(
  call: Call,
  to: ApiDependencies,
  item: Parameters<typeof presentItem>[0],
  status: 200 | 201 = 200,
): Response {
  call.header('ETag', `"${item.rev}"`);
  return call.json(presentItem(item, to.now()), status);
}

async function list(call: Call, to: ApiDependencies): Promise<Response> {
  allow(call, 'channel', 'supervisor', 'admin');
  const query = parse(schemas.ItemQuery, call.req.query());
  const { cursor, limit, source, ...filter } = query;
  const bound = call.get('actor').source ?? source;
  const after = cursor === undefined ? undefined : idOfCursor(cursor, /^wi_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  const found = await listItems(to.db, definite({ ...filter, source: bound, after, limit: limit + 1 }));
  const { data, nextCursor } = pageOf(found, limit);
  return call.json({ data: data.map((item) => presentItem(item, to.now())), nextCursor });
}

async function events(call: Call, to: ApiDependencies): Promise<Response> {
  const item = await visible(call, to);
  const after = Number(call.req.query('cursor') ?? 0);
  if (!Number.isSafeInteger(after) || after < 0)
    throw new ApiError('invalid', 'This cursor did not come from here: leave it out to begin anew.');
  const found = await itemEvents(to.db, { item: item.id, after, limit: 201 });
  const page = found.slice(0, 200);
  const { role } = call.get('actor');
  return call.json({
    data: page.map((event) => presentEvent(event, role)),
    nextCursor: found.length > 200 ? String(page.at(-1)!.seq) : null,
  });
}

/** What the role may not see is answered like what does not exist. */
async function visible(call: Call, to: ApiDependencies) {
  const id = pathId(call, 'wi');
  const item = await readItem(to.db, id);
  const actor = call.get('actor');
  const theirs =
    item !== null && (item.agentId === actor.agent || item.offers.some((offer) => offer.agentId === actor.agent));
  const sees = {
    channel: async () => actor.source === null || item?.source === actor.source,
    agent: async () => actor.agent !== null && (theirs || (await to.engine.ask({ kind: 'may_see', item: id, actor }))),
    supervisor: async () => true,
    admin: async () => true,
    ops: async () => false,
  }[actor.role];
  if (item === null || !(await sees())) throw new ApiError('not_found', `There is no item ${id}.`);
  return item;
}

/** Without the members that were left out. */
function definite<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
