import { afterAll, beforeAll, expect, it } from 'vitest';
import { DOCUMENT } from '../engine/harness.ts';
import { type Api, openApi } from './harness.ts';

let api: Api;
const ITEMS = 1_200;
/** The newest first. */
const ids: string[] = [];
const GOLD = { worth: [{ when: 'customer.tier == "gold"', then: { priority: 10, require: { german: 3 } } }] };
const after = {
  ...DOCUMENT,
  skills: { german: { name: 'German' } },
  workstreams: { chat: { ...DOCUMENT.workstreams.chat, classify: GOLD } },
};
beforeAll(async () => {
  api = await openApi();
  for (let at = 0; at < ITEMS; at += 100) {
    const made = await Promise.all(
      Array.from({ length: 100 }, (_, place) =>
        api.create({ notBefore: '2027-01-01T00:00:00Z', customer: place % 10 === 0 ? { tier: 'gold' } : {} }),
      ),
    );
    ids.push(...made.map(({ body }) => body.id));
  }
  ids.sort().reverse();
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

const simulate = (body: object) => api.ask('POST', '/v1/configuration/simulate', { body });

it('says what a document would have made of the last items, and changes nothing', async () => {
  const before = await api.tail.end();
  const { status, body } = await simulate({ document: after, last: 10_000 });
  expect(status, JSON.stringify(body)).toBe(200);
  expect(body).toMatchObject({
    version: 1,
    complete: true,
    items: ITEMS,
    changed: ITEMS / 10,
    queue: { count: 0 },
    priority: { count: ITEMS / 10 },
    cost: { count: 0 },
    requirements: { count: ITEMS / 10 },
    unplaced: { count: 0 },
  });
  expect(body.requirements.examples).toHaveLength(20);
  expect(body.requirements.examples[0]).toEqual({
    item: expect.any(String),
    before: {},
    after: { german: { level: 3, relaxable: false } },
  });
  expect(await api.tail.end()).toBe(before);
});

it('begins with the newest, a thousand unless told otherwise', async () => {
  expect((await simulate({ document: after })).body.items).toBe(1_000);
  const { body } = await simulate({
    document: { ...after, workstreams: { chat: { channel: 'chat', queue: [{ to: 'regular' }], cost: 2 } } },
    last: 3,
  });
  expect(body.cost.examples.map(({ item }: { item: string }) => item)).toEqual(ids.slice(0, 3));
});

it('takes a draft', async () => {
  const made = await api.ask('POST', '/v1/configuration/drafts', { body: { name: 'plan', document: after } });
  expect((await simulate({ draft: made.body.id, last: 10_000 })).body.changed).toBe(ITEMS / 10);
});

it.each([
  ['neither', { last: 1 }, ''],
  ['both', { draft: 'dr_01920000-0000-7000-8000-000000000000', document: after }, ''],
  ['no draft of that name', { draft: 'dr_01920000-0000-7000-8000-000000000000' }, '/draft'],
  ['too many items', { document: after, last: 10_001 }, '/last'],
  ['none', { document: after, last: 0 }, '/last'],
  [
    'what does not compile',
    { document: { ...after, skills: {} } },
    '/workstreams/chat/classify/worth/0/then/require/german',
  ],
])('refuses %s', async (_, body, pointer) => {
  const refused = await simulate(body);
  expect(refused.status).toBe(422);
  expect(refused.body.errors[0].pointer).toBe(pointer);
});
