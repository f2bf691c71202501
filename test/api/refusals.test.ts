import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../api/app.ts';
import { createAuthenticate } from '../../api/authenticate.ts';
import { createDocuments } from '../../api/documents/documents.ts';
import { createMetrics } from '../../api/metrics.ts';
import { DOCUMENT, type Engine, ready, startEngine, until } from '../engine/harness.ts';
import { testDatabase } from '../support/servers.ts';
import { ADMIN_KEY, type Answer, type Api, openApi } from './harness.ts';

const { desk } = DOCUMENT.profiles;
let api: Api;
beforeAll(async () => {
  api = await openApi({
    ...DOCUMENT,
    queues: { regular: { name: 'Regular' }, other: { name: 'Other' } },
    workstreams: {
      ...DOCUMENT.workstreams,
      quick: { channel: 'messaging', queue: [{ to: 'regular' }], offer: { timeout: 'PT1S' } },
    },
    profiles: {
      desk: { ...desk, channels: { chat: {}, messaging: {} }, may: { decline: false, transferTo: [] } },
      elsewhere: { ...desk, queues: [{ queue: 'other' }] },
    },
  });
  await api.ask('PUT', '/v1/agents/cleo', { body: { name: 'Cleo', profile: 'desk' } });
  await api.ask('PUT', '/v1/agents/dan', { body: { name: 'Dan', profile: 'elsewhere', connectivity: 'assumed' } });
  await api.ask('PUT', '/v1/agents/dan/presence', { body: { intent: 'available' } });
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

const post = (path: string, body: object = {}, key?: string): Promise<Answer> =>
  api.ask('POST', `/v1/${path}`, { body, ...(key === undefined ? {} : { key }) });
const forBo = async () => (await api.create({ requirements: { agent: 'bo' } })).body;
const cancel = (id: string) => post(`work-items/${id}/cancel`);

function refused(answer: Answer, status: number, code: string, sentence: RegExp): void {
  expect(answer).toMatchObject({ status, body: { code, status } });
  expect(answer.body.detail).toMatch(sentence);
}

describe('an offer', () => {
  it('that has run out cannot be accepted', async () => {
    const { id, offers } = (await api.create({ channel: 'messaging', requirements: { agent: 'bo' } })).body;
    const { id: offer, expiresAt } = offers[0];
    await until('it has run out by the clock of the engine', async () => {
      await api.ask('GET', '/v1/agents/bo/explanation');
      return api.engine.writer.world()!.work.now > Date.parse(expiresAt);
    });
    const late = await post(`offers/${offer}/accept`);
    refused(late, 409, 'conflict', /is expired/);
    expect(late.body.current).toMatchObject({ state: 'expired', agentId: 'bo' });
    expect((await api.ask('GET', `/v1/work-items/${id}`)).body.state).toBe('waiting');
    await cancel(id);
  });

  it('that was answered cannot be answered otherwise', async () => {
    const declined = await forBo();
    await post(`offers/${declined.offers[0].id}/decline`);
    refused(await post(`offers/${declined.offers[0].id}/accept`), 409, 'conflict', /is declined/);
    const accepted = await forBo();
    await cancel(declined.id);
    await post(`offers/${accepted.offers[0].id}/accept`);
    refused(await post(`offers/${accepted.offers[0].id}/decline`), 409, 'conflict', /is accepted/);
    await cancel(accepted.id);
    refused(await post(`offers/${accepted.offers[0].id}/decline`), 409, 'conflict', /is accepted/);
  });

  it('of somebody else does not exist', async () => {
    const { id, offers } = await forBo();
    const { key } = await api.key('agent', { agent: 'anna' });
    refused(await post(`offers/${offers[0].id}/accept`, {}, key), 404, 'not_found', /There is no offer/);
    await cancel(id);
  });

  it('is not declined where the profile forbids it, nor for longer than 30 days', async () => {
    const { id, offers } = await forBo();
    const { key } = await api.key('agent', { agent: 'bo' });
    refused(await post(`offers/${offers[0].id}/decline`, {}, key), 403, 'forbidden', /may not decline/);
    for (const retryAfter of ['P31D', 'soon', '-PT1S'])
      refused(await post(`offers/${offers[0].id}/decline`, { retryAfter }), 422, 'invalid', /duration up to P30D/);
    await cancel(id);
  });
});

describe('an item', () => {
  it('is completed once, and is not cancelled after that', async () => {
    const { id, offers } = await forBo();
    await post(`offers/${offers[0].id}/accept`);
    refused(
      await post(`work-items/${id}/close`),
      409,
      'conflict',
      /is assigned with agent \w+: close needs wrapping_up/,
    );
    expect((await post(`work-items/${id}/complete`)).body.state).toBe('closed');
    for (const verb of ['complete', 'cancel']) {
      const again = await post(`work-items/${id}/${verb}`);
      refused(again, 409, 'conflict', new RegExp(`is closed: ${verb} needs`));
      expect(again.body.current).toMatchObject({ state: 'closed', agentId: 'bo' });
    }
  });

  it('is not transferred to who is offline, may not have it, or is unknown', async () => {
    const { id, offers } = await forBo();
    const transfer = (body: object, key?: string) => post(`work-items/${id}/transfer`, body, key);
    refused(await transfer({ agent: 'cleo' }), 409, 'conflict', /Agent cleo is offline/);
    refused(await transfer({ agent: 'dan' }), 409, 'conflict', /dan does not serve queue regular/);
    refused(await transfer({ agent: 'zoe' }), 422, 'invalid', /no agent "zoe"/);
    refused(await transfer({ queue: 'nowhere' }), 422, 'invalid', /nowhere/);
    refused(await transfer({}), 422, 'invalid', /Name a queue or an agent/);
    await post(`offers/${offers[0].id}/accept`);
    const { key } = await api.key('agent', { agent: 'bo' });
    refused(await transfer({ queue: 'other' }, key), 403, 'forbidden', /may not transfer to queue other/);
    refused(await post(`work-items/${id}/assign`, { agent: 'cleo' }), 409, 'conflict', /Agent cleo is offline/);
    refused(await post(`work-items/${id}/assign`, { agent: 'zoe' }), 422, 'invalid', /no agent "zoe"/);
    await cancel(id);
  });

  it('is not moved ten years ahead, and begins at once when moved to the past', async () => {
    const { id } = (await api.create({ notBefore: new Date(Date.now() + 3_600_000).toISOString() })).body;
    const move = (notBefore: unknown) => post(`work-items/${id}/reschedule`, { notBefore });
    refused(await move('9999-01-01T00:00:00Z'), 422, 'invalid', /ten years/);
    refused(await move(null), 422, 'invalid', /notBefore/);
    expect((await move('2020-01-01T00:00:00Z')).body.state).toBe('offered');
    await cancel(id);
  });

  it('is not changed by who saw another revision', async () => {
    const { id, rev } = (await api.create({ notBefore: new Date(Date.now() + 3_600_000).toISOString() })).body;
    const patch = (ifMatch: string, body: object = { priority: 2 }) =>
      api.ask('PATCH', `/v1/work-items/${id}`, { body, headers: { 'if-match': ifMatch } });
    const stale = await patch('"99"');
    refused(stale, 412, 'precondition', new RegExp(`at rev ${rev}, not 99`));
    refused(await patch('newest'), 412, 'precondition', /rev that ETag gave/);
    expect((await patch(`"${rev}"`)).headers.get('etag')).toBe(`"${rev + 1}"`);
    await cancel(id);
    refused(await patch('*'), 409, 'conflict', /is cancelled/);
  });
});

describe('a configuration', () => {
  const publish = (raw: string, headers: Record<string, string> = {}) =>
    api.ask('PUT', '/v1/configuration', { raw, headers: { 'if-match': '*', ...headers } });
  const yaml = { 'content-type': 'application/yaml' };
  const changed = (change: object) => JSON.stringify({ ...DOCUMENT, ...change });

  it('is refused with a pointer where it refers to what is not there', async () => {
    const wrong = await publish(changed({ workstreams: { chat: { channel: 'chat', queue: [{ to: 'nowhere' }] } } }));
    refused(wrong, 422, 'invalid', /nowhere/);
    expect(wrong.body.errors[0].pointer).toBe('/workstreams/chat/queue/0/to');
  });

  it.each([
    [
      'a negative cost',
      changed({ workstreams: { chat: { channel: 'chat', cost: -1, queue: [{ to: 'regular' }] } } }),
      {},
      422,
      'invalid',
      /cost/,
    ],
    ['an unknown key', changed({ colour: 'red' }), {}, 422, 'invalid', /colour/],
    ['half of JSON', '{', {}, 400, 'malformed', /is not JSON/],
    ['half of YAML', 'a: [', yaml, 400, 'malformed', /cannot be read/],
    ['YAML that grows', 'a: &a [x, x]\nb: [*a, *a]', yaml, 400, 'malformed', /alias/i],
    [
      '100,000 levels of YAML',
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      yaml,
      400,
      'malformed',
      /nests too deep/,
    ],
    ['5,000 levels', `{"queues":${'['.repeat(5000)}${']'.repeat(5000)}}`, {}, 400, 'malformed', /at most 64 deep/],
    ['a list', '[]', {}, 422, 'invalid', /map of settings/],
    ['more than 2 MB', `"${'x'.repeat(2_100_000)}"`, {}, 413, 'too_large', /2048 KB/],
    ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type', /yaml/],
    ['another version', changed({}), { 'if-match': '"99"' }, 412, 'precondition', /version/],
  ] as [string, string, Record<string, string>, number, string, RegExp][])(
    'is refused as %s',
    async (_what, raw, headers, status, code, sentence) => {
      refused(await publish(raw, headers), status, code, sentence);
    },
  );

  it('is not published without saying which version was seen', async () => {
    refused(await api.ask('PUT', '/v1/configuration', { body: DOCUMENT }), 428, 'precondition_required', /If-Match/);
  });

  it('is refused where it would orphan what waits', async () => {
    const item = (await api.create({ notBefore: new Date(Date.now() + 3_600_000).toISOString() })).body;
    const orphaning = changed({
      queues: { other: { name: 'Other' } },
      workstreams: { chat: { channel: 'chat', queue: [{ to: 'other' }] } },
      profiles: {
        desk: { ...desk, queues: [{ queue: 'other' }] },
        elsewhere: { ...desk, queues: [{ queue: 'other' }] },
      },
    });
    const wrong = await publish(orphaning);
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ pointer: '/queues/regular' }] } });
    await cancel(item.id);
  });
});

