import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DOCUMENT } from '../engine/harness.ts';
import { type Api, openApi } from './harness.ts';

let api: Api;
let version: number;
beforeAll(async () => {
  api = await openApi();
});
beforeEach(async () => {
  version = (await api.ask('GET', '/v1/configuration')).body.version;
});
afterEach(async () => {
  const { body } = await api.ask('GET', `${path}?limit=200`);
  for (const { id } of body.data) await api.ask('DELETE', `${path}/${id}`);
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

const path = '/v1/configuration/drafts';
const withCapacity = (capacity: number) => ({
  ...DOCUMENT,
  profiles: { desk: { ...DOCUMENT.profiles.desk, capacity } },
});
/** Strict queues are warned of. */
const WARNED = { ...DOCUMENT, queues: { regular: { name: 'Regular', order: { by: 'strict' } } } };
const draft = async (document: object, more: object = {}) =>
  (await api.ask('POST', path, { body: { name: 'plan', document, ...more } })).body;
const publish = (id: string, more: { body?: object; headers?: Record<string, string> } = {}) =>
  api.ask('POST', `${path}/${id}/publish`, {
    body: { reclassify: false, ...more.body },
    headers: { 'if-match': `"${version}"`, ...more.headers },
  });

describe('a draft', () => {
  it('is kept, read, listed, replaced and deleted', async () => {
    const made = await api.ask('POST', path, { body: { name: 'plan', document: { half: 'done' } } });
    const { id } = made.body;
    expect(made).toMatchObject({ status: 201, body: { rev: 1, basedOn: version, author: 'ke_environment' } });
    expect((await api.ask('GET', `${path}/${id}`)).body).toEqual(made.body);
    const put = (ifMatch: string, document: object) =>
      api.ask('PUT', `${path}/${id}`, { body: { name: 'better', document }, headers: { 'if-match': ifMatch } });
    expect(await put('"1"', DOCUMENT)).toMatchObject({ status: 200, body: { rev: 2, createdAt: made.body.createdAt } });
    expect(await put('"1"', {})).toMatchObject({ status: 412, body: { current: { rev: 2 } } });
    const { document, ...about } = (await api.ask('GET', `${path}/${id}`)).body;
    expect(JSON.stringify(document)).toBe(JSON.stringify(DOCUMENT));
    expect((await api.ask('GET', path)).body).toEqual({ data: [about], nextCursor: null });
    expect((await api.ask('DELETE', `${path}/${id}`, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect((await api.ask('DELETE', `${path}/${id}`)).status).toBe(204);
    for (const method of ['GET', 'DELETE']) expect((await api.ask(method, `${path}/${id}`)).status).toBe(404);
  });

  it('is not replaced blindly', async () => {
    const { id } = await draft({});
    const put = (headers: Record<string, string>) =>
      api.ask('PUT', `${path}/${id}`, { body: { name: 'x', document: {} }, headers });
    expect((await put({})).status).toBe(428);
    expect((await put({ 'if-match': 'rubbish' })).status).toBe(412);
    expect((await put({ 'if-match': '*' })).body.rev).toBe(2);
  });

  it('is made from a version that there is', async () => {
    const refused = await api.ask('POST', path, { body: { name: 'x', document: {}, basedOn: 99 } });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/basedOn' }] } });
  });

  it('is made once for one key', async () => {
    const asked = { body: { name: 'x', document: {} }, headers: { 'idempotency-key': 'one' } };
    const [first, second] = [await api.ask('POST', path, asked), await api.ask('POST', path, asked)];
    expect(second.body).toEqual(first.body);
  });

  it.each([
    ['no name', { document: {} }],
    ['no document', { name: 'x' }],
    ['a list', { name: 'x', document: [] }],
    ['too much', { name: 'x', document: {}, more: 1 }],
  ])('with %s is refused', async (_, body) => {
    expect((await api.ask('POST', path, { body })).status).toBe(422);
  });

  it('may be as large as a document, and no larger', async () => {
    const sized = (size: number) => api.ask('POST', path, { body: { name: 'x', document: { x: 'x'.repeat(size) } } });
    expect((await sized(300_000)).status).toBe(201);
    expect((await sized(3_000_000)).status).toBe(413);
  });

  it('is one of a hundred at most', async () => {
    const made = await Promise.all(
      Array.from({ length: 101 }, () => api.ask('POST', path, { body: { name: 'x', document: {} } })),
    );
    expect(made.filter(({ status }) => status === 201)).toHaveLength(100);
    expect(made.find(({ status }) => status !== 201)).toMatchObject({ status: 409 });
    const first = (await api.ask('GET', `${path}?limit=60`)).body;
    const second = (await api.ask('GET', `${path}?limit=60&cursor=${first.nextCursor}`)).body;
    expect([first.data.length, second.data.length, second.nextCursor]).toEqual([60, 40, null]);
  });
});

describe('to publish a draft', () => {
  it('puts it in force and ends it, in one step', async () => {
    const { id } = await draft(withCapacity(5));
    const done = await publish(id, { body: { reason: 'try' } });
    expect(done).toMatchObject({ status: 200, body: { version: version + 1, warnings: [] } });
    const { body } = await api.ask('GET', '/v1/configuration');
    expect(body).toMatchObject({ version: version + 1, reason: 'try', document: withCapacity(5) });
    expect((await api.ask('GET', `${path}/${id}`)).status).toBe(404);
    const kept = await api.engine.db.sql`select 1 from configuration_draft`;
    expect(kept).toHaveLength(0);
  });

  it('asks whether what waits is classified again', async () => {
    const { id } = await draft(DOCUMENT);
    const refused = await api.ask('POST', `${path}/${id}/publish`, { body: {}, headers: { 'if-match': '*' } });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/reclassify' }] } });
    expect((await publish(id, { headers: { 'if-match': '*' }, body: { reclassify: true } })).status).toBe(200);
  });

  it('needs its warnings acknowledged, by code or all of them', async () => {
    const { id } = await draft(WARNED);
    const refused = await publish(id);
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ code: 'starving', pointer: '/queues/regular/order/by' }] },
    });
    expect(refused.body.detail).toContain('add starving to acknowledge');
    expect((await publish(id, { body: { acknowledge: ['never_open'] } })).status).toBe(422);
    expect((await publish(id, { body: { acknowledge: ['no such code'] } })).body.errors[0].pointer).toMatch(
      /^\/acknowledge/,
    );
    expect((await publish(id, { body: { acknowledge: ['starving'] } })).status).toBe(200);
    const again = await draft(WARNED);
    version += 1;
    expect((await publish(again.id, { body: { acknowledge: true } })).status).toBe(200);
  });

  it('refuses what has errors, acknowledged or not', async () => {
    const { id } = await draft({ half: 'done' });
    const refused = await publish(id, { body: { acknowledge: true } });
    expect(refused.status).toBe(422);
    expect(refused.body.errors[0]).toMatchObject({ code: 'malformed' });
  });

  it('refuses one that is based on an older version, with what was published since', async () => {
    const { id } = await draft(withCapacity(7));
    const body = withCapacity(8);
    await api.ask('PUT', '/v1/configuration', { body: DOCUMENT, headers: { 'if-match': '*' } });
    await api.ask('PUT', '/v1/configuration', { body, headers: { 'if-match': '*' } });
    const unaware = await publish(id);
    expect(unaware).toMatchObject({
      status: 412,
      body: { current: { version: version + 2, author: 'ke_environment' } },
    });
    const refused = await publish(id, { headers: { 'if-match': `"${version + 2}"` } });
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'conflict', current: { basedOn: version, version: version + 2 } },
    });
    expect(refused.body.current.changes.join(' ')).toContain('Agents of profile desk have 8 units');
    await api.ask('PUT', `${path}/${id}`, {
      body: { name: 'plan', document: withCapacity(7), basedOn: version + 2 },
      headers: { 'if-match': '*' },
    });
    expect((await publish(id, { headers: { 'if-match': '*' } })).status).toBe(200);
  });

  it('lets one of two administrators through, and tells the other what changed', async () => {
    const [one, two] = [await draft(withCapacity(11)), await draft(withCapacity(12))];
    const both = await Promise.all([publish(one.id), publish(two.id)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const late = both.find(({ status }) => status === 412)!;
    expect(late.body.current).toMatchObject({ version: version + 1, changeCount: 1 });
    expect(late.body.current.changes[0]).toMatch(/^Agents of profile desk have 1[12] units, 7 before\.$/);
  });

  it('refuses a draft that was replaced while it was checked', async () => {
    const { id } = await draft(withCapacity(3));
    const reply = await api.engine.do({
      verb: 'publish',
      document: DOCUMENT,
      author: 'test',
      ifMatch: version,
      reason: null,
      reclassify: false,
      draft: { id, rev: 2 },
    });
    expect(reply).toMatchObject({ kind: 'refused', code: 'precondition', current: { rev: 1 } });
    expect((await api.ask('GET', '/v1/configuration')).body.version).toBe(version);
  });

  it('is answered again to the same key, though the draft is gone', async () => {
    const { id } = await draft(withCapacity(4));
    const headers = { 'idempotency-key': 'publish' };
    const [first, second] = [await publish(id, { headers }), await publish(id, { headers })];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
  });
});

it('drafts are known to the next engine too', async () => {
  const { id } = await draft({ kept: true });
  const [row] = await api.engine.db.sql`select max(epoch)::int as epoch from engine_lease`;
  expect(row!['epoch']).toBeGreaterThan(0);
  await api.engine.db.sql`update engine_lease set epoch = epoch + 1, expires_at = 'epoch'`;
  await expect
    .poll(
      async () =>
        (await api.ask('PUT', `${path}/${id}`, { body: { name: 'x', document: {} }, headers: { 'if-match': '"1"' } }))
          .status,
      { timeout: 15_000 },
    )
    .toBe(200);
});
