import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { configurationInForce } from '../../core/configuration/in-force.ts';
import { canonical, rebuild } from '../../core/rebuild.ts';
import { rebuild as readRows } from '../../db/query/rebuild.ts';
import { type TestDatabase, testDatabase } from '../support/servers.ts';
import { type Engine, newItem, open, ready, startEngine } from './harness.ts';

let database: TestDatabase;
let engine: Engine;

beforeAll(async () => {
  database = await testDatabase();
  engine = await startEngine(database.url);
  await open(engine);
});
afterAll(async () => engine.close());

const offerOf = (reply: { item: { offers: readonly { id: string }[] } }): string => reply.item.offers[0]!.id;

describe('the writer', () => {
  it('takes an item from creation to close', async () => {
    const created = await engine.create();
    expect(created.item.state).toBe('offered');
    const accepted = await engine.do({ verb: 'accept', offer: offerOf(created) });
    expect(accepted).toMatchObject({ kind: 'offer', offer: { state: 'accepted' }, item: { state: 'assigned' } });
    const closed = await engine.do({ verb: 'complete', item: created.item.id, outcome: 'solved', note: null });
    expect(closed).toMatchObject({ kind: 'item', item: { state: 'closed', payload: { outcome: 'solved' } } });
  });

  it('keeps memory equal to what the rows rebuild', async () => {
    await engine.create({ notBefore: Date.now() + 3_600_000, externalId: 'later' });
    const created = await engine.create({ priority: 3 });
    await engine.do({ verb: 'decline', offer: offerOf(created), reason: 'busy', retryAfterMs: null });
    const world = engine.writer.world()!;
    const rows = await readRows(engine.db);
    expect(canonical(rebuild(configurationInForce(rows.configuration), rows, world.work.now))).toBe(canonical(world));
  });

  it('writes a log without a gap', async () => {
    const rows = await engine.db.sql`select seq from event order by seq`;
    expect(rows.map((row) => Number(row['seq']))).toEqual(rows.map((_, at) => at + 1));
  });

  it('answers a settled item with its state', async () => {
    const created = await engine.create();
    await engine.do({ verb: 'cancel', item: created.item.id, reason: 'test' });
    const again = await engine.do({ verb: 'complete', item: created.item.id, outcome: null, note: null });
    expect(again).toMatchObject({ kind: 'refused', code: 'conflict', current: { state: 'cancelled' } });
    expect(await engine.do({ verb: 'cancel', item: newItem().id, reason: null })).toMatchObject({
      kind: 'refused',
      code: 'not_found',
    });
  });

  it('gives the same item for the same external id, open or closed', async () => {
    const first = await engine.create({ externalId: 'one' });
    const twin = await engine.create({ externalId: 'one' });
    await engine.do({ verb: 'cancel', item: first.item.id, reason: null });
    const late = await engine.create({ externalId: 'one' });
    expect([twin.item.id, late.item.id, late.created]).toEqual([first.item.id, first.item.id, false]);
  });

  it('replays a key, and refuses it for another body', async () => {
    const item = newItem();
    const first = await engine.do({ verb: 'create', item }, { key: 'k1' });
    const second = await engine.do({ verb: 'create', item: newItem() }, { key: 'k1' });
    const other = await engine.do({ verb: 'create', item: newItem() }, { key: 'k1', body: 'other' });
    expect(second).toMatchObject({ kind: 'item', replayed: true, item: { id: item.id } });
    expect(first).toMatchObject({ kind: 'item', created: true });
    expect(other).toMatchObject({ kind: 'refused', code: 'invalid' });
  });

  it('lets one of two accepts at once win, a hundred times', async () => {
    for (let round = 0; round < 100; round += 1) {
      const created = await engine.create();
      const offer = offerOf(created);
      const [a, b] = await Promise.all([
        engine.do({ verb: 'accept', offer }),
        engine.do({ verb: 'decline', offer, reason: null, retryAfterMs: null }),
      ]);
      expect([a.kind, b.kind].sort()).toEqual(['offer', 'refused']);
      await engine.do({ verb: 'cancel', item: created.item.id, reason: null });
    }
  });
});

