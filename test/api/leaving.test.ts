import { afterAll, beforeAll, expect, it } from 'vitest';
import { DOCUMENT } from '../engine/harness.ts';
import { type Api, openApi } from './harness.ts';

let api: Api;
let bo: string;
beforeAll(async () => {
  api = await openApi({
    ...DOCUMENT,
    workstreams: {
      ...DOCUMENT.workstreams,
      own: { channel: 'case', queue: [{ to: 'regular' }], ownerGone: { after: 'PT0S', then: 'stay' } },
    },
    profiles: { desk: { ...DOCUMENT.profiles.desk, channels: { chat: {}, case: {} } } },
  });
  bo = (await api.key('agent', { agent: 'bo' })).key;
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

const presence = async (intent: string) =>
  (await api.ask('PUT', '/v1/agents/bo/presence', { body: { intent }, key: bo })).body;
const look = async (id: string) => (await api.ask('GET', `/v1/work-items/${id}`)).body;

async function hers(more: object = {}): Promise<string> {
  const { id, offers } = (await api.create({ requirements: { agent: 'bo' }, ...more })).body;
  expect((await api.ask('POST', `/v1/offers/${offers[0].id}/accept`, { key: bo })).status).toBe(200);
  return id;
}

it('gives a chat back to everybody the moment its agent logs out', async () => {
  const id = await hers();
  const { enqueuedAt } = await look(id);
  await presence('offline');
  expect(await look(id)).toMatchObject({
    state: 'offered',
    offers: [{ agentId: 'anna' }],
    enqueuedAt,
    requirements: {},
  });
  const { body } = await api.ask('GET', `/v1/work-items/${id}/events`);
  expect(body.data.map((one: { type: string }) => one.type).slice(-4)).toEqual([
    'item.unbound',
    'item.released',
    'item.enqueued',
    'offer.made',
  ]);
  await api.ask('POST', `/v1/work-items/${id}/cancel`, { body: {} });
  await presence('available');
});

it('lets an agent finish what she has, says so, and has her offline with the last of it', async () => {
  const id = await hers();
  expect(await presence('draining')).toMatchObject({ presence: { intent: 'draining' } });
  const next = (await api.create({ requirements: { agent: 'bo' } })).body;
  expect(next.state).toBe('waiting');
  const { body: why } = await api.ask('GET', '/v1/agents/bo/explanation', { key: bo });
  expect(why.sentence).toMatch(
    /^Nothing new comes to Bo, who has been finishing for \d+ s and is offline after 1 item/,
  );
  expect(why.remedies).toMatchObject([{ item: next.id, remedy: { kind: 'available' } }]);
  await api.ask('POST', `/v1/work-items/${id}/complete`, { key: bo, body: {} });
  const { body } = await api.ask('GET', '/v1/agents/bo', { key: bo });
  expect(body.presence).toMatchObject({ intent: 'offline', reason: 'drained' });
  await api.ask('POST', `/v1/work-items/${next.id}/cancel`, { body: {} });
  await presence('available');
});

it('keeps with its owner what its workstream leaves with her, tells supervisors, and takes it when she is removed', async () => {
  const id = await hers({ channel: 'case', workstream: 'own' });
  await presence('offline');
  expect(await look(id)).toMatchObject({ state: 'assigned', agentId: 'bo', flags: ['owner_gone'] });
  await presence('available');
  expect(await look(id)).toMatchObject({ state: 'assigned', flags: [] });
  await presence('offline');
  expect((await api.ask('DELETE', '/v1/agents/bo')).status).toBe(204);
  expect(await look(id)).toMatchObject({
    state: 'offered',
    offers: [{ agentId: 'anna' }],
    flags: [],
    requirements: {},
  });
});
