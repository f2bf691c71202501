import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENT } from '../engine/harness.ts';
import { type Answer, type Api, startApi } from './harness.ts';

let api: Api;
const ask: Api['ask'] = (...asked) => api.ask(...asked);
const create: Api['create'] = (more) => api.create(more);
const key = async (role: string, more: object = {}): Promise<string> => (await api.key(role, more)).key;

beforeAll(async () => {
  api = await startApi();
  expect((await ask('GET', '/v1/configuration')).status).toBe(404);
  expect(
    (await ask('PUT', '/v1/configuration', { body: DOCUMENT, headers: { 'if-match': '*' } })).body['version'],
  ).toBe(1);
  for (const agent of ['anna', 'bo'])
    await ask('PUT', `/v1/agents/${agent}/presence`, { body: { intent: 'available' } });
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

describe('the API', () => {
  it('routes an item from creation to close', async () => {
    const created = await create({ subject: 'Where is my order?' });
    expect(created).toMatchObject({ status: 201, body: { state: 'offered', channel: 'chat', workstream: 'chat' } });
    const [offer] = created.body['offers'];
    const accepted = await ask('POST', `/v1/offers/${offer.id}/accept`);
    expect(accepted).toMatchObject({
      status: 200,
      body: { state: 'accepted', item: { state: 'assigned', agentId: offer.agentId } },
    });
    expect((await ask('POST', `/v1/offers/${offer.id}/accept`)).status).toBe(200);
    expect((await ask('POST', `/v1/offers/${offer.id}/decline`)).status).toBe(409);
    const closed = await ask('POST', `/v1/work-items/${created.body['id']}/complete`, { body: { outcome: 'solved' } });
    expect(closed).toMatchObject({ status: 200, body: { state: 'closed', outcome: 'solved' } });
    const again = await ask('POST', `/v1/work-items/${created.body['id']}/complete`);
    expect(again).toMatchObject({ status: 409, body: { code: 'conflict', current: { state: 'closed' } } });
    const events = await ask('GET', `/v1/work-items/${created.body['id']}/events`);
    expect(events.body['data'].map((event: { type: string }) => event.type)).toEqual([
      'item.created',
      'item.enqueued',
      'offer.made',
      'offer.accepted',
      'item.assigned',
      'item.completed',
      'item.closed',
    ]);
  });

  it('gives the existing item for the same external id', async () => {
    const first = await create({ externalId: 'c-1' });
    const second = await create({ externalId: 'c-1' });
    expect([first.status, second.status, second.body['id']]).toEqual([201, 200, first.body['id']]);
  });

  it('answers twins of one key at once with one item', async () => {
    const headers = { 'idempotency-key': 'twin' };
    const body = { source: 'web', channel: 'chat' };
    const twins = await Promise.all([1, 2, 3].map(() => ask('POST', '/v1/work-items', { body, headers })));
    expect(new Set(twins.map((twin) => twin.body['id'])).size).toBe(1);
    expect(twins.filter((twin) => twin.headers.get('idempotency-replayed') === 'true')).toHaveLength(2);
    expect((await ask('POST', '/v1/work-items', { body: { ...body, priority: 1 }, headers })).status).toBe(422);
  });

  it('pages through items without losing or repeating one', async () => {
    const key = await ask('GET', '/v1/work-items?limit=2');
    const rest = await ask('GET', `/v1/work-items?limit=200&cursor=${key.body['nextCursor']}`);
    const all = await ask('GET', '/v1/work-items?limit=200');
    expect([...key.body['data'], ...rest.body['data']].map((item) => item.id)).toEqual(
      all.body['data'].map((item: { id: string }) => item.id),
    );
  });
});

describe('the present', () => {
  it('says why an item waits and where it stands', async () => {
    const german = { requirements: { agent: 'anna' }, source: 'web', channel: 'chat' };
    await ask('PUT', '/v1/agents/anna/presence', { body: { intent: 'away' } });
    const first = await ask('POST', '/v1/work-items', { body: german });
    const second = await ask('POST', '/v1/work-items', { body: german });
    const urgent = await ask('POST', '/v1/work-items', { body: { ...german, priority: 5 } });
    const explained = async (item: Answer): Promise<Answer> => ask('GET', `/v1/work-items/${item.body.id}/explanation`);
    expect((await explained(second)).body).toMatchObject({
      state: 'waiting',
      considered: 2,
      order: { position: 3, ahead: 2 },
      ruledOut: [
        { reason: 'intent', count: 1, agents: ['anna'] },
        { reason: 'named_agent', count: 1, agents: ['bo'] },
      ],
    });
    expect((await explained(urgent)).body.order).toEqual({ position: 1, ahead: 0 });
    expect((await explained(second)).body.sentence).toMatch(/^Waiting for \d+ s: of 2 agents, 1 not available/);
    for (const item of [first, second, urgent])
      await ask('POST', `/v1/work-items/${item.body.id}/cancel`, { body: {} });
    await ask('PUT', '/v1/agents/anna/presence', { body: { intent: 'available' } });
  });

  it('shows agents, their work and the queues', async () => {
    const made = await create();
    const agent = made.body.offers[0].agentId;
    expect((await ask('GET', `/v1/agents/${agent}`)).body).toMatchObject({
      id: agent,
      presence: { intent: 'available', connection: 'assumed' },
    });
    const work = await ask('GET', `/v1/agents/${agent}/work`);
    expect(work.body.offers.map((offer: { item: { id: string } }) => offer.item.id)).toContain(made.body.id);
    expect((await ask('GET', '/v1/queues/regular')).body).toMatchObject({ id: 'regular', staffed: 2, waiting: 0 });
    expect((await ask('GET', '/v1/agents/nobody')).status).toBe(404);
    await ask('POST', `/v1/work-items/${made.body.id}/cancel`, { body: {} });
  });
});

describe('roles', () => {
  it('hide from a channel what is of another source', async () => {
    const item = (await create()).body['id'];
    const other = await key('channel', { source: 'mail' });
    expect((await ask('GET', `/v1/work-items/${item}`, { key: other })).status).toBe(404);
    expect((await ask('POST', `/v1/work-items/${item}/cancel`, { key: other })).status).toBe(404);
    expect((await ask('POST', '/v1/work-items', { key: other, body: { channel: 'chat', source: 'web' } })).status).toBe(
      403,
    );
    expect(
      (await ask('PUT', '/v1/configuration', { key: other, body: DOCUMENT, headers: { 'if-match': '*' } })).status,
    ).toBe(403);
  });

  it('let an agent answer only her own offers', async () => {
    const created = await create();
    const [offer] = created.body['offers'];
    const mine = await key('agent', { agent: offer.agentId });
    const theirs = await key('agent', { agent: offer.agentId === 'anna' ? 'bo' : 'anna' });
    expect((await ask('POST', `/v1/offers/${offer.id}/accept`, { key: theirs })).status).toBe(404);
    expect((await ask('POST', `/v1/offers/${offer.id}/accept`, { key: mine })).status).toBe(200);
  });

  it('end with the key that is revoked', async () => {
    const made = await ask('POST', '/v1/keys', { body: { name: 'x', role: 'supervisor' } });
    expect((await ask('DELETE', `/v1/keys/${made.body['id']}`)).status).toBe(204);
    expect((await ask('GET', '/v1/work-items', { key: made.body['key'] })).status).toBe(401);
    expect((await ask('GET', '/v1/work-items', { key: null })).status).toBe(401);
  });
});
