import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, openApi } from './harness.ts';

let api: Api;
let bo: string;
let web: string;
beforeAll(async () => {
  api = await openApi();
  bo = (await api.key('agent', { agent: 'bo' })).key;
  web = (await api.key('channel', { source: 'web' })).key;
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

/** An item of bo that is closed. */
async function closed(): Promise<string> {
  const { id, offers } = (await api.create({ requirements: { agent: 'bo' } })).body;
  expect((await api.ask('POST', `/v1/offers/${offers[0].id}/accept`)).status).toBe(200);
  expect((await api.ask('POST', `/v1/work-items/${id}/complete`, { body: {} })).body.state).toBe('closed');
  return id;
}
const post = (body: object, key?: string) =>
  api.ask('POST', '/v1/work-items', { body, ...(key === undefined ? {} : { key }) });

describe('follow-ups', () => {
  it('name the first, and are listed by it, the newest first', async () => {
    const first = await closed();
    const made = [];
    for (const key of [undefined, bo]) {
      const { status, body } = await post({ follows: first }, key);
      expect(status).toBe(201);
      expect(body).toMatchObject({ follows: first, source: 'web', workstream: 'chat' });
      made.unshift(body.id);
    }
    await api.create();
    const listed = await api.ask('GET', `/v1/work-items?follows=${first}`, { key: web });
    expect(listed.body.data.map((item: { id: string }) => item.id)).toEqual(made);
    expect((await api.ask('GET', `/v1/work-items/${first}`)).body).toMatchObject({ state: 'closed', follows: null });
    expect((await api.ask('GET', `/v1/work-items/${made[0]}`)).body.follows).toBe(first);
  });

  it('are refused where the first is unknown to the caller, with the place', async () => {
    const shop = (await api.create({ source: 'shop' })).body.id;
    const nobody = 'wi_01920000-0000-7000-8000-000000000000';
    for (const follows of [shop, nobody])
      expect(await post({ channel: 'chat', follows }, web), follows).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '/follows' }] },
      });
    expect(await post({ source: 'web', channel: 'chat', follows: 'wi_7' })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/follows' }] },
    });
    expect((await api.ask('GET', '/v1/work-items?follows=7')).status).toBe(422);
  });

  it('cannot be made of what is there already', async () => {
    const { id } = (await api.create()).body;
    const { status } = await api.ask('PATCH', `/v1/work-items/${id}`, { body: { follows: id } });
    expect(status).toBe(422);
  });

  it('are explained before they are there, in the workstream of the first', async () => {
    const first = await closed();
    expect(await api.ask('POST', '/v1/explain', { body: { follows: first } })).toMatchObject({
      status: 200,
      body: { workstream: 'chat' },
    });
  });
});
