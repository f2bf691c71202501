import { afterAll, beforeAll, expect, it } from 'vitest';
import { DOCUMENT } from '../engine/harness.ts';
import { type Api, openApi } from './harness.ts';

const { desk } = DOCUMENT.profiles;
let api: Api;
let anna: string;
let bo: string;

/** Leads are taken from a list; both agents serve it. */
beforeAll(async () => {
  api = await openApi({
    ...DOCUMENT,
    workstreams: {
      ...DOCUMENT.workstreams,
      leads: {
        channel: 'lead',
        queue: [{ to: 'regular' }],
        offer: { mode: 'pick' },
        affinity: { within: 'P7D', for: 'PT10M' },
      },
    },
    profiles: {
      desk: { ...desk, channels: { chat: {}, lead: {} }, may: { pick: ['lead'] } },
      viewer: { ...desk, channels: { chat: {}, lead: {} } },
      elsewhere: { ...desk, queues: [{ queue: 'other' }], may: { pick: ['lead'] } },
    },
    queues: { ...DOCUMENT.queues, other: { name: 'Other' } },
  });
  [anna, bo] = (await Promise.all(['anna', 'bo'].map(async (agent) => (await api.key('agent', { agent })).key))) as [
    string,
    string,
  ];
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

it('tells an agent why nothing comes to her, and nobody else', async () => {
  const item = (await api.create({ requirements: { agent: 'bo' } })).body;
  const declined = await api.ask('POST', `/v1/offers/${item.offers[0].id}/decline`, {
    key: bo,
    body: { retryAfter: 'PT5M' },
  });
  expect(declined.status).toBe(200);
  const own = await api.ask('GET', '/v1/agents/bo/explanation', { key: bo });
  expect(own).toMatchObject({
    status: 200,
    body: {
      agent: 'bo',
      presence: { intent: 'available', connection: 'connected' },
      capacity: { units: 4, freeUnits: 4 },
      backOffs: [{ item: item.id }],
      ruledOut: [{ queue: 'regular', reason: 'back_off', count: 1 }],
    },
  });
  expect(own.body.sentence).toMatch(/Bo/);
  expect(Date.parse(own.body.backOffs[0].until)).toBeGreaterThan(Date.now() + 200_000);
  expect(own.body.remedies).toEqual([
    { remedy: { kind: 'time', at: own.body.backOffs[0].until, because: 'back_off', queue: 'regular' }, item: item.id },
  ]);
  expect(own.body.sentences[1]).toMatch(/^Bo would be offered wi_\S+ \(chat, .* when her back-off ends \(/);
  expect((await api.ask('GET', '/v1/agents/bo/explanation', { key: anna })).status).toBe(404);
  expect((await api.ask('GET', '/v1/agents/nobody/explanation')).status).toBe(404);
  await api.ask('POST', `/v1/work-items/${item.id}/cancel`, { body: {} });
});

it('explains to an agent what is offered to her, not what is offered to others', async () => {
  const item = (await api.create({ requirements: { agent: 'bo' } })).body;
  const path = `/v1/work-items/${item.id}/explanation`;
  expect((await api.ask('GET', path, { key: bo })).body).toMatchObject({
    item: item.id,
    sentence: expect.stringMatching(
      /^Offered to bo \d s ago\. Only bo could take it: of 2 agents, 1 not the named agent\.$/,
    ),
    chosen: { agent: 'bo', by: 'offer' },
    ruledOut: [{ reason: 'named_agent', count: 1, agents: [] }],
  });
  expect((await api.ask('GET', path, { key: anna })).status).toBe(404);
  await api.ask('POST', `/v1/work-items/${item.id}/cancel`, { body: {} });
});

it('shows and explains to an agent what she may pick, without a word about colleagues', async () => {
  await api.ask('PUT', '/v1/agents/cleo', { body: { name: 'Cleo', profile: 'elsewhere' } });
  const cleo = (await api.key('agent', { agent: 'cleo' })).key;
  await api.ask('PUT', '/v1/agents/bo/presence', { body: { intent: 'away' } });
  const lead = (await api.ask('POST', '/v1/work-items', { body: { source: 'web', workstream: 'leads' } })).body;
  expect(lead.state).toBe('waiting');
  expect((await api.ask('GET', `/v1/work-items/${lead.id}`, { key: anna })).status).toBe(200);
  expect((await api.ask('GET', `/v1/work-items/${lead.id}/events`, { key: anna })).status).toBe(200);
  expect((await api.ask('GET', `/v1/work-items/${lead.id}`, { key: cleo })).status).toBe(404);
  const toHer = await api.ask('GET', `/v1/work-items/${lead.id}/explanation`, { key: anna });
  expect(toHer.body.ruledOut).toEqual([
    { reason: 'offline', count: 1, agents: [] },
    { reason: 'intent', count: 1, agents: [] },
  ]);
  expect(toHer.body.sentences).toEqual([
    toHer.body.sentence,
    expect.stringMatching(/^It is (next|number \d+) in queue regular\.$/),
    '1 offline.',
    '1 not available for this channel.',
    expect.stringMatching(/^Its workstream has no rules/),
  ]);
  const toAll = await api.ask('GET', `/v1/work-items/${lead.id}/explanation`);
  expect(toAll.body.sentences).toContain('1 offline: cleo.');
  expect(toAll.body.ruledOut).toEqual([
    { reason: 'offline', count: 1, agents: ['cleo'] },
    { reason: 'intent', count: 1, agents: ['bo'] },
  ]);
  expect((await api.ask('GET', `/v1/work-items/${lead.id}/explanation`, { key: cleo })).status).toBe(404);
  expect((await api.ask('GET', '/v1/agents/anna/explanation')).body.open).toEqual([
    { queue: 'regular', channel: 'lead', count: 1, pick: true },
  ]);
});

it('says who can serve a queue now, and that another is not there', async () => {
  const { status, body } = await api.ask('GET', '/v1/queues/regular/explanation');
  expect(status).toBe(200);
  expect(body).toMatchObject({ queue: 'regular', waiting: 1, serving: 2, here: 1, able: 1 });
  expect(body.lines.map((line: { workstream: string; pick: boolean }) => [line.workstream, line.pick])).toEqual([
    ['chat', false],
    ['leads', true],
  ]);
  expect(body.sentences[0]).toBe(body.sentence);
  expect(await api.ask('GET', '/v1/queues/nowhere/explanation')).toMatchObject({
    status: 404,
    body: { detail: 'There is no queue nowhere.' },
  });
});

it('explains a settled item from what was recorded, to whoever may see it', async () => {
  const item = (await api.create({ requirements: { agent: 'anna' } })).body;
  const path = `/v1/work-items/${item.id}/explanation`;
  await api.ask('POST', `/v1/offers/${item.offers[0].id}/accept`, { key: anna });
  const { body: held } = await api.ask('GET', path);
  await api.ask('POST', `/v1/work-items/${item.id}/complete`, { key: anna, body: {} });
  await api.ask('POST', `/v1/work-items/${item.id}/close`, { key: anna, body: {} });
  const closed = await api.ask('GET', path);
  expect(closed).toMatchObject({
    status: 200,
    body: { state: 'closed', order: null, chosen: { agent: 'anna', at: item.offers[0].offeredAt, by: 'offer' } },
  });
  expect(closed.body.sentence).toMatch(/^Closed \d s ago, done by anna\. Only anna could take it: of \d agents, /);
  expect(closed.body).toMatchObject({ chosen: held.chosen, considered: held.considered, ruledOut: held.ruledOut });
  expect(held.ruledOut.length).toBeGreaterThan(0);
  expect((await api.ask('GET', path, { key: anna })).body.ruledOut[0].agents).toEqual([]);
  expect((await api.ask('GET', path, { key: bo })).status).toBe(404);
  const cancelled = (await api.create({ requirements: { agent: 'bo' }, notBefore: '2030-01-01T00:00:00Z' })).body;
  await api.ask('POST', `/v1/work-items/${cancelled.id}/cancel`, { body: { reason: 'no need' } });
  expect((await api.ask('GET', `/v1/work-items/${cancelled.id}/explanation`)).body).toMatchObject({
    state: 'cancelled',
    chosen: null,
    sentence: expect.stringMatching(/^Cancelled \d s ago, for "no need"\. Nobody was asked\.$/),
  });
});

it('tells an agent who picks too late what became of the item, where it was hers to pick', async () => {
  await api.ask('PUT', '/v1/agents/bo/presence', { body: { intent: 'available' } });
  await api.ask('PUT', '/v1/agents/dora', { body: { name: 'Dora', profile: 'viewer' } });
  const dora = (await api.key('agent', { agent: 'dora' })).key;
  const cleo = (await api.key('agent', { agent: 'cleo' })).key;
  const lead = async () =>
    (await api.ask('POST', '/v1/work-items', { body: { source: 'web', workstream: 'leads' } })).body;
  const pick = (item: string, key: string) => api.ask('POST', `/v1/work-items/${item}/pick`, { key, body: {} });
  const taken = await lead();
  expect((await pick(taken.id, anna)).status).toBe(200);
  expect(await pick(taken.id, bo)).toMatchObject({
    status: 409,
    body: { code: 'conflict', current: { state: 'assigned', agentId: 'anna' } },
  });
  expect((await api.ask('GET', `/v1/work-items/${taken.id}`, { key: bo })).status).toBe(404);
  expect((await api.ask('POST', `/v1/work-items/${taken.id}/complete`, { key: bo, body: {} })).status).toBe(404);
  const gone = await lead();
  await api.ask('POST', `/v1/work-items/${gone.id}/cancel`, { body: {} });
  expect(await pick(gone.id, bo)).toMatchObject({ status: 409, body: { current: { state: 'cancelled' } } });
  const waiting = await lead();
  for (const item of [taken, gone, waiting]) {
    expect((await pick(item.id, cleo)).status, 'of another queue').toBe(404);
    expect((await pick(item.id, dora)).status, 'without the right to pick').toBe(404);
  }
  expect((await api.ask('GET', '/v1/work-items', { key: dora })).body.data).toEqual([]);
});

it('says for whom an item is kept since she served its customer last', async () => {
  await api.ask('PUT', '/v1/agents/anna/presence', { body: { intent: 'available' } });
  const visit = async () =>
    (await api.ask('POST', '/v1/work-items', { body: { source: 'web', workstream: 'leads', customerRef: 'c-9' } }))
      .body;
  const first = await visit();
  expect((await api.ask('POST', `/v1/work-items/${first.id}/pick`, { key: anna, body: {} })).status).toBe(200);
  expect((await api.ask('POST', `/v1/work-items/${first.id}/complete`, { key: anna, body: {} })).status).toBe(200);
  const second = await visit();
  expect(second.preferred).toMatchObject({ agent: 'anna' });
  const { body } = await api.ask('GET', `/v1/work-items/${second.id}/explanation`);
  expect(body.sentences[1]).toMatch(/^Until .* it is kept for anna, who served this customer last\.$/);
  const { body: told } = await api.ask('POST', '/v1/explain', {
    body: { source: 'web', workstream: 'leads', customerRef: 'c-9' },
  });
  expect(told.preferred).toMatchObject({ agent: 'anna', servedLast: true });
  await api.ask('PATCH', `/v1/work-items/${second.id}`, { body: { requirements: { agent: 'anna' } } });
  const named = (await api.ask('GET', `/v1/work-items/${second.id}/explanation`)).body.sentences;
  expect(named[1]).toBe('It is for anna alone.');
  expect(named.join()).not.toContain('it is kept for');
});
