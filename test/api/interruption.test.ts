import { afterAll, beforeAll, expect, it } from 'vitest';
import { DOCUMENT } from '../engine/harness.ts';
import { isOf, listen } from './events.ts';
import { type Api, openApi } from './harness.ts';

let api: Api;
let anna: string;
beforeAll(async () => {
  api = await openApi({
    ...DOCUMENT,
    channels: { chat: { live: true }, case: { live: false } },
    workstreams: {
      chat: { channel: 'chat', cost: 4, queue: [{ to: 'regular' }] },
      case: { channel: 'case', cost: 3, queue: [{ to: 'regular' }], offer: { mode: 'auto-accept' } },
    },
    profiles: {
      desk: { ...DOCUMENT.profiles.desk, channels: { chat: {}, case: { interruptibleBy: ['chat'] } } },
    },
  });
  await api.ask('PUT', '/v1/agents/bo/presence', { body: { intent: 'away' } });
  anna = (await api.key('agent', { agent: 'anna' })).key;
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

it('tells the agent by her own key for what she has to leave something, and says so in her list', async () => {
  const one = (await api.create({ channel: 'case' })).body;
  const stream = listen(await api.request('GET', '/v1/live', { key: anna }));
  await stream.more();
  const chat = (await api.create()).body;
  const told = (await stream.until('the alert', isOf(chat.id, 'agent.alerted'))).at(-1)!;
  expect(told.data.data).toMatchObject({ agent: 'anna', details: { reason: 'interrupting' } });
  await stream.leave();
  const { body } = await api.ask('GET', '/v1/agents/anna/work', { key: anna });
  const alerts = (items: { id: string; alerts: string[] }[]) => items.map((item) => [item.id, ...item.alerts]);
  expect(alerts(body.items)).toEqual([[one.id, 'most_urgent']]);
  expect(alerts(body.offers.map((offer: { item: object }) => offer.item))).toEqual([[chat.id, 'interrupting']]);
  for (const { id } of [chat, one]) await api.ask('POST', `/v1/work-items/${id}/cancel`, { body: {} });
});

it('shows what is interrupted, by what, and that it goes on', async () => {
  const one = (await api.create({ channel: 'case' })).body;
  expect(one).toMatchObject({ state: 'assigned', agentId: 'anna', flags: [], interruptedBy: null });
  const chat = (await api.create()).body;
  expect(chat.offers).toMatchObject([{ agentId: 'anna' }]);
  const read = async () => (await api.ask('GET', `/v1/work-items/${one.id}`, { key: anna })).body;
  expect(await read()).toMatchObject({ state: 'assigned', flags: ['interrupted'], interruptedBy: chat.id });
  expect((await api.ask('GET', '/v1/agents/anna', { key: anna })).body.load).toEqual({
    units: 4,
    held: { offered: 4, active: 0, wrappingUp: 0 },
    interrupted: 1,
  });
  const why = (await api.ask('GET', `/v1/work-items/${one.id}/explanation`)).body;
  expect(why.sentence).toMatch(new RegExp(`^With anna for .*, interrupted by ${chat.id} until there is room again`));
  await api.ask('POST', `/v1/offers/${chat.offers[0].id}/decline`, { key: anna, body: {} });
  expect(await read()).toMatchObject({ flags: [], interruptedBy: null });
  const { body } = await api.ask('GET', `/v1/work-items/${one.id}/events`);
  const types = body.data.map(({ type }: { type: string }) => type).slice(-2);
  expect(types).toEqual(['item.interrupted', 'item.continued']);
  await api.ask('POST', `/v1/work-items/${one.id}/complete`, { key: anna, body: {} });
});
