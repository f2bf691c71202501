import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StateAnswer } from '../../workflows/messages.ts';
import { until } from '../engine/harness.ts';
import { CLOCKS, endOf, eventsOf, keepHistory, type Route, startRoute, stateOf } from './route.ts';

let route: Route;

/** Open on one day of the next month. */
const CLOSED = {
  weekly: {},
  exceptions: { [new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)]: ['08:00-16:00'] },
};

beforeAll(async () => {
  route = await startRoute();
  const document = {
    ...CLOCKS,
    calendars: { closed: CLOSED },
    queues: {
      ...CLOCKS.queues,
      slow: {
        name: 'Slow',
        overflow: [{ when: { waitedOver: 'PT1S' }, then: { queue: 'shut' } }],
        fallback: 'night',
      },
      shut: { name: 'Shut', hours: 'closed' },
      night: {
        name: 'Night',
        overflow: [
          { when: { expectedWaitOver: 'PT1S' }, then: { offerCallback: 'chat' } },
          { when: { waitedOver: 'PT6S' }, then: { end: { message: 'Nobody is here.' } } },
        ],
      },
    },
    workstreams: { ...CLOCKS.workstreams, slow: { channel: 'chat', queue: [{ to: 'slow' }] } },
  };
  const publish = { verb: 'publish', document, author: 'test', ifMatch: '*', reason: null, reclassify: false } as const;
  expect(await route.engine.do(publish)).toMatchObject({ kind: 'published' });
});
afterAll(() => route?.close());

it('sends an item on and ends it by its own clock, which says what it waits for', async () => {
  const { item } = await route.engine.create({ workstream: 'slow' });
  const handle = route.temporal.client.workflow.getHandle(item.id);
  await until('it is ended', async () => (await stateOf(route.engine, item.id)) === 'cancelled');
  expect(await endOf(route, item.id)).toBe('COMPLETED');
  const events = (await eventsOf(route.engine, item.id)).filter(({ cause }) => cause.includes('overflow'));
  expect(events.map(({ type }) => type)).toEqual([
    'item.overflowed',
    'item.enqueued',
    'item.callback_offered',
    'item.overflowed',
    'item.cancelled',
  ]);
  expect(events[0]).toMatchObject({ actor: 'temporal:timer', cause: 'deadline:overflow' });
  expect((await handle.query<StateAnswer>('state')).row).toMatchObject({ state: 'cancelled', queue: 'night' });
  const [row] = await route.engine.db.sql`select message from work_item_payload where id = ${item.id.slice(3)}::uuid`;
  expect(row?.message).toBe('Nobody is here.');
  await keepHistory(route, item.id, 'overflows');
});
