import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../cli/log.ts';
import { type RunningWorker, startWorker } from '../../cli/workflow-worker.ts';
import { connectTemporal, type TemporalClient } from '../../engine/temporal/connection.ts';
import { createDeliver } from '../../engine/temporal/deliver.ts';
import { createRelay, type Relay } from '../../engine/temporal/relay.ts';
import { until } from '../engine/harness.ts';
import { testTemporal } from '../support/servers.ts';
import { startTimeSkipping, type TimeSkipping } from '../support/time-skipping.ts';
import { eventTypesOf, isAtRest, placesOf } from './event-types.ts';
import { VirtualEngine } from './virtual-engine.ts';

const SECOND = 1_000;
const DAY = 24 * 3_600 * SECOND;

/** Anna works in `regular`; nobody does in `elsewhere`. */
const DOCUMENT = {
  organisation: { name: 'Months' },
  channels: { case: { offerTimeout: 'PT15M' } },
  escalations: {
    slow: [
      { after: 'P1D', raisePriority: 1 },
      { after: 'P4D', raisePriority: 1 },
      { after: 'P10D', raisePriority: 1 },
    ],
  },
  queues: {
    regular: { name: 'Regular' },
    elsewhere: { name: 'Elsewhere' },
    slow: { name: 'Slow', escalation: 'slow' },
  },
  workstreams: {
    own: { channel: 'case', queue: [{ to: 'regular' }], offer: { mode: 'auto-accept' } },
    asked: { channel: 'case', queue: [{ to: 'regular' }] },
    later: { channel: 'case', queue: [{ to: 'elsewhere' }] },
    slow: { channel: 'case', queue: [{ to: 'slow' }] },
    month: { channel: 'case', queue: [{ to: 'elsewhere' }], timeToLive: 'P30D' },
  },
  profiles: { desk: { name: 'Desk', capacity: 1, channels: { case: {} }, queues: [{ queue: 'regular' }] } },
  agents: { anna: { name: 'Anna', profile: 'desk', connectivity: 'assumed' } },
};

let time: TimeSkipping;
let temporal: TemporalClient;
let relay: Relay;
let engine: VirtualEngine;
let worker: RunningWorker;

/** The workflows and the worker as they are, on a server whose time jumps; and an engine that goes by that time. */
beforeAll(async () => {
  time = await startTimeSkipping();
  const at = { ...testTemporal(), address: time.address };
  await time.register(at.namespace);
  temporal = connectTemporal(at);
  relay = createRelay({
    deliver: createDeliver(temporal, undefined),
    missing: (item) => Promise.reject(new Error(`the workflow of ${item} is gone`)),
    log: (message, details) => console.log(message, details),
  });
  engine = await VirtualEngine.create({ now: time.now, follower: relay });
  const { workflowBundle } = at;
  worker = startWorker({ at, temporal, engine, commands: true, alerts: null, workflowBundle, log: createLog('error') });
  await worker.polling;
  const how = { author: 'test', ifMatch: '*', reason: null, reclassify: false } as const;
  expect(await engine.do({ verb: 'publish', document: DOCUMENT, ...how })).toMatchObject({ kind: 'published' });
});
afterAll(async () => {
  await worker?.stop();
  await relay?.stop();
  await temporal?.close();
  await time?.stop();
});

const handle = (id: string) => temporal.client.workflow.getHandle(id);
const history = (id: string): Promise<string[]> => eventTypesOf(temporal, id);

/** Its workflow has acted on all that it was told. Not by a query: one at the wrong moment costs events. */
const acted = (id: string) =>
  until(`the workflow of ${id} has acted`, async () => {
    if (!relay.isTold(id)) return false;
    const types = await history(id);
    return isAtRest(types);
  });

/** Lets time pass for an item; then the sweeper looks, and finds nothing that no workflow has reported. */
async function pass(id: string, ms: number): Promise<void> {
  await acted(id);
  await time.skip(ms);
  await engine.do({ verb: 'tick' }, { kind: 'engine' });
  expect(engine.events.filter(({ type }) => type.startsWith('repair.'))).toEqual([]);
}

/** What happened to it by the clock, and who reported that. */
const byClock = (id: string) =>
  engine
    .eventsOf(id)
    .filter(({ cause }) => cause.startsWith('deadline:'))
    .map(({ type, actor, cause }) => `${type} ${cause} ${actor}`);

