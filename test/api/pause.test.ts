import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENT } from '../engine/harness.ts';
import { type Answer, type Api, openApi } from './harness.ts';

const { desk } = DOCUMENT.profiles;
let api: Api;
let bo: string;
let strict: string;
let web: string;
beforeAll(async () => {
  api = await openApi({
    ...DOCUMENT,
    profiles: { desk: { ...desk, capacity: 1 }, strict: { ...desk, may: { pause: false } } },
  });
  await api.ask('PUT', '/v1/agents/dan', { body: { name: 'Dan', profile: 'strict', connectivity: 'assumed' } });
  await api.ask('PUT', '/v1/agents/dan/presence', { body: { intent: 'available' } });
  bo = (await api.key('agent', { agent: 'bo' })).key;
  strict = (await api.key('agent', { agent: 'dan' })).key;
  web = (await api.key('channel', { source: 'web' })).key;
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

const verb = (name: string, id: string, { body = {}, key }: { body?: object; key?: string } = {}): Promise<Answer> =>
  api.ask('POST', `/v1/work-items/${id}/${name}`, { body, ...(key === undefined ? {} : { key }) });
const cancel = (id: string) => verb('cancel', id);
const ahead = (ms: number): string => new Date(Date.now() + ms).toISOString();

async function assigned(agent = 'bo'): Promise<string> {
  const { id, offers } = (await api.create({ requirements: { agent } })).body;
  expect((await api.ask('POST', `/v1/offers/${offers[0].id}/accept`)).status).toBe(200);
  return id;
}

describe('pause and resume', () => {
  it('free her for other work, and show until when', async () => {
    const id = await assigned();
    const until = ahead(3_600_000);
    const paused = await verb('pause', id, { body: { until, forCustomer: true }, key: bo });
    expect(paused).toMatchObject({
      status: 200,
      body: { state: 'paused', agentId: 'bo', pause: { until, for: 'customer' } },
    });
    const other = (await api.create({ requirements: { agent: 'bo' } })).body;
    expect(other.state).toBe('offered');
    const { body } = await api.ask('GET', '/v1/agents/bo/work', { key: bo });
    expect([body.offers.length, body.items.length, body.paused.map((one: { id: string }) => one.id)]).toEqual([
      1,
      0,
      [id],
    ]);
    const full = await verb('resume', id, { key: bo });
    expect(full).toMatchObject({ status: 409, body: { code: 'conflict', current: { reason: 'full' } } });
    await cancel(other.id);
    expect(await verb('resume', id, { key: bo })).toMatchObject({
      status: 200,
      body: { state: 'assigned', agentId: 'bo', pause: null },
    });
    await cancel(id);
  });

  it('let the channel say that the customer has answered', async () => {
    const id = await assigned();
    await verb('pause', id, { body: { forCustomer: true }, key: bo });
    expect((await verb('resume', id, { key: web, body: { agent: 'bo' } })).status).toBe(403);
    const resumed = await verb('resume', id, { key: web });
    expect(resumed).toMatchObject({ status: 200, body: { state: 'offered', preferred: { agent: 'bo' } } });
    const { body } = await api.ask('GET', `/v1/work-items/${id}/events`);
    expect(body.data.map((one: { type: string }) => one.type).slice(-4)).toEqual([
      'item.paused',
      'item.resumed',
      'item.enqueued',
      'offer.made',
    ]);
    await cancel(id);
  });

  it('say in words why it stands still', async () => {
    const id = await assigned();
    await verb('pause', id, { body: { forCustomer: true }, key: bo });
    const { body } = await api.ask('GET', `/v1/work-items/${id}/explanation`);
    expect(body.sentence).toMatch(/^Paused by bo for \d+ s, until the customer answers\. Only bo could take it/);
    await cancel(id);
  });
});

describe('a pause is refused', () => {
  const lines: [what: string, body: object, status: number, sentence: RegExp, pointer: string][] = [
    ['until an instant that is past', { until: '2020-01-01T00:00:00Z' }, 422, /in the future/, '/until'],
    ['until after ten years', { until: '2999-01-01T00:00:00Z' }, 422, /ten years/, '/until'],
    ['until a day that does not exist', { until: '2027-02-30T09:00:00Z' }, 422, /instant/, '/until'],
    ['until an instant without a zone', { until: '2027-02-03T09:00:00' }, 422, /zone/, '/until'],
    ['for what is no boolean', { forCustomer: 'yes' }, 422, /boolean/, '/forCustomer'],
    ['with an unknown member', { forever: true }, 422, /forever/, ''],
  ];
  it.each(lines)('%s', async (_what, body, status, sentence, pointer) => {
    const id = await assigned();
    const refused = await verb('pause', id, { body, key: bo });
    expect(refused).toMatchObject({ status, body: { code: 'invalid', errors: [{ pointer }] } });
    expect(refused.body.detail).toMatch(sentence);
    expect((await api.ask('GET', `/v1/work-items/${id}`)).body.state).toBe('assigned');
    await cancel(id);
  });

  it("by a profile that may not, twice, of what waits and of what is somebody else's", async () => {
    const dans = await assigned('dan');
    expect(await verb('pause', dans, { key: strict })).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect((await verb('pause', dans, { key: bo })).status).toBe(404);
    expect((await verb('pause', dans)).status).toBe(200);
    expect(await verb('pause', dans)).toMatchObject({ status: 409, body: { current: { state: 'paused' } } });
    const { id } = (await api.create({ requirements: { agent: 'bo' } })).body;
    expect((await verb('pause', id)).body.detail).toMatch(/is offered: pause needs assigned/);
    expect((await verb('complete', dans)).body.detail).toMatch(/is paused with agent dan: complete needs assigned/);
    for (const one of [id, dans]) await cancel(one);
  });
});

it('refuses to resume what is not paused, and for whom it is not', async () => {
  const id = await assigned();
  expect(await verb('resume', id)).toMatchObject({ status: 409, body: { current: { state: 'assigned' } } });
  await verb('pause', id);
  expect(await verb('resume', id, { body: { agent: 'dan' } })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/agent' }] },
  });
  expect((await verb('resume', id, { body: { agent: 'bo' } })).body.state).toBe('assigned');
  await cancel(id);
});
