import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listRunning } from '../../engine/temporal/running.ts';
import { freePort } from '../../scripts/ports.ts';
import { type RunningTemporal, startTemporal } from '../../scripts/temporal-server.ts';
import { ready, until } from '../engine/harness.ts';
import { testTemporal } from '../support/servers.ts';
import { type Route, setAnna, startRoute } from './route.ts';

/** Nothing is due before, so that all workflows begin and Temporal is away when it is. */
const FIRST_MS = 25_000;
const seconds = (ms: number): string => `PT${ms / 1_000}S`;
const STEPS = 8;

/** Bo, who serves the ladder, never comes. */
const DOCUMENT = {
  organisation: { name: 'Deadlines' },
  channels: { case: { offerTimeout: 'PT1H' }, voice: { live: true, offerTimeout: seconds(FIRST_MS) } },
  escalations: {
    ladder: Array.from({ length: STEPS }, (_, nth) => ({ after: seconds(FIRST_MS + nth * 1_000), raisePriority: 1 })),
  },
  queues: { regular: { name: 'Regular' }, ladder: { name: 'Ladder', escalation: 'ladder' }, later: { name: 'Later' } },
  workstreams: {
    ladder: {
      channel: 'case',
      queue: [{ to: 'ladder' }],
      targets: { firstResponse: seconds(FIRST_MS + 8_500), warnAt: 0.8 },
      timeToLive: seconds(FIRST_MS + 10_000),
    },
    quick: { channel: 'voice', queue: [{ to: 'regular' }], decline: { backOff: 'PT1H' } },
    own: {
      channel: 'case',
      queue: [{ to: 'regular' }],
      offer: { mode: 'auto-accept' },
      wrapUp: { timeout: seconds(FIRST_MS) },
    },
    later: { channel: 'case', queue: [{ to: 'later' }] },
    brief: { channel: 'case', queue: [{ to: 'later' }], timeToLive: seconds(FIRST_MS) },
  },
  profiles: {
    desk: { name: 'Desk', capacity: 1_000, channels: { voice: {}, case: {} }, queues: [{ queue: 'regular' }] },
    other: { name: 'Other', capacity: 1, channels: { case: {} }, queues: [{ queue: 'ladder' }, { queue: 'later' }] },
  },
  agents: {
    anna: { name: 'Anna', profile: 'desk', connectivity: 'assumed' },
    bo: { name: 'Bo', profile: 'other', connectivity: 'assumed' },
  },
};

/** What each deadline is in the log. */
const ACTS = {
  'item.admitted': 34,
  'item.resumed': 34,
  'item.wrap_up_ended': 34,
  'offer.expired': 34,
  'item.expired': 34 + 30,
  'item.escalated': 30 * STEPS,
  'item.target_warned': 30,
  'item.target_breached': 30,
};

const home = mkdtempSync(join(tmpdir(), 'signalbox-deadlines-'));
let port: number;
let temporal: RunningTemporal;
const startServer = () =>
  startTemporal({ home, port, namespace: 'signalbox', cli: process.env.TEMPORAL_CLI, log: () => undefined });

beforeAll(async () => {
  port = await freePort();
  temporal = await startServer();
});
afterAll(() => temporal?.stop());

/** Thirty items with eleven deadlines each, and thirty-four of each of five kinds with one. */
async function fill({ engine }: Route): Promise<void> {
  const create = async (workstream: string, change = {}) => (await engine.create({ workstream, ...change })).item.id;
  const due = () => Date.now() + FIRST_MS;
  const times = (count: number, make: (nth: number) => Promise<unknown>) =>
    Promise.all(Array.from({ length: count }, (_, nth) => make(nth)));
  await Promise.all([
    times(30, () => create('ladder')),
    times(34, () => create('quick')),
    times(34, () => create('brief')),
    times(34, (nth) => create('later', { notBefore: due() + nth * 100 })),
    times(34, async () => engine.do({ verb: 'complete', item: await create('own'), outcome: null, note: null })),
    times(34, async (nth) => {
      const item = await create('own');
      await engine.do({ verb: 'pause', item, until: due() + nth * 100, forCustomer: false, reason: null });
    }),
  ]);
}

interface Logged {
  readonly seq: number;
  readonly item: string;
  readonly type: string;
  readonly at: number;
  readonly actor: string;
  readonly details: { deadline?: string; lateMs?: number; step?: number };
}

