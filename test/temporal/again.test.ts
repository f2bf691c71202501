import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StateAnswer } from '../../workflows/messages.ts';
import { until } from '../engine/harness.ts';
import { startOf } from './histories.ts';
import { endOf, eventsOf, publishClocks, type Route, setAnna, startRoute, stateOf, statusOf } from './route.ts';

const TEN = Array.from({ length: 10 }, (_, nth) => nth);

let route: Route;
beforeAll(async () => {
  route = await startRoute();
  await publishClocks(route.engine);
});
afterAll(() => route?.close());

const handle = (id: string) => route.temporal.client.workflow.getHandle(id);
const state = (id: string) => handle(id).query<StateAnswer>('state');
const types = async (id: string) => (await eventsOf(route.engine, id)).map((event) => event.type);
const create = async (workstream: string): Promise<string> => {
  const { item } = await route.engine.create({ workstream });
  await until(`${item.id} has a workflow`, async () => (await statusOf(route, item.id)) !== 'NONE');
  return item.id;
};
const historyOf = async (id: string) => JSON.parse(historyToJSON(await handle(id).fetchHistory()));

/** What the engine answered to each question of the workflow, in order. */
async function answersOf(id: string): Promise<{ refusal: { detail: string } | null }[]> {
  const { events } = (await handle(id).fetchHistory()) ?? {};
  return (events ?? []).flatMap(({ markerRecordedEventAttributes: marker }) => {
    const data = marker?.details?.['result']?.payloads?.[0]?.data;
    return data ? [JSON.parse(Buffer.from(data).toString())] : [];
  });
}

describe('what a workflow is sent again and again, in any order', () => {
  it('a row of the past changes nothing, however often it comes', async () => {
    const id = await create('steep');
    await until('both steps', async () => (await types(id)).filter((type) => type === 'item.escalated').length === 2);
    const started = startOf(await historyOf(id)).input.payloads[0]!.data;
    const { row: first } = JSON.parse(Buffer.from(started, 'base64').toString());
    const rows = [first];
    for (const priority of [1, 2, 3]) {
      await route.engine.do({ verb: 'patch', item: id, patch: { priority } });
      await until('it is told', async () => (await state(id)).row.priority === priority);
      rows.push((await state(id)).row);
    }
    const newest = rows.at(-1);
    expect(first.deadlines.map(({ verb }: { verb: string }) => verb)).toEqual(['escalate']);
    const [log, asked] = [await types(id), (await answersOf(id)).length];
    const backwards = TEN.flatMap(() => [...rows].reverse());
    await Promise.all(backwards.map((row) => handle(id).signal('patched', { row, facts: ['patched'] })));
    await handle(id).signal('enqueued', { row: first, facts: ['created', 'enqueued'] });
    expect(await state(id)).toMatchObject({ row: newest, trouble: null });
    expect((await answersOf(id)).length).toBe(asked);
    expect(await types(id)).toEqual(log);
    await route.engine.do({ verb: 'cancel', item: id, reason: null });
    expect(await endOf(route, id)).toBe('COMPLETED');
  });

  it('a command acts once, and each other time says why not', async () => {
    await setAnna(route.engine, 'available');
    const id = await create('chat');
    const tenTimes = async (name: string, input: object) => {
      const before = (await answersOf(id)).length;
      await Promise.all(TEN.map(() => handle(id).signal(name, input)));
      await until(`each ${name} is answered`, async () => (await answersOf(id)).length === before + 10);
      return (await answersOf(id)).slice(before).map(({ refusal }) => refusal?.detail ?? null);
    };
    const [first, ...others] = await tenTimes('complete', {});
    expect(first).toMatch(/is offered/);
    expect(new Set(others)).toEqual(new Set([first]));
    const accepted = await tenTimes('accept', {});
    expect(accepted).toEqual([null, ...TEN.slice(1).map(() => 'There is no open offer.')]);
    const [paused, ...notPaused] = await tenTimes('pause', { forCustomer: true });
    expect(paused).toBeNull();
    for (const why of notPaused) expect(why).toMatch(/is paused/);
    expect(await stateOf(route.engine, id)).toBe('paused');
    const once = (await types(id)).filter((type) => /accepted|assigned|paused|completed/.test(type));
    expect(once).toEqual(['offer.accepted', 'item.assigned', 'item.paused']);
    await setAnna(route.engine, 'offline');
  });
});
