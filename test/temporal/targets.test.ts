import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../engine/harness.ts';
import { eventTypesOf, placesOf, withoutDelays } from './event-types.ts';
import { endOf, eventsOf, keepHistory, publishClocks, type Route, startRoute } from './route.ts';

let route: Route;
beforeAll(async () => {
  route = await startRoute();
  await publishClocks(route.engine);
});
afterAll(() => route?.close());

it('warns of a target and misses it in time, for 7 events each', async () => {
  const { item } = await route.engine.create({ workstream: 'promised', channel: 'case' });
  const noted = async () =>
    (await eventsOf(route.engine, item.id)).filter(({ type }) => type.startsWith('item.target_'));
  await until('the target is missed', async () => (await noted()).length === 2);
  expect(await noted()).toEqual([
    { type: 'item.target_warned', actor: 'temporal:timer', cause: 'deadline:note_target' },
    { type: 'item.target_breached', actor: 'temporal:timer', cause: 'deadline:note_target' },
  ]);
  await until(
    'its workflow waits again',
    async () => (await eventTypesOf(route.temporal, item.id)).at(-1) === 'timerStarted',
  );
  const events = withoutDelays(await eventTypesOf(route.temporal, item.id));
  const fired = placesOf(events, 'timerFired');
  expect(fired).toHaveLength(2);
  expect(fired[1]! - fired[0]!, events.join(' ')).toBeLessThanOrEqual(7);
  expect(events.length - fired[1]!, events.join(' ')).toBeLessThanOrEqual(7);
  await route.engine.do({ verb: 'cancel', item: item.id, reason: null });
  await endOf(route, item.id);
  await keepHistory(route, item.id, 'target-missed');
});