describe('while months pass', () => {
  it('an item for in 60 days is admitted then, by its timer', async () => {
    const notBefore = (await time.now()) + 60 * DAY;
    const id = await engine.create({ workstream: 'later', notBefore });
    await pass(id, 60 * DAY - 60 * SECOND);
    expect(engine.item(id).state).toBe('scheduled');
    await pass(id, 120 * SECOND);
    expect(engine.item(id).state).toBe('waiting');
    expect(byClock(id)).toEqual([
      'item.admitted deadline:admit temporal:timer',
      'item.enqueued deadline:admit temporal:timer',
    ]);
    expect(engine.eventsOf(id).at(-1)!.at).toBeGreaterThanOrEqual(notBefore);
  });

  it('a ladder of three steps over ten days acts on each once, in order, for 7 events a step at most', async () => {
    const id = await engine.create({ workstream: 'slow' });
    await pass(id, 11 * DAY);
    const steps = engine.eventsOf(id).filter(({ type }) => type === 'item.escalated');
    expect(steps.map(({ actor, details }) => [actor, details['step']])).toEqual([
      ['temporal:timer', 1],
      ['temporal:timer', 2],
      ['temporal:timer', 3],
    ]);
    const enqueuedAt = engine.item(id).enqueuedAt!;
    const days = steps.map(({ at }) => Math.floor((at - enqueuedAt) / DAY));
    expect(days).toEqual([1, 4, 10]);
    const types = await history(id);
    const fired = placesOf(types, 'timerFired');
    expect(fired).toHaveLength(3);
    for (const [nth, at] of fired.entries())
      expect((fired[nth + 1] ?? types.length) - at, types.join(' ')).toBeLessThanOrEqual(7);
  });

  it('a time to live of 30 days ends an item, and its workflow', async () => {
    const id = await engine.create({ workstream: 'month' });
    await pass(id, 29 * DAY);
    expect(engine.item(id).state).toBe('waiting');
    await pass(id, 2 * DAY);
    expect(engine.item(id).state).toBe('expired');
    expect(byClock(id)).toEqual(['item.expired deadline:expire_item temporal:timer']);
    expect((await handle(id).describe()).status.name).toBe('COMPLETED');
  });

  it.each([
    { workstream: 'own', most: 150, how: 'hers again at once' },
    // An offer and its answer each time: seven events more.
    { workstream: 'asked', most: 210, how: 'offered again' },
  ])('a case paused for 20 days ten times wakes each time, in $most events at most', async (at) => {
    await engine.do({ verb: 'set_presence', agent: 'anna', intent: 'available', reason: null });
    const id = await engine.create({ workstream: at.workstream });
    const accept = async () => {
      const [offer] = engine.world.offersOf.get(id) ?? [];
      if (offer !== undefined) await engine.do({ verb: 'accept', offer: offer.id });
    };
    await accept();
    for (let nth = 0; nth < 10; nth += 1) {
      const resumesAt = (await time.now()) + 20 * DAY;
      await engine.do({ verb: 'pause', item: id, until: resumesAt, forCustomer: false, reason: null });
      await pass(id, 20 * DAY + SECOND);
      await accept();
      expect(engine.item(id)).toMatchObject({ state: 'assigned', agentId: 'anna' });
    }
    await engine.do({ verb: 'complete', item: id, outcome: null, note: null });
    expect(await handle(id).result()).toMatchObject({ state: 'closed' });
    const woken = engine.eventsOf(id).filter(({ type }) => type === 'item.resumed');
    expect(woken.map(({ actor }) => actor)).toEqual(Array.from({ length: 10 }, () => 'temporal:timer'));
    const events = (await history(id)).length;
    console.log(`a case paused for 20 days ten times, ${at.how}: ${events} events`);
    expect(events).toBeLessThanOrEqual(at.most);
  });

  it('a history does not grow: that of 100 days is that of one', async () => {
    const now = await time.now();
    const [day, longer] = [
      await engine.create({ workstream: 'later', notBefore: now + DAY }),
      await engine.create({ workstream: 'later', notBefore: now + 100 * DAY }),
    ];
    await acted(day);
    await pass(longer, 101 * DAY);
    for (const id of [day, longer]) expect(engine.item(id).state).toBe('waiting');
    expect(await history(longer)).toEqual(await history(day));
  });
});
