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

const chat = { source: 'web', channel: 'chat' };
const post = (key: string, body: object = chat, more: { path?: string; key?: string } = {}) =>
  api.ask('POST', more.path ?? '/v1/work-items', {
    body,
    headers: { 'idempotency-key': key },
    ...(more.key === undefined ? {} : { key: more.key }),
  });
const isReplay = (answer: { headers: Headers }): boolean => answer.headers.get('idempotency-replayed') === 'true';

it('gives the same answer again for the same key and body', async () => {
  const first = await post('a');
  await api.ask('POST', `/v1/work-items/${first.body.id}/cancel`, { body: {} });
  const second = await post('a');
  expect([first.status, isReplay(first), isReplay(second)]).toEqual([201, false, true]);
  expect(second.status).toBe(201);
  const { urgency: _, ...told } = second.body;
  expect(first.body).toMatchObject(told);
});

it('makes one item of twins at once, and says which is the twin', async () => {
  const twins = await Promise.all([1, 2, 3].map(() => post('twin')));
  expect(new Set(twins.map((twin) => twin.body.id)).size).toBe(1);
  expect(twins.filter(isReplay)).toHaveLength(2);
});

it('refuses another body, and says so', async () => {
  await post('b');
  const other = await post('b', { ...chat, priority: 1 });
  expect(other).toMatchObject({ status: 422, body: { code: 'invalid' } });
  expect(other.body.detail).toMatch(/another body/);
});

it('refuses twins at once with different bodies but one', async () => {
  const twins = await Promise.all([1, 2].map((priority) => post('c', { ...chat, priority })));
  expect(twins.map((twin) => twin.status).sort()).toEqual([201, 422]);
});

it.each([
  ['too long', 'x'.repeat(256), /255/],
  ['empty', '', /255/],
])('refuses a key that is %s', async (_what, key, sentence) => {
  const refused = await post(key);
  expect(refused).toMatchObject({ status: 422, body: { code: 'invalid' } });
  expect(refused.body.detail).toMatch(sentence);
});

it('takes 255 characters', async () => {
  expect((await post('x'.repeat(255))).status).toBe(201);
});

it('does not keep what failed', async () => {
  expect((await post('d', { ...chat, channel: 'fax' })).status).toBe(422);
  const made = await post('d');
  expect([made.status, isReplay(made)]).toEqual([201, false]);
  const path = `/v1/work-items/${made.body.id}/close`;
  expect((await post('d', {}, { path })).status).toBe(409);
  expect((await post('d', {}, { path })).status).toBe(409);
});

it('counts for one API key and one path', async () => {
  const other = await api.key('supervisor');
  const mine = await post('e');
  const theirs = await post('e', chat, { key: other.key });
  expect(theirs.status).toBe(201);
  expect(theirs.body.id).not.toBe(mine.body.id);
  for (const { body } of [mine, theirs])
    expect((await post('e', { reason: 'x' }, { path: `/v1/work-items/${body.id}/cancel` })).body.state).toBe(
      'cancelled',
    );
});

it('never shows a secret twice', async () => {
  const body = { name: 'desk', role: 'ops' };
  const made = await post('f', body, { path: '/v1/keys' });
  expect(made.body.key).toMatch(/^sbk_/);
  const again = await post('f', body, { path: '/v1/keys' });
  expect(again).toMatchObject({ status: 409, body: { code: 'already_created' } });
  expect(JSON.stringify(again.body)).not.toContain(made.body.key);
  const kept = await api.engine.db.sql`select reply::text as reply from idempotency`;
  expect(JSON.stringify(kept)).not.toContain('sbk_');
});
