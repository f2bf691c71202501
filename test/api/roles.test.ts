import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashKey } from '../../api/authenticate.ts';
import { DOCUMENT } from '../engine/harness.ts';
import { type Api, openApi } from './harness.ts';
import { COLUMNS, MATRIX } from './role-matrix.ts';

const { desk } = DOCUMENT.profiles;
/** bo serves `regular` and may do all that a profile allows; anna serves `other`; leads are picked from a list. */
const ORGANISATION = {
  ...DOCUMENT,
  queues: { regular: { name: 'Regular' }, other: { name: 'Other' } },
  workstreams: {
    chat: { channel: 'chat', queue: [{ to: 'regular' }], wrapUp: { timeout: 'PT10M', extension: { by: 'PT1M' } } },
    unplaced: { channel: 'email', queue: [{ when: 'item.attributes.topic == "none"', to: 'regular' }] },
    calls: { channel: 'callback', queue: [{ to: 'regular' }], callback: { slots: { every: 'PT1H', atMost: 100 } } },
    leads: { channel: 'lead', queue: [{ to: 'regular' }], offer: { mode: 'pick' } },
  },
  profiles: {
    desk: { ...desk, channels: { chat: {}, lead: {}, callback: {} }, may: { transferTo: ['regular'], pick: ['lead'] } },
    elsewhere: { ...desk, queues: [{ queue: 'other' }] },
  },
  agents: { ...DOCUMENT.agents, anna: { ...DOCUMENT.agents.anna, profile: 'elsewhere' } },
};

let api: Api;
/** By column; `null` where no key is sent. */
let keys: (string | null)[];

