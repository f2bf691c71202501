import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Changes } from '../../core/changes.ts';
import { close, connect, type Database } from '../../db/client.ts';
import { commitBatch } from '../../db/query/commit-batch.ts';
import { handOver, holderAddress, renewLease, takeLease } from '../../db/query/lease.ts';
import { testDatabase } from '../support/servers.ts';
import { type Holder, hold, makeAgent, makeEvent, makeItem, makeOffer, NOW, tally } from './fixtures.ts';
import { fullRecurrence } from './full-recurrence.ts';
import { looked, planOf } from './plan.ts';

let url: string;
let db: Database;
let holder: Holder;

beforeAll(async () => {
  url = (await testDatabase()).url;
  db = connect(url);
});
beforeEach(async () => {
  holder = await hold(db);
});
afterAll(() => close(db));

const LEASE = { holder: 'other', address: 'http://other', leaseMs: 60_000 };
const UNKNOWN = { name: 'SignalboxError', code: 'unavailable', unknownOutcome: true };

/** One of everything a batch can hold. */
function everything(seq: number): Partial<Changes> {
  const item = makeItem({ state: 'offered' });
  return {
    createdItems: [item],
    createdOffers: [makeOffer({ itemId: item.id })],
    createdAgents: [makeAgent()],
    events: [makeEvent(seq + 1)],
    versions: [{ version: seq + 1, document: {}, author: 'test', reason: 'a test', classifiedSince: 0 }],
    savedDrafts: [{ id: `dr_${uuidv7()}`, rev: 1, name: 'd', document: {}, basedOn: 0, author: 'test', savedAt: 0 }],
    savedRecurrences: [fullRecurrence()],
    remembered: [{ workstream: 'chat', customerRef: uuidv7(), agentId: 'anna', at: NOW, seq: 1 }],
    createdKeys: [
      { id: `ke_${uuidv7()}`, name: 'k', role: 'ops', agent: null, source: null, hash: uuidv7(), expiresAt: null },
    ],
  };
}
const beside = () => ({
  idempotency: [{ scope: uuidv7(), bodyHash: 'b', reply: {} }],
  deliveredSeq: 1,
});

describe('a fenced holder', () => {
  it('writes nothing once another has the lease', async () => {
    await db.sql`update engine_lease set expires_at = 'epoch'`;
    const taken = await takeLease(db, LEASE);
    expect(taken?.epoch).toBe(holder.epoch + 1);
    const before = await tally(db);
    expect(await holder.commit(everything(holder.seq), beside())).toEqual({ kind: 'fenced' });
    expect(await tally(db)).toEqual(before);
    await handOver(db, { epoch: taken!.epoch, deliveredSeq: 0 });
  });

  it('writes nothing when its log is not the log', async () => {
    const before = await tally(db);
    const wrong = { ...beside(), seqBefore: holder.seq + 1 };
    expect(await holder.commit(everything(holder.seq), wrong)).toEqual({ kind: 'fenced' });
    expect(await tally(db)).toEqual(before);
  });

  it('neither renews nor hands over what it lost', async () => {
    const next = await hold(db);
    expect(await renewLease(db, { epoch: holder.epoch, leaseMs: 1, now: NOW, deliveredSeq: 0 })).toBeNull();
    await handOver(db, { epoch: holder.epoch, deliveredSeq: 0 });
    expect(await holderAddress(db)).toBe('in-process');
    expect(await renewLease(db, { epoch: next.epoch, leaseMs: 60_000, now: NOW, deliveredSeq: 0 })).not.toBeNull();
  });
});