describe('two holders', () => {
  let other: Engine | undefined;
  afterEach(async () => other?.close());

  it('let only the one with the lease write or answer', async () => {
    const url = (await testDatabase()).url;
    let paused: Promise<void> = Promise.resolve();
    let resume: () => void = () => undefined;
    const limits = { leaseMs: 600, marginMs: 100, renewMs: 150 };
    const old = await startEngine(url, {
      limits,
      wrap: (store) => ({
        ...store,
        commit: async (batch) => {
          await paused;
          return store.commit(batch);
        },
        renewLease: async (at) => {
          await paused;
          return store.renewLease(at);
        },
      }),
    });
    await open(old);
    paused = new Promise((resolve) => {
      resume = resolve;
    });
    const late = old.create({ externalId: 'late' }).then(
      () => 'answered',
      (error: Error) => error.message,
    );
    other = await startEngine(url, { limits });
    await ready(other);
    resume();
    expect(await late).toMatch(/unknown/);
    const rows = await other.db.sql`select count(*)::int as n from work_item_payload where external_id = 'late'`;
    expect(rows[0]!['n']).toBe(0);
    await old.close();
  });

  it('leads after a rebuild that outlasts its lease', async () => {
    const url = (await testDatabase()).url;
    const slow = await startEngine(url, {
      limits: { leaseMs: 600, marginMs: 100, renewMs: 150 },
      wrap: (store) => ({
        ...store,
        rebuild: async () => {
          const rows = await store.rebuild();
          await new Promise((resolve) => setTimeout(resolve, 1_500));
          return rows;
        },
      }),
    });
    other = slow;
    await open(slow);
    expect(slow.log.filter((line) => line.startsWith('lease taken'))).toHaveLength(1);
    expect(slow.log.some((line) => line.startsWith('the lease ran out'))).toBe(false);
  });

  it('leave a holder that rebuilds alone', async () => {
    const url = (await testDatabase()).url;
    const limits = { leaseMs: 600, marginMs: 100, renewMs: 150 };
    const slow = await startEngine(url, {
      limits,
      wrap: (store) => ({
        ...store,
        rebuild: async () => {
          await new Promise((resolve) => setTimeout(resolve, 1_500));
          return store.rebuild();
        },
      }),
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    other = await startEngine(url, { limits });
    await ready(slow);
    expect(other.writer.world()).toBeNull();
    await slow.close();
  });

  it('hand the lease over at once on a clean stop', async () => {
    const url = (await testDatabase()).url;
    const first = await startEngine(url);
    await open(first);
    const created = await first.create();
    other = await startEngine(url, { limits: { renewMs: 100 } });
    const before = performance.now();
    await first.close();
    await ready(other);
    expect(performance.now() - before).toBeLessThan(1_500);
    expect(await other.do({ verb: 'accept', offer: offerOf(created) })).toMatchObject({ kind: 'offer' });
  });

  it('have no double effect when a row lock delays a batch', async () => {
    const url = (await testDatabase()).url;
    const stuck = await startEngine(url, { deadlineMs: 300 });
    other = stuck;
    await open(stuck);
    const created = await stuck.create({ externalId: 'held' });
    const reserved = await stuck.db.sql.reserve();
    await reserved`select pg_advisory_lock(1)`;
    await reserved.unsafe('begin');
    await reserved`select 1 from engine_lease where name = 'engine' for update`;
    const late = stuck.do({ verb: 'accept', offer: offerOf(created) }).then(
      () => 'answered',
      (error: Error) => error.message,
    );
    expect(await late).toMatch(/unknown/);
    await reserved.unsafe('commit');
    reserved.release();
    await ready(stuck);
    const again = await stuck.do({ verb: 'accept', offer: offerOf(created) });
    expect(again).toMatchObject({ kind: 'offer', offer: { state: 'accepted' } });
    const rows = await stuck.db.sql`select count(*)::int as n from event where type = 'offer.accepted'`;
    expect(rows[0]!['n']).toBe(1);
  });
});
