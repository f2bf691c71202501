import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StateAnswer } from '../../workflows/messages.ts';
import { until } from '../engine/harness.ts';
import { eventTypesOf, hasTaken, signalsIn, withoutDelays } from './event-types.ts';
import { endOf, eventsOf, keepHistory, publishClocks, type Route, setAnna, startRoute, stateOf } from './route.ts';

let route: Route;
beforeAll(async () => {
  route = await startRoute();
  await publishClocks(route.engine);
  await setAnna(route.engine, 'available');
});
afterAll(() => route?.close());

const handle = (id: string) => route.temporal.client.workflow.getHandle(id);
const typesInHistory = (id: string): Promise<string[]> => eventTypesOf(route.temporal, id);
const told = (id: string, facts: number) =>
  until(`its workflow was told ${facts} facts`, async () => hasTaken(await typesInHistory(id), facts));

async function assigned(): Promise<string> {
  const { item } = await route.engine.create();
  await route.engine.do({ verb: 'accept', offer: item.offers[0]!.id });
  return item.id;
}
const pause = (item: string, ms: number | null) => {
  const { now } = route.engine.writer.world()!.work;
  return route.engine.do({
    verb: 'pause',
    item,
    until: ms === null ? null : now + ms,
    forCustomer: ms === null,
    reason: null,
  });
};
const complete = (item: string) => route.engine.do({ verb: 'complete', item, outcome: null, note: null });

describe('the workflow of an item that is paused', () => {
  it('waits through ten pauses, in 150 events at most', async () => {
    const id = await assigned();
    await until('it has a workflow', async () => (await typesInHistory(id)).length > 0);
    await until(
      'it knows who has it',
      async () => (await handle(id).query<StateAnswer>('state')).row.state === 'assigned',
    );
    const before = signalsIn(await typesInHistory(id));
    for (let nth = 0; nth < 10; nth += 1) {
      await pause(id, 3_600_000);
      await told(id, before + 2 * nth + 1);
      await route.engine.do({ verb: 'resume', item: id, agent: 'anna' });
      await told(id, before + 2 * nth + 2);
    }
    await complete(id);
    expect(await endOf(route, id)).toBe('COMPLETED');
    const events = withoutDelays(await typesInHistory(id)).length;
    console.log(`a case paused and resumed ten times: ${events} events`);
    expect(events).toBeLessThanOrEqual(150);
    await keepHistory(route, id, 'paused-and-resumed');
  });

  it('wakes at its time, by a timer that says so', async () => {
    const id = await assigned();
    await pause(id, 1_500);
    await until('it waits for its pause to end', async () => {
      const { row, waitsFor } = await handle(id).query<StateAnswer>('state');
      return row.state === 'paused' && waitsFor === 'its pause to end';
    });
    await until('it is offered again', async () => (await stateOf(route.engine, id)) === 'offered');
    const resumed = (await eventsOf(route.engine, id)).find((event) => event.type === 'item.resumed');
    expect(resumed).toMatchObject({ actor: 'temporal:timer', cause: 'deadline:wake' });
    await route.engine.do({ verb: 'cancel', item: id, reason: null });
    await endOf(route, id);
    await keepHistory(route, id, 'paused-until');
  });

  it('is paused and resumed by signals, and says what was wrong with one', async () => {
    const id = await assigned();
    await until('it has a workflow', async () => (await typesInHistory(id)).length > 0);
    await handle(id).signal('pause', { until: '2020-01-01T00:00:00Z' });
    await until('it says so', async () =>
      /in the future/.test((await handle(id).query<StateAnswer>('state')).trouble ?? ''),
    );
    await handle(id).signal('pause', { forCustomer: true });
    await until('it is paused', async () => (await stateOf(route.engine, id)) === 'paused');
    await handle(id).signal('resume', { agent: 'anna' });
    await until('she has it again', async () => (await stateOf(route.engine, id)) === 'assigned');
    await complete(id);
    expect(await endOf(route, id)).toBe('COMPLETED');
  });
});
