import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, openApi } from './harness.ts';

let api: Api;
let anna: string;
let bo: string;
let web: string;
beforeAll(async () => {
  api = await openApi();
  anna = (await api.key('agent', { agent: 'anna' })).key;
  bo = (await api.key('agent', { agent: 'bo' })).key;
  web = (await api.key('channel', { source: 'web' })).key;
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

const post = (path: string, body: object = {}, key?: string) =>
  api.ask('POST', `/v1/${path}`, { body, ...(key === undefined ? {} : { key }) });
const statusOf = async (path: string, key: string) => (await api.ask('GET', path, { key })).status;

/** An item of bo, and the advice on it that anna is asked for. */
async function asked(): Promise<{ item: string; consult: string; offer: string }> {
  const { id, offers } = (await api.create({ requirements: { agent: 'bo' } })).body;
  await post(`offers/${offers[0].id}/accept`);
  const made = await post(`work-items/${id}/consult`, { agent: 'anna', note: 'May I refund it?' }, bo);
  expect(made).toMatchObject({ status: 201, body: { consults: id, subject: 'May I refund it?', state: 'offered' } });
  return { item: id, consult: made.body.id, offer: made.body.offers[0].id };
}

describe('a consult', () => {
  it('is in the lists of both, and is read by both with the item that it is about', async () => {
    const { item, consult, offer } = await asked();
    const ids = (items: { id: string }[]) => items.map(({ id }) => id);
    const hers = (await api.ask('GET', '/v1/agents/anna/work', { key: anna })).body;
    expect(hers.offers).toMatchObject([{ id: offer, item: { id: consult, consults: item } }]);
    const his = (await api.ask('GET', '/v1/agents/bo/work', { key: bo })).body;
    expect([ids(his.items), ids(his.consults), his.offers]).toEqual([[item], [consult], []]);
    for (const [path, key] of [
      [item, anna],
      [consult, bo],
    ] as const)
      expect(await statusOf(`/v1/work-items/${path}`, key)).toBe(200);
    expect(await statusOf(`/v1/work-items/${consult}`, web)).toBe(404);
    expect(ids((await api.ask('GET', `/v1/work-items?consults=${item}`)).body.data)).toEqual([consult]);
    await post(`work-items/${item}/cancel`);
    expect((await api.ask('GET', `/v1/work-items/${consult}`)).body.state).toBe('cancelled');
  });

  it('that is answered is read by who asked, for as long as the item is hers', async () => {
    const { item, consult, offer } = await asked();
    await post(`offers/${offer}/accept`, {}, anna);
    await post(`work-items/${consult}/complete`, { note: 'Yes, up to 50.' }, anna);
    expect(await api.ask('GET', `/v1/work-items/${consult}`, { key: bo })).toMatchObject({
      status: 200,
      body: { state: 'closed', note: 'Yes, up to 50.' },
    });
    expect(await statusOf(`/v1/work-items/${item}`, anna)).toBe(404);
    const told = async (id: string) =>
      (await api.ask('GET', `/v1/work-items/${id}/explanation`)).body.sentences.join(' ');
    expect(await told(consult)).toContain(`It is a consult: bo asks for advice on ${item}.`);
    expect(await told(item)).toMatch(
      new RegExp(`bo asked anna for advice .* ago, by ${consult}\\. anna gave advice .* ago, by ${consult}\\.`),
    );
    await post(`work-items/${item}/complete`, {}, bo);
    expect(await statusOf(`/v1/work-items/${consult}`, bo)).toBe(404);
  });

  it('is called off by who asked', async () => {
    const { item, consult } = await asked();
    expect((await post(`work-items/${consult}/cancel`, {}, bo)).status).toBe(200);
    expect((await api.ask('GET', '/v1/agents/anna/work', { key: anna })).body.offers).toEqual([]);
    await post(`work-items/${item}/cancel`);
  });

  it('is not handed in by a channel', async () => {
    const { status, body } = await post('work-items', { source: 'consult/wi_1', channel: 'chat' });
    expect([status, body.errors[0].pointer]).toEqual([422, '/source']);
  });
});