async function logOf({ engine }: Route): Promise<Logged[]> {
  const rows = await engine.db
    .sql`select seq, item_id as item, type, at, actor, details from event where item_id is not null order by seq`;
  return rows.map((row) => ({ ...row, seq: Number(row.seq), at: new Date(row.at).getTime() }) as unknown as Logged);
}

const acts = (log: readonly Logged[]) => log.filter(({ type }) => type in ACTS);
const countsOf = (log: readonly Logged[]) => {
  const counts: Record<string, number> = {};
  for (const { type } of acts(log)) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
};

/** By the instants at which they were due, of those with one grace. */
function expectInOrder(repairs: readonly Logged[], graceMs: number): void {
  const due = repairs.map(({ at, details }) => at - details.lateMs!);
  expect(due).toEqual([...due].sort((a, b) => a - b));
  for (const { details } of repairs) expect(details.lateMs).toBeGreaterThanOrEqual(graceMs);
  const latest = Math.max(...repairs.map(({ details }) => details.lateMs!)) - graceMs;
  console.log(`${repairs.length} items swept, at most ${latest} ms after a grace of ${graceMs} ms`);
}

it('500 deadlines that pass while Temporal is away act once each, in order, and none again when it is back', async () => {
  const route = await startRoute({ at: { ...testTemporal(), address: `127.0.0.1:${port}` } });
  await ready(route.engine);
  const how = { author: 'test', ifMatch: '*', reason: null, reclassify: false } as const;
  expect(await route.engine.do({ verb: 'publish', document: DOCUMENT, ...how })).toMatchObject({ kind: 'published' });
  await setAnna(route.engine, 'available');
  const began = performance.now();
  await fill(route);
  // On a busy machine some may not know of their deadlines yet.
  await until('workflows are told', () => route.follower.due() === 0 || performance.now() - began > FIRST_MS - 5_000);
  console.log(`workflows that have not been told when Temporal is killed: ${route.follower.due()}`);
  temporal.kill();
  expect(acts(await logOf(route))).toEqual([]);

  const total = Object.values(ACTS).reduce((sum, count) => sum + count, 0);
  expect(total).toBe(500);
  await until('all have acted', async () => acts(await logOf(route)).length >= total, 120_000);
  const log = await logOf(route);
  expect(countsOf(log)).toEqual(ACTS);
  expect(new Set(acts(log).map(({ actor }) => actor))).toEqual(new Set(['engine']));
  const items = [...new Set(acts(log).map(({ item }) => item))];
  expect(items).toHaveLength(200);
  const several = items.map((id) => acts(log).filter(({ item }) => item === id)).filter(({ length }) => length > 1);
  expect(several).toHaveLength(30);
  for (const one of several) {
    // All steps that are due act together.
    const steps = one.filter(({ type }) => type === 'item.escalated').map(({ details }) => details.step);
    expect(steps).toEqual(Array.from({ length: STEPS }, (_, nth) => nth + 1));
    const others = one.filter(({ type }) => type !== 'item.escalated').map(({ type }) => type);
    expect(others).toEqual(['item.target_warned', 'item.target_breached', 'item.expired']);
  }
  const repairs = log.filter(({ type }) => type === 'repair.deadline');
  const isOffer = ({ details }: Logged) => details.deadline === 'expire_offer';
  expectInOrder(repairs.filter(isOffer), 10_000);
  expectInOrder(
    repairs.filter((one) => !isOffer(one)),
    30_000,
  );

  temporal = await startServer();
  await until('all are told', () => route.follower.due() === 0, 60_000);
  const open = [...route.engine.writer.world()!.items.values()];
  const rows = open.map(({ id, state, escalationStep }) => `${id} ${state} ${escalationStep}`).sort();
  expect(rows).toHaveLength(34 * 3);
  const shown = async () =>
    [...(await listRunning(route.temporal))].map(([id, is]) => `${id} ${is.state} ${is.escalationStep}`).sort();
  await until('each workflow agrees with its row', async () => String(await shown()) === String(rows), 60_000).catch(
    async () => expect(await shown()).toEqual(rows),
  );
  expect(await logOf(route)).toEqual(log);
  await route.close();
}, 300_000);
