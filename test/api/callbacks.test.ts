import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENT } from '../engine/harness.ts';
import { type Answer, type Api, openApi } from './harness.ts';

const { desk } = DOCUMENT.profiles;
/** Open at all hours; slots of an hour begin with the days of the organisation. */
const ORGANISATION = {
  ...DOCUMENT,
  organisation: { name: 'Harbour', timeZone: 'Europe/Copenhagen' },
  queues: { regular: { name: 'Regular' } },
  workstreams: {
    chat: { channel: 'chat', queue: [{ to: 'regular' }] },
    calls: { channel: 'callback', queue: [{ to: 'regular' }], callback: { slots: { every: 'PT1H', atMost: 2 } } },
  },
  profiles: { desk: { ...desk, channels: { chat: {}, callback: {} }, queues: [{ queue: 'regular' }] } },
};

let api: Api;
let bo: { key: string };
let web: { key: string };
beforeAll(async () => {
  api = await openApi(ORGANISATION);
  bo = await api.key('agent', { agent: 'bo' });
  web = await api.key('channel', { source: 'web' });
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

const call = (more: object = {}): Promise<Answer> => api.create({ channel: 'callback', workstream: 'calls', ...more });
const post = (item: string, verb: string, body: object, more: object = {}): Promise<Answer> =>
  api.ask('POST', `/v1/work-items/${item}/${verb}`, { body, ...more });
/** Far enough ahead that no clock comes near, and a day of its own for each test. */
let day = 0;
const aDay = (): string => {
  day += 1;
  return `2031-03-${String(day).padStart(2, '0')}`;
};
async function inHand(): Promise<string> {
  const { body } = await call({ requirements: { agent: 'bo' } });
  expect((await api.ask('POST', `/v1/offers/${body.offers[0].id}/accept`, { key: bo.key })).status).toBe(200);
  return body.id;
}

describe('a call-back over HTTP', () => {
  it('is booked by the clock of the customer, shown with its slot, and moved', async () => {
    const date = aDay();
    const slot = { at: `${date}T09:00`, timeZone: 'Europe/Copenhagen' };
    const { status, body } = await call({ slot });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      state: 'scheduled',
      notBefore: `${date}T08:00:00.000Z`,
      callback: { slot: `${date}T08:00:00.000Z`, timeZone: 'Europe/Copenhagen', attempts: [] },
    });
    const moved = await post(body.id, 'reschedule', { slot: { at: `${date}T12:00:00Z` } }, { key: web.key });
    expect(moved.body).toMatchObject({ callback: { slot: `${date}T12:00:00.000Z`, timeZone: 'Europe/Copenhagen' } });
    const { body: why } = await api.ask('GET', `/v1/work-items/${body.id}/explanation`);
    expect(why.sentences[1]).toBe(`It is booked for ${date} 13:00 (Europe/Copenhagen).`);
  });

  it('takes the last place of a slot once, of two that ask at a time', async () => {
    const slot = { at: `${aDay()}T09:00:00Z` };
    await call({ slot });
    const both = await Promise.all([call({ slot }), call({ slot })]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const lost = both.find(({ status }) => status === 409)!.body;
    expect(lost).toMatchObject({
      code: 'conflict',
      current: { nextSlots: [expect.any(String), expect.any(String), expect.any(String)] },
    });
  });

  it.each([
    [{ slot: { at: '2031-03-01T09:30:00Z' } }, '/slot', /No slot begins at 2031-03-01T10:30 \(Europe\/Copenhagen\)/],
    [{ slot: { at: '2021-03-01T09:00:00Z' } }, '/slot', /is past/],
    [{ slot: { at: '2031-03-30T02:30', timeZone: 'Europe/Copenhagen' } }, '/slot', /never comes/],
    [{ slot: { at: '2031-03-01T09:00' } }, '/slot/timeZone', /in which timeZone/],
    [{ slot: { at: '2031-03-01T09:00', timeZone: 'Mars/Base' } }, '/slot/timeZone', /no IANA time zone/],
    [{ slot: { at: 'tomorrow', timeZone: 'UTC' } }, '/slot/at', /Write a slot as/],
    [{ slot: 'tomorrow' }, '/slot', /expected object/],
    [{ slot: { at: '2031-03-01T09:00:00Z' }, notBefore: '2031-03-01T09:00:00Z' }, '/slot', /either/],
    [{ slot: { at: '2031-03-01T09:00:00Z' }, channel: 'chat', workstream: 'chat' }, '/slot', /no slots to book/],
  ])('refuses with what is wrong and where: %j', async (body, pointer, said) => {
    const answer = await call(body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0]).toMatchObject({ pointer, detail: expect.stringMatching(said) });
  });

  it('is one for a customer, and the answer names the one that is open', async () => {
    const first = await call({ customerRef: 'c-900' });
    const second = await call({ customerRef: 'c-900' });
    expect(second.status).toBe(409);
    expect(second.body.detail).toContain(first.body.id);
    expect((await call({ customerRef: 'c-900', allowDuplicate: true })).status).toBe(201);
  });

  it('is tried once, however often that is said with one key', async () => {
    const item = await inHand();
    const headers = { 'idempotency-key': `try-${item}` };
    const tried = await post(item, 'attempts', { outcome: 'busy', note: 'Engaged' }, { key: bo.key, headers });
    expect(tried.body).toMatchObject({
      state: 'scheduled',
      note: 'Engaged',
      callback: { attempts: [{ agent: 'bo', outcome: 'busy' }] },
    });
    const again = await post(item, 'attempts', { outcome: 'busy', note: 'Engaged' }, { key: bo.key, headers });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.body).toMatchObject({ rev: tried.body.rev, callback: tried.body.callback });
    const third = await post(item, 'attempts', { outcome: 'busy' }, { key: bo.key });
    expect(third).toMatchObject({ status: 409, body: { current: { state: 'scheduled' } } });
    const { body: why } = await api.ask('GET', `/v1/work-items/${item}/explanation`);
    expect(why.sentences.join(' ')).toMatch(/Attempt 1, by bo at .*: the line was busy\./);
    expect((await post(item, 'attempts', { outcome: 'sleepy' })).body.errors[0].pointer).toBe('/outcome');
  });

  it('says what is wrong where the number is', async () => {
    const item = await inHand();
    await post(item, 'attempts', { outcome: 'wrong_number' }, { key: bo.key });
    const { body: why } = await api.ask('GET', `/v1/work-items/${item}/explanation`);
    expect(why.sentence).toMatch(/the number of its customer is wrong\. Put it right, or cancel the call-back\./);
  });

  it('says whose it is to whoever comes too late to cancel or move it', async () => {
    const item = await inHand();
    const cancelled = await post(item, 'cancel', {}, { key: web.key });
    expect(cancelled).toMatchObject({ status: 409, body: { current: { agentId: 'bo' } } });
    expect(cancelled.body.detail).toContain('with agent bo');
    const moved = await post(item, 'reschedule', { slot: { at: '2031-03-01T09:00:00Z' } }, { key: web.key });
    expect(moved).toMatchObject({ status: 409, body: { current: { agentId: 'bo' } } });
    expect((await post(item, 'reschedule', {})).status).toBe(409);
  });

  it('follows an item whose customer need not wait any more', async () => {
    await api.ask('PUT', '/v1/agents/cleo', { body: { name: 'Cleo', profile: 'desk' } });
    const waiting = await api.create({ customerRef: 'c-901', requirements: { agent: 'cleo' } });
    expect(waiting.body.state).toBe('waiting');
    const made = await post(waiting.body.id, 'callback', {}, { key: web.key });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(`/v1/work-items/${made.body.id}`);
    expect(made.body).toMatchObject({ workstream: 'calls', enqueuedAt: waiting.body.enqueuedAt, customerRef: 'c-901' });
    const { body: ended } = await api.ask('GET', `/v1/work-items/${waiting.body.id}`);
    expect(ended).toMatchObject({ state: 'cancelled', outcome: 'callback' });
    expect((await post(waiting.body.id, 'callback', {})).status).toBe(409);
  });
});

