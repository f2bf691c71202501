import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveEvent } from '../../api/answers.ts';
import { ids, isOf, type Listener, listen } from './events.ts';
import { type Api, openApi } from './harness.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

async function follow(path = '/v1/live', more: { key?: string; after?: number | string } = {}): Promise<Listener> {
  const headers = more.after === undefined ? {} : { 'last-event-id': String(more.after) };
  const response = await api.request('GET', path, { ...(more.key === undefined ? {} : { key: more.key }), headers });
  expect(response.status).toBe(200);
  const listener = listen(response);
  await listener.more();
  return listener;
}

const cancel = (id: string) => api.ask('POST', `/v1/work-items/${id}/cancel`, { body: {} });

describe('a live stream', () => {
  it('tells of an item in CloudEvents, in the order of the log', async () => {
    const stream = await follow();
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream');
    const item = (await api.create()).body;
    const told = await stream.until('the offer', isOf(item.id, 'offer.made'));
    expect(told.map((event) => event.data.type)).toEqual([
      'signalbox.item.created',
      'signalbox.item.enqueued',
      'signalbox.offer.made',
    ]);
    const offer = told[2]!;
    expect(offer.data).toMatchObject({
      specversion: '1.0',
      source: 'urn:signalbox',
      subject: item.id,
      time: item.offeredAt,
      data: { seq: offer.id, type: 'offer.made', at: item.offeredAt, agent: item.offers[0].agentId },
    });
    for (const event of told) LiveEvent.parse(event.data);
    expect(offer.data.id).toMatch(/^ev_/);
    const events = await api.ask('GET', `/v1/work-items/${item.id}/events`);
    expect(events.body.data).toEqual(told.map((event) => event.data.data));
    await stream.leave();
    await cancel(item.id);
  });

  it('resumes without a gap or a double while more happens', async () => {
    const first = await follow('/v1/live', { after: 0 });
    const item = (await api.create()).body;
    const before = await first.until('the item', isOf(item.id, 'item.created'));
    await first.leave();
    const busy = Array.from({ length: 40 }, async () => cancel((await api.create()).body.id));
    const second = await follow('/v1/live', { after: before.at(-1)!.id! });
    await Promise.all(busy);
    await cancel(item.id);
    const after = await second.until('its end', isOf(item.id, 'item.cancelled'));
    const all = ids([...before, ...after]);
    expect(all).toEqual(all.map((_, at) => at + 1));
    await second.leave();
  });

  it('resumes over more than one page of the log', async () => {
    for (let round = 0; round < 4; round += 1)
      await Promise.all(Array.from({ length: 40 }, async () => cancel((await api.create()).body.id)));
    const end = await api.tail.end();
    expect(end).toBeGreaterThan(500);
    const stream = await follow('/v1/live', { after: 0 });
    const all = ids(await stream.until('the end of the log', (event) => event.id === end));
    expect(all).toEqual(all.map((_, at) => at + 1));
    await stream.leave();
  });

  it('names a place to resume from before anything happened, and refuses one that never was', async () => {
    const end = await api.tail.end();
    const stream = await follow();
    expect(stream.lastId()).toBe(String(end));
    await stream.leave();
    for (const after of ['rubbish', '-1', String(end + 1)]) {
      const refused = await api.ask('GET', '/v1/live', { headers: { 'last-event-id': after } });
      expect(refused, after).toMatchObject({ status: 422, body: { code: 'invalid' } });
    }
  });

  it('answers HEAD without beginning to listen', async () => {
    const response = await api.request('HEAD', '/v1/live');
    expect([response.status, response.body]).toEqual([200, null]);
  });

  it('filters by agent and by queue', async () => {
    const item = (await api.create({ requirements: { agent: 'bo' } })).body;
    const anna = await follow('/v1/live?agent=anna', { after: 0 });
    const bo = await follow('/v1/live?agent=bo', { after: 0 });
    const other = await follow('/v1/live?queue=other', { after: 0 });
    const own = await bo.until('the offer', isOf(item.id, 'offer.made'));
    expect(new Set(own.map((event) => event.data.data.agent))).toEqual(new Set(['bo']));
    const seen = await anna.until('an offer of hers', (event) => event.data.type === 'signalbox.offer.made');
    expect(new Set(seen.map((event) => event.data.data.agent))).toEqual(new Set(['anna']));
    while (Number(other.lastId()) < own.at(-1)!.id!) await other.more();
    expect(other.count()).toBe(0);
    await Promise.all([anna, bo, other].map((stream) => stream.leave()));
    await cancel(item.id);
    expect((await api.ask('GET', '/v1/live?nobody=1')).status).toBe(422);
  });
});

