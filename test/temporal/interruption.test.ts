import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StateAnswer } from '../../workflows/messages.ts';
import { ready, until } from '../engine/harness.ts';
import { CLOCKS, endOf, eventsOf, keepHistory, type Route, setAnna, startRoute } from './route.ts';

const document = {
  ...CLOCKS,
  workstreams: {
    chat: { channel: 'chat', queue: [{ to: 'regular' }] },
    case: { channel: 'case', queue: [{ to: 'regular' }], offer: { mode: 'auto-accept' } },
  },
  profiles: {
    desk: { ...CLOCKS.profiles.desk, capacity: 1, channels: { chat: {}, case: { interruptibleBy: ['chat'] } } },
  },
};

let route: Route;
beforeAll(async () => {
  route = await startRoute();
  await ready(route.engine);
  const publish = { verb: 'publish', document, author: 'test', ifMatch: '*', reason: null, reclassify: false } as const;
  expect((await route.engine.do(publish)).kind).toBe('published');
  await setAnna(route.engine, 'available');
});
afterAll(() => route?.close());

const waits = (id: string, what: string): Promise<void> =>
  until(`its workflow waits for ${what}`, async () => {
    const handle = route.temporal.client.workflow.getHandle(id);
    return (await handle.query<StateAnswer>('state').catch(() => null))?.waitsFor === what;
  });

it('says in Temporal for what an item has been left, and that it goes on', async () => {
  const { item: one } = await route.engine.create({ workstream: 'case' });
  await waits(one.id, 'anna to complete it');
  const { item: chat } = await route.engine.create({ workstream: 'chat' });
  await waits(one.id, `anna to go on with it: interrupted by ${chat.id}`);
  const offer = chat.offers[0]!.id;
  await route.engine.do({ verb: 'decline', offer, reason: null, retryAfterMs: 3_600_000 });
  await waits(one.id, 'anna to complete it');
  await route.engine.do({ verb: 'complete', item: one.id, outcome: null, note: null });
  expect(await endOf(route, one.id)).toBe('COMPLETED');
  const types = (await eventsOf(route.engine, one.id)).map(({ type }) => type);
  expect(types.filter((type) => /interrupted|continued/.test(type))).toEqual(['item.interrupted', 'item.continued']);
  await keepHistory(route, one.id, 'interrupted');
  await route.engine.do({ verb: 'cancel', item: chat.id, reason: null });
});