beforeAll(async () => {
  api = await openApi(ORGANISATION);
  const revoked = await api.key('admin');
  await api.ask('DELETE', `/v1/keys/${revoked.id}`);
  const made = [
    await api.key('channel', { source: 'mail' }),
    await api.key('channel', { source: 'web' }),
    await api.key('agent', { agent: 'anna' }),
    await api.key('agent', { agent: 'bo' }),
    await api.key('supervisor'),
    await api.key('admin'),
    await api.key('ops'),
  ];
  keys = [null, 'sbk_nobody', revoked.key, ...made.map(({ key }) => key)];
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

/** What one request is about, made anew for each. */
interface Target {
  readonly id?: string;
  readonly item?: string;
  readonly body?: object;
  readonly raw?: string;
  readonly headers?: Record<string, string>;
}

const at =
  (path: string) =>
  async (item: string, body: object = {}) =>
    expect((await api.ask('POST', `/v1/work-items/${item}/${path}`, { body })).status).toBe(200);
const ahead = (): string => new Date(Date.now() + 86_400_000).toISOString();

type Offered = Target & { id: string; item: string; offer: string };
const offeredCall = (): Promise<Offered> => offered({ channel: 'callback' });
async function offered(more: object = {}): Promise<Offered> {
  const { body } = await api.create({ requirements: { agent: 'bo' }, ...more });
  return { id: body.id, item: body.id, offer: body.offers[0].id };
}
async function assigned(): Promise<Target & { item: string }> {
  const { item, offer } = await offered();
  expect((await api.ask('POST', `/v1/offers/${offer}/accept`)).status).toBe(200);
  return { id: item, item };
}
async function wrapping(): Promise<Target & { item: string }> {
  const target = await assigned();
  await at('complete')(target.item);
  return target;
}
const offer = async (): Promise<Target> => {
  const { offer: id, item } = await offered();
  return { id, item };
};
const waiting = async (more: object): Promise<Target> => {
  const { body } = await api.create({ requirements: { agent: 'cleo' }, ...more });
  expect(body.state).toBe('waiting');
  return { id: body.id, item: body.id };
};
const cleo = { name: 'Cleo', profile: 'desk' };
const putCleo = () => api.ask('PUT', '/v1/agents/cleo', { body: cleo });
const plan = { name: 'plan', document: ORGANISATION };
const draft = async (): Promise<Target> => ({
  id: (await api.ask('POST', '/v1/configuration/drafts', { body: plan })).body.id,
});
const ROUNDS = {
  name: 'Rounds',
  item: { workstream: 'chat' },
  rule: 'FREQ=DAILY',
  start: '2026-01-01T09:00',
  timeZone: 'Europe/Copenhagen',
};
const rounds = async (): Promise<Target> => ({
  id: (await api.ask('POST', '/v1/recurrences', { body: ROUNDS })).body.id,
});
const RAISE = { action: 'set_priority', filter: { source: 'web' }, parameters: { priority: 1 } };
/** Nobody asks for its slices here, so that it stays under way. */
const inBulk = async (): Promise<Target> => {
  const { item } = await waiting({});
  const { body } = await api.ask('POST', '/v1/bulk-operations', { body: RAISE });
  after.push(`/v1/bulk-operations/${body.id}/cancel`);
  return { id: body.id, item: item! };
};
const after: string[] = [];
const agentBo = async (): Promise<Target> => ({ id: 'bo' });

/** What each is asked about, where there is anything to say. */
const TARGETS: Readonly<Record<string, () => Promise<Target>>> = {
  'post /v1/work-items': async () => {
    const { item } = await assigned();
    return { item, body: { source: 'web', follows: item, notBefore: ahead() } };
  },
  'post /v1/explain': async () => ({ body: { source: 'web', channel: 'chat' } }),
  'get /v1/work-items/:id': offered,
  'get /v1/work-items/:id/events': offered,
  'get /v1/work-items/:id/explanation': offered,
  'patch /v1/work-items/:id': async () => ({ ...(await waiting({})), body: { priority: 1 } }),
  'post /v1/work-items/:id/complete': assigned,
  'post /v1/work-items/:id/close': wrapping,
  'post /v1/work-items/:id/extend': wrapping,
  // Of all items agents cancel call-backs alone.
  'post /v1/work-items/:id/cancel': offeredCall,
  'post /v1/work-items/:id/callback': async () => ({
    ...(await offered()),
    body: { slot: { at: '2031-03-01T09:00:00Z' } },
  }),
  'post /v1/work-items/:id/attempts': async () => {
    const { item, offer: made } = await offeredCall();
    expect((await api.ask('POST', `/v1/offers/${made}/accept`)).status).toBe(200);
    return { id: item, item, body: { outcome: 'reached' } };
  },
  'get /v1/workstreams/:id/slots': async () => ({ id: 'calls' }),
  'post /v1/work-items/:id/release': assigned,
  'post /v1/work-items/:id/transfer': async () => ({ ...(await assigned()), body: { queue: 'regular' } }),
  'post /v1/work-items/:id/consult': async () => ({ ...(await assigned()), body: { agent: 'anna' } }),
  'post /v1/work-items/:id/assign': async () => ({ ...(await waiting({})), body: { agent: 'bo' } }),
  'post /v1/work-items/:id/pick': async () => ({
    ...(await waiting({ workstream: 'leads', channel: 'lead', requirements: {} })),
    body: { agent: 'bo' },
  }),
  'post /v1/work-items/:id/reschedule': async () => ({ ...(await offered()), body: { notBefore: ahead() } }),
  'post /v1/work-items/:id/retry': async () => {
    const { body } = await api.create({ channel: 'email', workstream: 'unplaced' });
    expect(body.state).toBe('needs_attention');
    return { id: body.id, item: body.id };
  },
  'post /v1/work-items/:id/respond': assigned,
  'post /v1/work-items/:id/pause': assigned,
  'post /v1/work-items/:id/resume': async () => {
    const target = await assigned();
    await at('pause')(target.item);
    return target;
  },
  'get /v1/offers/:id': offer,
  'post /v1/offers/:id/accept': offer,
  'post /v1/offers/:id/decline': offer,
  'get /v1/agents/:id': agentBo,
  'get /v1/agents/:id/work': agentBo,
  'get /v1/agents/:id/explanation': agentBo,
  'put /v1/agents/:id': async () => ({ id: 'cleo', body: cleo }),
  'delete /v1/agents/:id': async () => {
    await api.ask('PUT', '/v1/agents/dan', { body: cleo });
    return { id: 'dan' };
  },
  'put /v1/agents/:id/presence': async () => ({ id: 'bo', body: { intent: 'available' } }),
  'post /v1/agents/:id/heartbeat': agentBo,
  'get /v1/queues/:id': async () => ({ id: 'regular' }),
  'get /v1/queues/:id/explanation': async () => ({ id: 'regular' }),
  'put /v1/configuration': async () => ({ body: ORGANISATION, headers: { 'if-match': '*' } }),
  'get /v1/configuration/versions/:version': async () => ({ id: '1' }),
  'post /v1/configuration/validate': async () => ({ body: ORGANISATION }),
  'post /v1/configuration/diff': async () => ({ body: { from: 1, to: ORGANISATION } }),
  'post /v1/configuration/simulate': async () => ({ body: { document: ORGANISATION, last: 1 } }),
  'post /v1/configuration/rollback': async () => ({ body: { version: 1 }, headers: { 'if-match': '*' } }),
  'post /v1/configuration/drafts': async () => ({ body: plan }),
  'get /v1/configuration/drafts/:id': draft,
  'put /v1/configuration/drafts/:id': async () => ({ ...(await draft()), body: plan, headers: { 'if-match': '*' } }),
  'delete /v1/configuration/drafts/:id': draft,
  'post /v1/configuration/drafts/:id/publish': async () => ({
    ...(await draft()),
    body: { acknowledge: true, reclassify: false },
    headers: { 'if-match': '*' },
  }),
  'post /v1/agents/import': async () => ({
    raw: 'id,name,profile\ncleo,Cleo,desk\n',
    headers: { 'content-type': 'text/csv' },
  }),
  'post /v1/bulk-operations': async () => ({ body: { ...RAISE, filter: { source: 'nobody' } } }),
  'get /v1/bulk-operations/:id': inBulk,
  'post /v1/bulk-operations/:id/pause': inBulk,
  'post /v1/bulk-operations/:id/resume': inBulk,
  'post /v1/bulk-operations/:id/cancel': inBulk,
  'post /v1/recurrences': async () => ({ body: ROUNDS }),
  'get /v1/recurrences/:id': rounds,
  'put /v1/recurrences/:id': async () => ({ ...(await rounds()), body: ROUNDS }),
  'delete /v1/recurrences/:id': rounds,
  'get /v1/recurrences/:id/occurrences': rounds,
  'post /v1/recurrences/:id/pause': rounds,
  'post /v1/recurrences/:id/resume': rounds,
  'post /v1/keys': async () => ({ body: { name: 'x', role: 'ops' } }),
  'delete /v1/keys/:id': async () => ({ id: (await api.key('ops')).id }),
};

/** How far the log goes: a refusal must not move it. */
const end = () => api.tail.end();

describe('the matrix of routes and roles', () => {
  it('has a row for each route of the app, and for no other', () => {
    const routes = api.app.operations.map(({ method, path }) => `${method} ${path}`);
    expect(MATRIX.map(([route]) => route).sort()).toEqual(routes.sort());
    for (const [, statuses] of MATRIX) expect(statuses).toHaveLength(COLUMNS.length);
  });

  it.each(MATRIX)('holds for %s', async (route, expected) => {
    await putCleo();
    const [method, path] = route.split(' ') as [string, string];
    const got: Record<string, number> = {};
    for (const [column, key] of keys.entries()) {
      const { id, item, body, raw, headers = {} } = (await TARGETS[route]?.()) ?? {};
      const before = await end();
      const asking = {
        key,
        headers,
        ...(raw === undefined ? {} : { raw }),
        ...(method === 'get' || body === undefined ? {} : { body }),
      };
      const response = await api.request(method.toUpperCase(), path.replace(/:\w+/, id ?? ''), asking);
      await response.body?.cancel();
      got[COLUMNS[column]!] = response.status;
      if (response.status >= 400)
        expect(await end(), `${COLUMNS[column]} was refused and yet changed something`).toBe(before);
      for (const path of after.splice(0)) await api.ask('POST', path, { body: {} });
      if (item !== undefined) await api.ask('POST', `/v1/work-items/${item}/cancel`, { body: {} });
    }
    expect(got).toEqual(Object.fromEntries(COLUMNS.map((column, at) => [column, expected[at]])));
  });

  it('shows an agent what is offered to, held by or to be picked by her, and nothing else', async () => {
    const held = await assigned();
    const own = await offered();
    const lead = await waiting({ workstream: 'leads', channel: 'lead', requirements: {} });
    const other = await waiting({});
    const done = await assigned();
    for (const verb of ['complete', 'close']) await at(verb)(done.item);
    const seenBy = async (column: string, query = ''): Promise<string[]> => {
      const { body } = await api.ask('GET', `/v1/work-items?limit=200${query}`, {
        key: keys[COLUMNS.indexOf(column)]!,
      });
      return body.data.map((item: { id: string }) => item.id);
    };
    expect(await seenBy('own agent')).toEqual([lead.id, own.id, held.id]);
    expect(await seenBy('own agent', '&state=waiting')).toEqual([lead.id]);
    expect(await seenBy('own agent', '&agent=anna')).toEqual([]);
    expect(await seenBy('other agent')).toEqual([]);
    expect(await seenBy('supervisor')).toEqual(expect.arrayContaining([other.id, done.id]));
    for (const { item } of [held, own, lead, other])
      await api.ask('POST', `/v1/work-items/${item}/cancel`, { body: {} });
  });

  it('shows a channel the items of its own source only, whatever it asks for', async () => {
    const mail = (await api.create({ source: 'mail', notBefore: ahead() })).body.id;
    await api.create({ notBefore: ahead() });
    for (const query of ['', '?source=web', '?state=scheduled']) {
      const { body } = await api.ask('GET', `/v1/work-items${query}`, { key: keys[COLUMNS.indexOf('other source')]! });
      expect(
        body.data.map((item: { id: string }) => item.id),
        query,
      ).toEqual([mail]);
    }
  });

  it('shows nothing to a key of role channel that names no source, and takes nothing from it', async () => {
    const { id } = (await api.create({ notBefore: ahead() })).body;
    await api.engine.db.sql`insert into api_key (id, name, role, hash, created_at)
      values (gen_random_uuid(), 'old', 'channel', ${hashKey('sbk_old')}, now())`;
    const ask = (method: string, path: string, body?: object) =>
      api.ask(method, path, { key: 'sbk_old', ...(body === undefined ? {} : { body }) });
    for (const query of ['', '?source=web'])
      expect((await ask('GET', `/v1/work-items${query}`)).body.data, query).toEqual([]);
    expect((await ask('GET', `/v1/work-items/${id}`)).status).toBe(404);
    expect((await ask('POST', `/v1/work-items/${id}/cancel`, {})).status).toBe(404);
    expect((await ask('POST', '/v1/work-items', { source: 'web', channel: 'chat' })).status).toBe(403);
  });
});
