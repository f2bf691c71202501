import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StateAnswer } from '../../workflows/messages.ts';
import { until } from '../engine/harness.ts';
import { endOf, eventsOf, keepHistory, publishClocks, type Route, startRoute, stateOf } from './route.ts';

let route: Route;
beforeAll(async () => {
  route = await startRoute();
  await publishClocks(route.engine);
});
afterAll(() => route?.close());

const handle = (id: string) => route.temporal.client.workflow.getHandle(id);

it('is placed by a signal once its data was put right, and says before what it waits for', async () => {
  const { item } = await route.engine.create({ workstream: 'picky' });
  expect(item.state).toBe('needs_attention');
  await until('it has a workflow', async () => {
    const answer = await handle(item.id)
      .query<StateAnswer>('state')
      .catch(() => null);
    return answer?.waitsFor === 'somebody to put its data or the rules right';
  });
  await handle(item.id).signal('retry', { queue: 'regular' });
  await until('it says what was wrong', async () =>
    /retry: .*queue/.test((await handle(item.id).query<StateAnswer>('state')).trouble ?? ''),
  );
  await handle(item.id).signal('retry');
  await until('its rules were asked once more', async () =>
    (await eventsOf(route.engine, item.id)).some(({ type }) => type === 'item.classified'),
  );
  expect(await stateOf(route.engine, item.id)).toBe('needs_attention');
  await route.engine.do({ verb: 'patch', item: item.id, patch: { attributes: { topic: 'orders' } } });
  expect(await stateOf(route.engine, item.id)).toBe('waiting');
  await route.engine.do({ verb: 'cancel', item: item.id, reason: null });
  expect(await endOf(route, item.id)).toBe('COMPLETED');
  const retried = (await eventsOf(route.engine, item.id)).find(({ cause }) => cause === 'retry');
  expect(retried?.actor).toMatch(/^temporal:/);
  await keepHistory(route, item.id, 'retried');
});
