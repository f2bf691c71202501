import { afterAll, beforeAll, expect, it } from 'vitest';
import { DOCUMENT } from '../engine/harness.ts';
import { type Answer, type Api, openApi } from './harness.ts';

const WRAP_UP = { timeout: 'PT10M', codes: ['solved', 'spam'], required: true, extension: { by: 'PT5M', times: 1 } };
let api: Api;
let bo: string;
beforeAll(async () => {
  api = await openApi({
    ...DOCUMENT,
    workstreams: {
      chat: { ...DOCUMENT.workstreams.chat, wrapUp: WRAP_UP },
      note: { channel: 'case', queue: [{ to: 'regular' }], wrapUp: { timeout: 'PT10M', holdsCapacity: false } },
    },
    profiles: { desk: { ...DOCUMENT.profiles.desk, capacity: 1, channels: { chat: {}, case: {} } } },
  });
  bo = (await api.key('agent', { agent: 'bo' })).key;
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

const verb = (name: string, id: string, body: object = {}): Promise<Answer> =>
  api.ask('POST', `/v1/work-items/${id}/${name}`, { body, key: bo });

async function wrapping(more: object = {}): Promise<string> {
  const { id, offers } = (await api.create({ requirements: { agent: 'bo' }, ...more })).body;
  await api.ask('POST', `/v1/offers/${offers[0].id}/accept`, { key: bo });
  expect((await verb('complete', id)).body.state).toBe('wrapping_up');
  return id;
}

it('asks the agent for one of the codes before she ends it, and takes it then', async () => {
  const id = await wrapping();
  const { body: work } = await api.ask('GET', '/v1/agents/bo/work', { key: bo });
  expect(work.wrapUps).toEqual({
    chat: {
      timeoutMs: 600_000,
      holdsCapacity: true,
      codes: ['solved', 'spam'],
      required: true,
      extension: { byMs: 300_000, times: 1 },
    },
  });
  const refused = await verb('close', id);
  expect(refused).toMatchObject({ status: 422, body: { code: 'invalid', errors: [{ pointer: '/outcome' }] } });
  expect(refused.body.detail).toContain('one of solved, spam');
  expect((await verb('close', id, { outcome: 'else' })).status).toBe(422);
  expect(await verb('close', id, { outcome: 'solved', note: 'Sent.' })).toMatchObject({
    status: 200,
    body: { state: 'closed', outcome: 'solved', note: 'Sent.', flags: [] },
  });
});

it('is extended once, and says when it ends then', async () => {
  const id = await wrapping();
  const before = (await api.ask('GET', `/v1/work-items/${id}`)).body;
  expect((await verb('extend', id, { by: 'PT6M' })).body).toMatchObject({ status: 422, errors: [{ pointer: '/by' }] });
  expect((await verb('extend', id, { by: 'never' })).body).toMatchObject({ status: 422, errors: [{ pointer: '/by' }] });
  expect((await verb('extend', id, { by: 'PT0.5S' })).status).toBe(422);
  const { body } = await verb('extend', id);
  expect(Date.parse(body.wrapUpEndsAt) - Date.parse(before.wrapUpEndsAt)).toBe(300_000);
  expect(body.wrapUpExtended).toBe(1);
  expect(await verb('extend', id)).toMatchObject({
    status: 409,
    body: { current: { extended: 1, atMost: 1, wrapUpEndsAt: body.wrapUpEndsAt } },
  });
  await verb('close', id, { outcome: 'spam' });
  expect(await verb('extend', id)).toMatchObject({ status: 409, body: { current: { state: 'closed' } } });
});

it('leaves her free for the next item where it holds no capacity', async () => {
  const id = await wrapping({ channel: 'case', workstream: 'note' });
  const next = (await api.create({ requirements: { agent: 'bo' } })).body;
  expect(next.state).toBe('offered');
  await api.ask('POST', `/v1/work-items/${next.id}/cancel`, { body: {} });
  expect((await verb('close', id)).body).toMatchObject({ state: 'closed', outcome: null });
});