describe('the lease', () => {
  it('is refused to others while it is valid', async () => {
    expect(await takeLease(db, LEASE)).toBeNull();
    await handOver(db, { epoch: holder.epoch, deliveredSeq: 0 });
    expect(await holderAddress(db)).toBeNull();
    const taken = await takeLease(db, LEASE);
    expect(taken).toMatchObject({ epoch: holder.epoch + 1 });
    expect(Math.abs(taken!.databaseNow - Date.now())).toBeLessThan(5_000);
    await handOver(db, { epoch: taken!.epoch, deliveredSeq: 0 });
  });

  it('is free where it lasts for longer than any, since the clock has been set back', async () => {
    const lastsFor = (ms: number) =>
      db.sql`update engine_lease set expires_at = clock_timestamp() + ${ms} * interval '1 millisecond'`;
    await lastsFor(59_000);
    expect([await holderAddress(db), await takeLease(db, LEASE)]).toEqual(['in-process', null]);
    await lastsFor(3_600_000);
    expect(await holderAddress(db)).toBeNull();
    const taken = await takeLease(db, LEASE);
    expect(taken).toMatchObject({ epoch: holder.epoch + 1 });
    await handOver(db, { epoch: taken!.epoch, deliveredSeq: 0 });
  });

  it('hands on the time of the last batch', async () => {
    await holder.commit({}, { now: NOW + 3_456 });
    expect(await takeLease(db, { ...LEASE, holder: 'test' })).toMatchObject({ storedNow: NOW + 3_456 });
  });
});

describe('a batch', () => {
  it('writes one of everything in one statement', async () => {
    const before = (await tally(db)) as Record<string, string>;
    expect(await holder.commit(everything(holder.seq), beside())).toMatchObject({ kind: 'committed' });
    const after = (await tally(db)) as Record<string, string>;
    const grown = Object.keys(before).filter((table) => Number(after[table]) === Number(before[table]) + 1);
    expect(grown).toEqual(Object.keys(before));
  });

  const wrong: [what: string, changes: (good: Holder) => Promise<Partial<Changes>>][] = [
    ['an item of another rev', async (good) => changedItem(good, 2)],
    ['an agent of another rev', async (good) => changedAgent(good, 2)],
    [
      'an item that does not exist',
      async () => ({ changedItems: [{ item: makeItem({ rev: 2 }), revBefore: 1, payload: false }] }),
    ],
    ['an agent that does not exist', async () => ({ removedAgents: ['nobody'] })],
    ['an offer that has ended already', endedOffer],
    [
      'an item that exists already',
      async (good) => ({ createdItems: [(await changedItem(good, 1)).changedItems![0]!.item] }),
    ],
    ['an event of a seq that is taken', async (good) => ({ events: [makeEvent(good.seq)] })],
    ['a settled item without its marker', async () => ({ createdItems: [makeItem({ state: 'closed' })] })],
    ['a pending offer that has ended', async () => ({ createdOffers: [makeOffer({ endedAt: NOW })] })],
  ];
  it.each(wrong)('writes nothing at all with %s', async (_, changes) => {
    await holder.commit({ events: [makeEvent(holder.seq + 1)] });
    const bad = await changes(holder);
    const good = everything(holder.seq);
    const mixed = { ...good, ...bad, createdItems: [...good.createdItems!, ...(bad.createdItems ?? [])] };
    const before = await tally(db);
    await expect(holder.commit(mixed, beside())).rejects.toMatchObject(UNKNOWN);
    expect(await tally(db)).toEqual(before);
  });

  it('raises how far workflows were told and never lowers it', async () => {
    const delivered = async () => Number((await db.sql`select delivered_seq from engine_lease`)[0]!.delivered_seq);
    const before = await delivered();
    await holder.commit({}, { deliveredSeq: before + 5 });
    await holder.commit({}, { deliveredSeq: before + 3 });
    await renewLease(db, { epoch: holder.epoch, leaseMs: 60_000, now: NOW, deliveredSeq: before + 4 });
    expect(await delivered()).toBe(before + 5);
  });

  it('never reads a whole table, however young', async () => {
    const single = connect((await testDatabase()).url, { connections: 1 });
    const young = await hold(single);
    const [item, agent] = [makeItem({ state: 'offered' }), makeAgent()];
    await young.commit({ createdItems: [item], createdAgents: [agent] });
    const scans = () =>
      single.sql`select relname, seq_scan::int as n from pg_stat_user_tables where relname in ('work_item', 'offer', 'agent') order by relname`;
    await single.sql`select pg_stat_force_next_flush()`;
    const before = await scans();
    // The driver's server keeps a plan from the sixth run on.
    for (let rev = 1; rev < 12; rev += 1) {
      const offer = makeOffer({ itemId: item.id });
      await young.commit({
        changedItems: [{ item: { ...item, rev: rev + 1 }, revBefore: rev, payload: false }],
        changedAgents: [{ agent: { ...agent, rev: rev + 1 }, revBefore: rev }],
        createdOffers: [offer],
      });
      await young.commit({ changedOffers: [{ ...offer, state: 'declined', endedAt: NOW }] });
    }
    await single.sql`select pg_stat_force_next_flush()`;
    expect(await scans()).toEqual(before);
    await close(single);
  });

  it('looks at the rows that it changes, and at no pair of them', async () => {
    const MANY = 300;
    const items = Array.from({ length: MANY }, () => makeItem({ state: 'offered' }));
    const offers = items.map((item) => makeOffer({ itemId: item.id }));
    await holder.commit({ createdItems: items, createdOffers: offers });
    const batch = holder.batch({
      changedItems: items.map((item) => ({
        item: { ...item, rev: 2, state: 'assigned' },
        revBefore: 1,
        payload: true,
      })),
      changedOffers: offers.map((offer) => ({ ...offer, state: 'accepted', endedAt: NOW })),
    });
    // Every part of the plan that sees a row counts it once more.
    expect(looked(await planOf(db, (explained) => commitBatch(explained, batch)))).toBeLessThan(40 * MANY);
  });

  it('notifies once, and only of events', async () => {
    const told: string[] = [];
    await db.sql.listen('signalbox', (seq) => told.push(seq));
    await holder.commit({ createdItems: [makeItem()] });
    await holder.commit({ events: [makeEvent(holder.seq + 1), makeEvent(holder.seq + 2)] });
    await expect.poll(() => told).toEqual([String(holder.seq)]);
  });
});

