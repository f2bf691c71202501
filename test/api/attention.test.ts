import { afterAll, beforeAll, expect, it } from 'vitest';
import { DOCUMENT } from '../engine/harness.ts';
import { type Api, openApi } from './harness.ts';

const leading = (topic: string) => ({
  ...DOCUMENT,
  workstreams: {
    ...DOCUMENT.workstreams,
    mail: { channel: 'email', queue: [{ when: `item.attributes.topic == "${topic}"`, to: 'regular' }] },
  },
});
let api: Api;
beforeAll(async () => {
  api = await openApi(leading('orders'));
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

const hand = async (): Promise<string> =>
  (await api.create({ channel: 'email', attributes: { topic: 'returns' } })).body.id;
const retry = (id: string, body: object = {}) => api.ask('POST', `/v1/work-items/${id}/retry`, { body });

it('lists what needs attention, each with its reason, and one call places it once the rules are right', async () => {
  const id = await hand();
  const { body: page } = await api.ask('GET', '/v1/work-items?state=needs_attention');
  expect(page.data).toMatchObject([
    {
      id,
      queue: null,
      attention: {
        reason: 'no_queue',
        sentence: expect.stringMatching(/^Needs attention for \d+ s: no rule leads to a queue\. Put its data or/),
      },
    },
  ]);
  expect(Date.parse(page.data[0].attention.since)).toBeGreaterThan(Date.now() - 60_000);
  expect(await retry(id)).toMatchObject({ status: 200, body: { state: 'needs_attention' } });
  const published = await api.ask('PUT', '/v1/configuration', {
    body: leading('returns'),
    headers: { 'if-match': '*' },
  });
  expect(published.status).toBe(200);
  const placed = await retry(id);
  expect(placed).toMatchObject({ status: 200, body: { state: 'waiting', queue: 'regular', attention: null } });
  const { body } = await api.ask('GET', `/v1/work-items/${id}/events`);
  expect(body.data.map((one: { type: string }) => one.type)).toEqual([
    'item.created',
    'item.needs_attention',
    'item.classified',
    'item.classified',
    'item.enqueued',
  ]);
  expect(await retry(id)).toMatchObject({
    status: 409,
    body: { code: 'conflict', detail: `Item ${id} is waiting: retry needs needs_attention.` },
  });
});

it('refuses a retry with a body that says more, and of an item that there is not', async () => {
  const id = (await api.create({ channel: 'email' })).body.id;
  expect((await retry(id, { queue: 'regular' })).status).toBe(422);
  expect((await retry(id.replace(/.{4}$/, '0000'))).status).toBe(404);
});