describe('the slots of a workstream', () => {
  const slots = (query: string, more: object = {}) => api.ask('GET', `/v1/workstreams/calls/slots${query}`, more);

  it('are listed page by page with what is left, on the clock of the customer', async () => {
    const date = aDay();
    await call({ slot: { at: `${date}T09:00:00Z` } });
    const page = `?from=${date}T08:30:00Z&to=${date}T11:30:00Z&timeZone=America/New_York&limit=2`;
    const first = await slots(page, { key: web.key });
    expect(first.body).toMatchObject({
      timeZone: 'America/New_York',
      data: [
        { at: `${date}T09:00:00.000Z`, local: `${date}T04:00`, left: 1 },
        { at: `${date}T10:00:00.000Z`, local: `${date}T05:00`, left: 2 },
      ],
    });
    const next = await slots(`${page}&cursor=${first.body.nextCursor}`);
    expect(next.body.data.map(({ at }: { at: string }) => at)).toEqual([`${date}T11:00:00.000Z`]);
    expect(next.body.nextCursor).toBe(null);
  });

  it.each([
    ['?from=2031-03-01T00:00:00Z&to=2031-05-01T00:00:00Z', 422],
    ['?timeZone=Mars/Base', 422],
    ['?queue=nowhere', 422],
    ['?cursor=rubbish', 422],
    ['?from=tomorrow', 422],
  ])('are refused with what is wrong: %s', async (query, status) => {
    expect((await slots(query)).status).toBe(status);
  });

  it('are those of workstreams that have some', async () => {
    expect((await api.ask('GET', '/v1/workstreams/chat/slots')).status).toBe(422);
    expect((await api.ask('GET', '/v1/workstreams/nothing/slots')).status).toBe(404);
  });
});