describe('a batch behind a row lock', () => {
  it('has an unknown outcome, and a new epoch waits behind it', async () => {
    const item = makeItem();
    await holder.commit({ createdItems: [item] });
    const locking = connect(url, { connections: 1 });
    await locking.sql.unsafe(`begin; select 1 from work_item where id = '${item.id.slice(3)}' for update`).simple();
    const hasty = { ...db, deadlineMs: 150 };
    const change = holder.batch({ changedItems: [{ item: { ...item, rev: 2 }, revBefore: 1, payload: false }] });
    await expect(commitBatch(hasty, change)).rejects.toMatchObject(UNKNOWN);
    let taken = false;
    const next = takeLease(db, { ...LEASE, holder: 'test' }).finally(() => {
      taken = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(taken).toBe(false);
    await locking.sql.unsafe('commit').simple();
    expect((await next)?.epoch).toBe(holder.epoch + 1);
    expect(await db.sql`select rev from work_item where id = ${item.id.slice(3)}`).toEqual([{ rev: 2 }]);
    expect(await commitBatch(db, change)).toEqual({ kind: 'fenced' });
    await close(locking);
  });
});

async function changedItem(good: Holder, revBefore: number): Promise<Pick<Changes, 'changedItems'>> {
  const item = makeItem();
  await good.commit({ createdItems: [item] });
  return { changedItems: [{ item: { ...item, rev: revBefore + 1 }, revBefore, payload: false }] };
}

async function changedAgent(good: Holder, revBefore: number): Promise<Pick<Changes, 'changedAgents'>> {
  const agent = makeAgent();
  await good.commit({ createdAgents: [agent] });
  return { changedAgents: [{ agent: { ...agent, rev: revBefore + 1 }, revBefore }] };
}

async function endedOffer(good: Holder): Promise<Partial<Changes>> {
  const offer = makeOffer({ state: 'accepted', endedAt: NOW });
  await good.commit({ createdOffers: [offer] });
  return { changedOffers: [{ ...offer, state: 'declined' }] };
}
