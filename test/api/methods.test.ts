import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Api, openApi } from './harness.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

it.each([
  ['PUT', '/v1/work-items', 'POST, GET, HEAD, OPTIONS'],
  ['DELETE', '/v1/queues/regular', 'GET, HEAD, OPTIONS'],
  ['GET', '/v1/offers/of_1/accept', 'POST, OPTIONS'],
  ['POST', '/livez', 'GET, HEAD, OPTIONS'],
])('answers %s %s with what it takes instead', async (method, path, allow) => {
  const refused = await api.ask(method, path);
  expect(refused).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
  expect(refused.headers.get('allow')).toBe(allow);
  expect(refused.body.detail).toContain(allow);
  const asked = await api.request('OPTIONS', path, { key: null });
  expect([asked.status, asked.headers.get('allow'), await asked.text()]).toEqual([204, allow, '']);
});

it('answers OPTIONS on nothing with 404', async () => {
  expect((await api.ask('OPTIONS', '/nothing')).status).toBe(404);
});

it('answers HEAD like GET, without the body', async () => {
  const get = await api.request('GET', '/v1/queues');
  const head = await api.request('HEAD', '/v1/queues');
  expect([head.status, head.headers.get('content-type'), head.body]).toEqual([
    200,
    get.headers.get('content-type'),
    null,
  ]);
  const missing = await api.request('HEAD', '/v1/queues/nowhere');
  expect([missing.status, missing.body]).toEqual([404, null]);
  expect((await api.request('HEAD', '/v1/queues', { key: null })).status).toBe(401);
});

it('gives each answer the id that its problem names', async () => {
  const refused = await api.ask('GET', '/v1/nothing');
  expect(refused.headers.get('x-request-id')).toBe(refused.body.requestId);
  expect((await api.ask('GET', '/v1/queues')).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

it('describes itself to programs and to people, without a key', async () => {
  const described = await api.ask('GET', '/openapi.json', { key: null });
  expect(described.body).toMatchObject({ openapi: '3.1.0', paths: { '/v1/offers/{id}/accept': { post: {} } } });
  const page = await api.request('GET', '/docs', { key: null });
  expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).toContain('<h1>Signalbox: the HTTP API</h1>');
});
