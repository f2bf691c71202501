import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, startApi } from './harness.ts';

let api: Api;
/** Each ruleset looks at the data in another way; what none can answer goes where nothing was asked. */
const CONDITIONS = {
  compares: 'item.attributes.data == "x"',
  orders: 'item.attributes.data > 100',
  searches: 're(item.attributes.data, "x+")',
  inside: '"x" in item.attributes.data',
  loops: 'item.attributes.data.exists(one, one == "x")',
  deep: 'item.attributes.data.a.a.a.a.a.a.a.a == 1',
  adds: 'item.attributes.data + 1 == 2',
  converts: 'int(item.attributes.data) == 1',
  alone: 'item.attributes.data',
};
const DOCUMENT = {
  organisation: { name: 'Bank' },
  queues: { regular: { name: 'Regular' }, other: { name: 'Other' } },
  workstreams: {
    chat: {
      channel: 'chat',
      classify: Object.fromEntries(
        Object.entries(CONDITIONS).map(([name, when]) => [name, [{ when, then: { set: { [name]: true } } }]]),
      ),
      queue: [{ when: 'item.attributes.data.x == 1', to: 'other' }, { to: 'regular' }],
    },
  },
  profiles: {
    desk: { name: 'Desk', capacity: 4, channels: { chat: {} }, queues: [{ queue: 'regular' }, { queue: 'other' }] },
  },
};

beforeAll(async () => {
  api = await startApi();
  const published = await api.ask('PUT', '/v1/configuration', { body: DOCUMENT, headers: { 'if-match': '*' } });
  expect(published.status, JSON.stringify(published.body)).toBe(200);
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });
type Line = [what: string, data: unknown, hits: readonly (keyof typeof CONDITIONS)[]];
const lines: Line[] = [
  ['nothing', undefined, []],
  ['null', null, []],
  ['a text', 'x', ['compares', 'searches']],
  ['a text that is a number', '1', ['converts']],
  ['an empty text', '', []],
  ['a text of 200,000 characters', 'x'.repeat(200_000), []],
  ['a number', 101, ['orders']],
  ['a number that is one', 1, ['adds', 'converts']],
  ['a number below nothing', -0.5, []],
  ['the greatest number that is kept', Number.MAX_SAFE_INTEGER, ['orders']],
  ['true', true, ['alone']],
  ['a list', ['x'], ['inside', 'loops']],
  ['a list of 10,000', Array.from({ length: 10_000 }, () => 'x'), []],
  ['a list of all kinds', [null, 1, {}, [], 'x'], ['inside', 'loops']],
  ['a map', { x: 1 }, ['inside', 'loops']],
  ['a map of 10,000', Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`k${n}`, n])), []],
  ['a map 50 deep', nested(50), []],
  ['the names of an object', { constructor: 1, toString: 1, hasOwnProperty: 1 }, []],
];

describe('an item whose attribute is', () => {
  it.each(lines)('%s is taken in, and each rule says why it did not hold', async (what, data, hits) => {
    const made = await api.create({ attributes: { data } });
    expect([made.status, made.body.state, made.body.queue]).toEqual([
      201,
      'waiting',
      what === 'a map' ? 'other' : 'regular',
    ]);
    const { body } = await api.ask('GET', `/v1/work-items/${made.body.id}/explanation`);
    for (const { name, rules } of body.classification.rulesets) {
      const [{ result, conditions }] = rules;
      expect(result, name).toBe(hits.includes(name) ? 'hit' : 'miss');
      expect(conditions[0].holds).toBe(result === 'hit');
      // Either it was looked at and is not so, or there is a reason that it could not be.
      if (!conditions[0].holds && conditions[0].because === null)
        expect(Object.keys(conditions[0].saw), name).toEqual(['item.attributes.data']);
    }
    await api.ask('POST', `/v1/work-items/${made.body.id}/cancel`, { body: {} });
  });
});