describe('who hears what', () => {
  it('is her own offers for an agent, without what is noted about others', async () => {
    const { key } = await api.key('agent', { agent: 'bo' });
    const stream = await follow('/v1/live', { key, after: 0 });
    const theirs = (await api.create({ requirements: { agent: 'anna' } })).body;
    const hers = (await api.create({ requirements: { agent: 'bo' } })).body;
    const told = await stream.until('her offer', isOf(hers.id, 'offer.made'));
    expect(new Set(told.map((event) => event.data.data.agent))).toEqual(new Set(['bo']));
    expect(told.at(-1)!.data.data.details).not.toHaveProperty('ruledOut');
    expect(told.at(-1)!.data.data.details).toHaveProperty('expiresAt');
    await stream.leave();
    await Promise.all([cancel(theirs.id), cancel(hers.id)]);
    expect((await api.ask('GET', '/v1/live?agent=anna', { key })).status).toBe(404);
  });

  it('is its own source for a channel', async () => {
    const { key } = await api.key('channel', { source: 'mail' });
    const stream = await follow('/v1/live', { key, after: 0 });
    const web = (await api.create()).body;
    const mail = (await api.create({ source: 'mail' })).body;
    const told = await stream.until('its end', isOf(mail.id, 'offer.made'));
    expect(new Set(told.map((event) => event.data.data.item))).toEqual(new Set([mail.id]));
    await stream.leave();
    await Promise.all([cancel(web.id), cancel(mail.id)]);
  });

  it('is everything but keys for a supervisor, and no person for ops', async () => {
    const [supervisor, ops] = await Promise.all([api.key('supervisor'), api.key('ops')]);
    const item = (await api.create()).body;
    await api.ask('POST', `/v1/work-items/${item.id}/cancel`, { body: { reason: 'Mrs Smith gave up' } });
    const [all, few] = await Promise.all([
      follow('/v1/live', { key: supervisor.key, after: 0 }),
      follow('/v1/live', { key: ops.key, after: 0 }),
    ]);
    const told = await all.until('the end', isOf(item.id, 'item.cancelled'));
    expect(told.some((event) => event.data.type === 'signalbox.agent.added')).toBe(true);
    expect(told.some((event) => event.data.type.startsWith('signalbox.key'))).toBe(false);
    const bare = await few.until('the end', isOf(item.id, 'item.cancelled'));
    expect(JSON.stringify(bare)).not.toMatch(/Smith|anna|"bo"|agent:/);
    await Promise.all([all.leave(), few.leave()]);
    expect((await api.ask('GET', '/v1/live?agent=anna', { key: ops.key })).status).toBe(403);
  });

  it('ends with the key that is revoked', async () => {
    const { id, key } = await api.key('supervisor');
    const stream = await follow('/v1/live', { key });
    await api.ask('DELETE', `/v1/keys/${id}`);
    const [last] = await stream.until('the sentence', (event) => event.name === 'end');
    expect(last!.data.detail).toMatch(/revoked/);
    expect(await stream.more()).toBe(false);
  });

  it('counts as the heartbeat of an agent', async () => {
    await api.ask('PUT', '/v1/agents/cleo', { body: { name: 'Cleo', profile: 'desk' } });
    const { key } = await api.key('agent', { agent: 'cleo' });
    const stream = await follow('/v1/live', { key });
    await stream.until('her return', (event) => event.data.type === 'signalbox.agent.connection_returned');
    expect((await api.ask('GET', '/v1/agents/cleo')).body.presence.connection).toBe('connected');
    await stream.leave();
    await api.ask('DELETE', '/v1/agents/cleo');
  });
});
