import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { close, connect } from '../../db/client.ts';
import { freePort } from '../../scripts/ports.ts';
import { type RunningTemporal, startTemporal } from '../../scripts/temporal-server.ts';
import { until } from '../engine/harness.ts';
import { testDatabase, testTemporal } from '../support/servers.ts';
import { itemsOf, putRecurrence } from './recurring.ts';
import { endOf, eventsOf, publishClocks, type Route, setAnna, startRoute, stateOf, statusOf } from './route.ts';

const home = mkdtempSync(join(tmpdir(), 'signalbox-outage-'));
let port: number;
let temporal: RunningTemporal;

const startServer = () =>
  startTemporal({ home, port, namespace: 'signalbox', cli: process.env.TEMPORAL_CLI, log: () => undefined });
const place = () => ({ ...testTemporal(), address: `127.0.0.1:${port}` });

/** A server of its own, at an address that it keeps: it is killed here. */
beforeAll(async () => {
  port = await freePort();
  temporal = await startServer();
});
afterAll(() => temporal?.stop());

const work = async (route: Route): Promise<string> => {
  const { item } = await route.engine.create();
  await route.engine.do({ verb: 'accept', offer: item.offers[0]!.id });
  await route.engine.do({ verb: 'complete', item: item.id, outcome: null, note: null });
  return item.id;
};

describe('while Temporal is away', () => {
  it('work goes on at once, and every item has its workflow when it is back', async () => {
    const route = await startRoute({ at: place() });
    await publishClocks(route.engine);
    await setAnna(route.engine, 'available');
    const before = (await route.engine.create()).item;
    await until('it runs', async () => (await statusOf(route, before.id)) === 'RUNNING');
    temporal.kill();
    const began = performance.now();
    const worked = [await work(route), await work(route), await work(route)];
    const open = (await route.engine.create()).item;
    await route.engine.do({ verb: 'accept', offer: before.offers[0]!.id });
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(route.follower.due()).toBe(5);
    temporal = await startServer();
    await until('all are told', () => route.follower.due() === 0, 30_000);
    expect(await statusOf(route, open.id)).toBe('RUNNING');
    for (const id of worked) expect(await endOf(route, id)).toBe('COMPLETED');
    await route.engine.do({ verb: 'complete', item: before.id, outcome: null, note: null });
    expect(await endOf(route, before.id)).toBe('COMPLETED');
    expect(await stateOf(route.engine, before.id)).toBe('closed');
    await route.close();
  }, 60_000);

  it('the engine makes the item of each occurrence within its grace, and nothing twice when it is back', async () => {
    const route = await startRoute({ at: place(), schedulesMs: 500 });
    await publishClocks(route.engine);
    const at = Math.ceil(Date.now() / 1_000) * 1_000 + 3_000;
    const known = await putRecurrence(route, at);
    const scheduled = (id: string) =>
      route.temporal.client.schedule
        .getHandle(id)
        .describe()
        .then(
          ({ info }) => info,
          () => null,
        );
    await until('it has a schedule', async () => (await scheduled(known)) !== null);
    temporal.kill();
    const other = await putRecurrence(route, at);
    const made = async () => [...(await itemsOf(route, known)), ...(await itemsOf(route, other))];
    await until('both are made', async () => (await made()).length === 2, 45_000);
    temporal = await startServer();
    await until('the new one has a schedule', async () => (await scheduled(other)) !== null, 30_000);
    // The known one fires late for what it has missed, and the engine knows it.
    const moved = async () => ((await scheduled(known))?.nextActionTimes[0]?.getTime() ?? 0) > at;
    await until('the known one goes on', moved, 30_000);
    expect(await made()).toHaveLength(2);
    await route.close();
  }, 120_000);

  it('the sweeper lets an offer expire within its grace, as a repair that does not count as unanswered', async () => {
    const route = await startRoute({ at: place() });
    await publishClocks(route.engine);
    await setAnna(route.engine, 'available');
    temporal.kill();
    const { item } = await route.engine.create({ workstream: 'quick' });
    await until('it waits again', async () => (await stateOf(route.engine, item.id)) === 'waiting', 40_000);
    const events = await eventsOf(route.engine, item.id);
    expect(events.slice(-2).map(({ type, actor }) => [type, actor])).toEqual([
      ['repair.deadline', 'engine'],
      ['offer.expired', 'engine'],
    ]);
    const [anna] = await route.engine.db.sql`select unanswered from agent where id = 'anna'`;
    expect(anna?.unanswered).toBe(0);
    await route.close();
    temporal = await startServer();
  }, 80_000);
});

describe('an engine that starts anew', () => {
  it('tells what the one before could not, each item once, and not what it had told', async () => {
    const url = (await testDatabase()).url;
    const at = place();
    const old = await startRoute({ at, url });
    await publishClocks(old.engine);
    await setAnna(old.engine, 'available');
    const told = (await old.engine.create()).item;
    await until('it is told', () => old.follower.due() === 0);
    temporal.kill();
    const [open, closed] = [(await old.engine.create()).item, await work(old)];
    expect(await statusOf(old, told.id).catch(() => 'AWAY')).toBe('AWAY');
    await old.close();
    temporal = await startServer();
    const next = await startRoute({ at, url });
    await until('it leads', () => next.engine.writer.world() !== null);
    await until('all are told', () => next.follower.due() === 0, 20_000);
    expect(await statusOf(next, open.id)).toBe('RUNNING');
    expect(await endOf(next, closed)).toBe('COMPLETED');
    const { events } = await next.temporal.client.workflow.getHandle(told.id).fetchHistory();
    expect(events?.filter((event) => event.workflowExecutionSignaledEventAttributes)).toEqual([]);
    await next.close();
    const db = connect(url);
    const [lease] = await db.sql`select seq, delivered_seq from engine_lease`;
    await close(db);
    expect(lease!.delivered_seq).toBe(lease!.seq);
  }, 60_000);
});
