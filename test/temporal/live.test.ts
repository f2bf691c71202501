import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StateAnswer } from '../../workflows/messages.ts';
import { until } from '../engine/harness.ts';
import { eventTypesOf, placesOf, withoutDelays } from './event-types.ts';
import {
  endOf,
  eventsOf,
  keepHistory,
  publishClocks,
  type Route,
  setAnna,
  startRoute,
  stateOf,
  statusOf,
} from './route.ts';

let route: Route;

beforeAll(async () => {
  route = await startRoute();
  await publishClocks(route.engine);
});
afterAll(() => route?.close());

const create = async (change: Parameters<Route['engine']['create']>[0] = {}) => {
  const { item } = await route.engine.create(change);
  await until(`${item.id} has a workflow`, async () => (await statusOf(route, item.id)) !== 'NONE');
  return item;
};
const handle = (id: string) => route.temporal.client.workflow.getHandle(id);
const state = (id: string) => handle(id).query<StateAnswer>('state');
const types = async (id: string) => (await eventsOf(route.engine, id)).map((event) => event.type);

describe('the workflow of an item', () => {
  it('follows an item that is matched at once, in 17 events and 3 tasks', async () => {
    await setAnna(route.engine, 'available');
    const { id, offers } = await create();
    await until('it waits for the answer', async () => (await state(id)).row.state === 'offered');
    await route.engine.do({ verb: 'accept', offer: offers[0]!.id });
    await until('it waits for the end', async () => (await state(id)).row.state === 'assigned');
    await route.engine.do({ verb: 'complete', item: id, outcome: null, note: null });
    expect(await endOf(route, id)).toBe('COMPLETED');
    expect(await costOf(id)).toEqual({ events: 17, tasks: 3 });
    expect(await signalsOf(id)).toEqual(['accepted', 'completed']);
    await keepHistory(route, id, 'matched-at-once');
    await setAnna(route.engine, 'offline');
  });

  it('follows an item that waits first, in 24 events and 4 tasks at most', async () => {
    const { id } = await create({ workstream: 'chat' });
    await until('it waits', async () => (await state(id)).row.state === 'waiting');
    await setAnna(route.engine, 'available');
    await until('it is offered', async () => (await state(id)).row.state === 'offered');
    await route.engine.do({ verb: 'accept', offer: (await state(id)).row.offerId! });
    await until('it is assigned', async () => (await state(id)).row.state === 'assigned');
    await route.engine.do({ verb: 'complete', item: id, outcome: null, note: null });
    expect(await endOf(route, id)).toBe('COMPLETED');
    const cost = await costOf(id);
    expect(cost.events).toBeLessThanOrEqual(24);
    expect(cost.tasks).toBeLessThanOrEqual(4);
    await keepHistory(route, id, 'waits-first');
    await setAnna(route.engine, 'offline');
  });

  it('takes each escalation step in time, for 7 events a step', async () => {
    const { id } = await create({ workstream: 'steep' });
    // Not by a query: one that comes while the engine is asked costs a task of its own.
    const stepsTaken = async () => (await types(id)).filter((type) => type === 'item.escalated').length;
    await until('step 2', async () => (await stepsTaken()) === 2);
    const inHistory = withoutDelays(await eventTypesOf(route.temporal, id));
    const fired = placesOf(inHistory, 'timerFired');
    expect(fired).toHaveLength(2);
    expect(fired[1]! - fired[0]!, inHistory.join(' ')).toBeLessThanOrEqual(7);
    const steps = (await eventsOf(route.engine, id)).filter((event) => event.type === 'item.escalated');
    expect(steps.map((event) => event.actor)).toEqual(['temporal:timer', 'temporal:timer']);
    await keepHistory(route, id, 'escalates');
  });

  it('lets an offer expire, and the unanswered one counts', async () => {
    await setAnna(route.engine, 'available');
    const { id } = await create({ workstream: 'quick' });
    await until('it waits again', async () => (await stateOf(route.engine, id)) === 'waiting');
    const expired = (await eventsOf(route.engine, id)).find((event) => event.type === 'offer.expired');
    expect(expired?.actor).toBe('temporal:timer');
    const [anna] = await route.engine.db.sql`select unanswered from agent where id = 'anna'`;
    expect(anna?.unanswered).toBe(1);
    await keepHistory(route, id, 'offer-expires');
    await setAnna(route.engine, 'offline');
  });

  it('admits a scheduled item when it is due', async () => {
    const { id } = await create({ notBefore: Date.now() + 1_500 });
    expect((await state(id)).row.state).toBe('scheduled');
    await until('it waits', async () => (await state(id)).row.state === 'waiting');
    expect(await types(id)).toEqual(['item.created', 'item.admitted', 'item.enqueued']);
    await keepHistory(route, id, 'scheduled');
  });

  it('ends a wrap-up, and a time to live', async () => {
    await setAnna(route.engine, 'available');
    const wrapped = await create({ workstream: 'wrapped' });
    await route.engine.do({ verb: 'accept', offer: wrapped.offers[0]!.id });
    await route.engine.do({ verb: 'complete', item: wrapped.id, outcome: null, note: null });
    expect(await endOf(route, wrapped.id)).toBe('COMPLETED');
    expect(await stateOf(route.engine, wrapped.id)).toBe('closed');
    await keepHistory(route, wrapped.id, 'wraps-up');
    await setAnna(route.engine, 'offline');
    const brief = await create({ workstream: 'brief' });
    expect(await endOf(route, brief.id)).toBe('COMPLETED');
    expect(await stateOf(route.engine, brief.id)).toBe('expired');
    await keepHistory(route, brief.id, 'outlives-its-time');
  });

  it('holds nothing that people wrote', async () => {
    const { id } = await create({ subject: 'Secret-Subject', customerRef: 'c-secret', attributes: { iban: 'DK99' } });
    await until('it waits', async () => (await state(id)).row.state === 'waiting');
    const history = JSON.stringify(await handle(id).fetchHistory()).replace(/"data":"([^"]*)"/g, (_, data) =>
      Buffer.from(data, 'base64').toString(),
    );
    for (const secret of ['Secret-Subject', 'c-secret', 'DK99', 'iban']) expect(history).not.toContain(secret);
    expect(history).toContain('regular');
  });
});