describe('without an engine', () => {
  async function over(engine: Engine): Promise<(method: string, path: string, body?: object) => Promise<Answer>> {
    const app = createApp(
      {
        engine: engine.writer,
        documents: createDocuments(),
        db: engine.db,
        tail: api.tail,
        metrics: createMetrics(() => ({ epoch: 0, gathered: 0, behind: 0, census: null })),
        authenticate: createAuthenticate(engine.db, ADMIN_KEY, Date.now),
        now: Date.now,
        isReady: async () => engine.writer.world() !== null,
      },
      (error) => api.unexpected.push(error),
    );
    return async (method, path, body) => {
      const response = await app.request(path, {
        method,
        headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Answer['body'], headers: response.headers };
    };
  }

  it('nothing is changed, and the answer says when to try again', async () => {
    const standby = await startEngine(api.url);
    const ask = await over(standby);
    for (const [method, path] of [
      ['POST', '/v1/work-items'],
      ['GET', '/v1/queues'],
      ['GET', '/readyz'],
    ] as const) {
      const answer = await ask(method, path, method === 'POST' ? { source: 'web', channel: 'chat' } : undefined);
      refused(answer, 503, 'unavailable', /engine/);
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(answer.body).not.toHaveProperty('outcome');
    }
    await standby.close();
  });

  it('that confirms it, a write may have happened, and the answer says so', async () => {
    const deaf = await startEngine((await testDatabase()).url, {
      wrap: (store) => ({ ...store, commit: () => Promise.reject(new Error('the connection is gone')) }),
    });
    const ask = await over(deaf);
    await ready(deaf);
    const answer = await ask('PUT', '/v1/agents/anna', { name: 'Anna', profile: 'desk' });
    expect(answer.status).toBe(422);
    const unknown = await ask('POST', '/v1/keys', { name: 'x', role: 'ops' });
    refused(unknown, 503, 'unavailable', /same Idempotency-Key/);
    expect(unknown.body.outcome).toBe('unknown');
    expect(unknown.headers.get('retry-after')).toBe('1');
    await deaf.close();
  });

  it('that keeps up, commands beyond its bound are refused at once', async () => {
    let release = (): void => undefined;
    let writing = false;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = await startEngine((await testDatabase()).url, {
      limits: { gather: 2 },
      wrap: (store) => ({
        ...store,
        commit: async (batch) => {
          writing = true;
          await held;
          return store.commit(batch);
        },
      }),
    });
    const ask = await over(slow);
    await ready(slow);
    const make = () => ask('POST', '/v1/keys', { name: 'x', role: 'ops' });
    const first = make();
    await until('the first is being written', () => writing);
    const answered: Answer[] = [];
    const rest = Array.from({ length: 5 }, async () => {
      const answer = await make();
      answered.push(answer);
      return answer;
    });
    await until('three are refused', () => answered.length === 3);
    for (const answer of answered) refused(answer, 503, 'unavailable', /2 commands waiting/);
    release();
    const statuses = (await Promise.all([first, ...rest])).map((one) => one.status);
    expect(statuses.sort()).toEqual([201, 201, 201, 503, 503, 503]);
    await slow.close();
  });
});
