import { afterAll, beforeAll, expect, it } from 'vitest';
import { DOCUMENT } from '../engine/harness.ts';
import { type Api, openApi } from './harness.ts';

let api: Api;
beforeAll(async () => {
  const queues = Object.fromEntries(['a', 'b-1', 'c', 'regular'].map((id) => [id, { name: id }]));
  api = await openApi({ ...DOCUMENT, queues });
  for (const id of ['cleo', 'dan', '9er'])
    await api.ask('PUT', `/v1/agents/${id}`, { body: { name: id, profile: 'desk' } });
  for (let item = 0; item < 5; item += 1) await api.create();
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

const cursor = (id: string): string => Buffer.from(id).toString('base64url');

it.each([
  ['/v1/agents', ['9er', 'anna', 'bo', 'cleo', 'dan']],
  ['/v1/queues', ['a', 'b-1', 'c', 'regular']],
])('pages through %s by id', async (path, expected) => {
  const seen: string[] = [];
  let next: string | null = '';
  for (let pages = 0; next !== null; pages += 1) {
    expect(pages).toBeLessThan(4);
    const page = await api.ask('GET', `${path}?limit=2${next === '' ? '' : `&cursor=${next}`}`);
    expect(page.body.data.length).toBeLessThanOrEqual(2);
    seen.push(...page.body.data.map((one: { id: string }) => one.id));
    next = page.body.nextCursor;
  }
  expect(seen).toEqual(expected);
  expect((await api.ask('GET', path)).body).toMatchObject({ nextCursor: null, data: { length: expected.length } });
});

it('says that there is no next page where the last one is full', async () => {
  expect((await api.ask('GET', '/v1/queues?limit=4')).body.nextCursor).toBeNull();
  expect((await api.ask('GET', '/v1/work-items?limit=5')).body.nextCursor).toBeNull();
  expect((await api.ask('GET', '/v1/work-items?limit=4')).body.nextCursor).not.toBeNull();
});

it.each(['/v1/agents', '/v1/queues', '/v1/work-items'])('refuses wrong pages of %s', async (path) => {
  for (const query of [
    'limit=0',
    'limit=201',
    'limit=two',
    'limit=1.5',
    'cursor=rubbish',
    `cursor=${cursor("x'--")}`,
    'page=2',
  ])
    expect(await api.ask('GET', `${path}?${query}`), query).toMatchObject({ status: 422, body: { code: 'invalid' } });
});

it('pages through keys, oldest first', async () => {
  const made = [];
  for (let key = 0; key < 3; key += 1) made.push((await api.key('ops')).id);
  const first = (await api.ask('GET', '/v1/keys?limit=2')).body;
  const second = (await api.ask('GET', `/v1/keys?limit=2&cursor=${first.nextCursor}`)).body;
  expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(made);
  expect(second.nextCursor).toBeNull();
});

it('revokes a key once, however often it is asked to', async () => {
  const { id } = await api.key('ops');
  for (const _ of [1, 2]) expect((await api.ask('DELETE', `/v1/keys/${id}`)).status).toBe(204);
  const events = await api.engine.db.sql`select 1 from event where type = 'key.revoked' and details->>'key' = ${id}`;
  expect(events).toHaveLength(1);
});