describe('a command sent as a signal', () => {
  it('accepts and completes like the API, with the sender as the actor', async () => {
    await setAnna(route.engine, 'available');
    const { id } = await create();
    await handle(id).signal('accept', {});
    await until('it is accepted', async () => (await stateOf(route.engine, id)) === 'assigned');
    await handle(id).signal('complete', { outcome: 'solved' });
    expect(await endOf(route, id)).toBe('COMPLETED');
    const accepted = (await eventsOf(route.engine, id)).find((event) => event.type === 'offer.accepted');
    expect(accepted?.actor).toMatch(/^temporal:\d+@/);
    await keepHistory(route, id, 'worked-by-signals');
    await setAnna(route.engine, 'offline');
  });

  it('reschedules and cancels', async () => {
    const { id } = await create();
    await handle(id).signal('reschedule', { notBefore: '2030-01-31T09:00:00Z' });
    await until('it is scheduled', async () => (await state(id)).row.state === 'scheduled');
    await handle(id).signal('cancel', { reason: 'not wanted any more' });
    expect(await endOf(route, id)).toBe('COMPLETED');
    expect(await stateOf(route.engine, id)).toBe('cancelled');
    await keepHistory(route, id, 'rescheduled-and-cancelled');
  });

  it('says what is wrong with rubbish, and goes on', async () => {
    const { id } = await create();
    const complaint = async (name: string, ...args: unknown[]) => {
      const before = (await state(id)).trouble;
      await handle(id).signal(name, ...args);
      await until(`${name} is answered`, async () => {
        const now = await state(id);
        return now.trouble !== null && now.trouble !== before && now.commands.length === 0;
      });
      return (await state(id)).trouble;
    };
    expect(await complaint('accept')).toBe('accept: There is no open offer.');
    expect(await complaint('accept', 'yes please')).toMatch(/^accept: \/: .*expected object/);
    expect(await complaint('decline', { offer: 7 })).toMatch(/^decline: \/offer: /);
    expect(await complaint('reschedule', { notBefore: 'soon' })).toMatch(/^reschedule: \/notBefore: Write an instant/);
    expect(await complaint('complete', { note: '\ud800' })).toMatch(/^complete: \/note: .*half of a surrogate pair/);
    expect(await complaint('offered', { row: { id: 'wi_other' } })).toMatch(/without a row of this item/);
    expect(await complaint('dance', 1)).toMatch(/no signal dance/);
    expect(await complaint('offered', null)).toMatch(/without a row/);
    expect(await complaint('accept', { offer: 'of_01900000-0000-7000-8000-000000000000' })).toMatch(
      /There is no offer/,
    );
    expect((await state(id)).row.state).toBe('waiting');
    await route.engine.do({ verb: 'cancel', item: id, reason: null });
    expect(await endOf(route, id)).toBe('COMPLETED');
    await keepHistory(route, id, 'rubbish');
  });

  it('cannot touch another item through this one', async () => {
    await setAnna(route.engine, 'available');
    const [mine, other] = [await create(), await create()];
    await handle(mine.id).signal('accept', { offer: other.offers[0]!.id });
    await until('it is refused', async () => /There is no offer/.test((await state(mine.id)).trouble ?? ''));
    expect(await stateOf(route.engine, other.id)).toBe('offered');
    await setAnna(route.engine, 'offline');
  });

  it('survives a payload that nothing can read', async () => {
    const { id } = await create();
    const { client, at } = { client: route.temporal.client, at: route.at };
    await client.workflowService.signalWorkflowExecution({
      namespace: at.namespace,
      workflowExecution: { workflowId: id },
      signalName: 'cancel',
      input: { payloads: [{ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('{"broken') }] },
    });
    await until('it says so', async () => /cannot be read/.test((await state(id)).trouble ?? ''));
    await keepHistory(route, id, 'unreadable-payload');
    expect((await state(id)).row.state).toBe('waiting');
  });
});

async function costOf(id: string): Promise<{ events: number; tasks: number }> {
  const types = withoutDelays(await eventTypesOf(route.temporal, id));
  return { events: types.length, tasks: placesOf(types, 'workflowTaskCompleted').length };
}

async function signalsOf(id: string): Promise<string[]> {
  const { events } = await handle(id).fetchHistory();
  return (events ?? []).flatMap((event) => event.workflowExecutionSignaledEventAttributes?.signalName ?? []);
}
