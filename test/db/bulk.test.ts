import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BulkOperation } from '../../core/bulk.ts';
import { close, connect, type Database } from '../../db/client.ts';
import { listBulks, readBulk } from '../../db/query/bulk-operations.ts';
import { rebuild } from '../../db/query/rebuild.ts';
import { testDatabase } from '../support/servers.ts';
import { type Holder, hold, NOW } from './fixtures.ts';

let db: Database;
let holder: Holder;
beforeAll(async () => {
  db = connect((await testDatabase()).url);
  holder = await hold(db);
});
afterAll(() => close(db));

const full = (): BulkOperation => ({
  id: `bk_${uuidv7()}`,
  rev: 1,
  action: 'transfer',
  filter: {
    state: 'waiting',
    queue: 'regular',
    workstream: 'chat',
    channel: 'chat',
    source: 'web',
    agent: 'anna',
    createdBefore: NOW,
  },
  parameters: { queue: 'other', notBefore: NOW + 1, priority: 3 },
  reason: 'Too many',
  author: 'ke_1',
  role: 'supervisor',
  state: 'running',
  items: [`wi_${uuidv7()}`, `wi_${uuidv7()}`],
  position: 0,
  done: 0,
  skipped: 0,
  failed: 0,
  skippedReasons: {},
  createdAt: NOW,
  changedAt: NOW,
  endedAt: null,
});

it('gives back every field of a bulk operation, and keeps its items through a change', async () => {
  const bulk = full();
  await holder.commit({ createdBulks: [bulk] });
  expect((await rebuild(db)).bulks).toEqual([bulk]);
  const moved: BulkOperation = {
    ...bulk,
    rev: 2,
    state: 'paused',
    position: 1,
    done: 4,
    skipped: 5,
    failed: 6,
    skippedReasons: { settled: 5 },
    changedAt: NOW + 5,
  };
  await holder.commit({ changedBulks: [{ bulk: moved, revBefore: 1 }] });
  expect((await rebuild(db)).bulks).toEqual([moved]);
  await expect(holder.commit({ changedBulks: [{ bulk: moved, revBefore: 1 }] })).rejects.toThrow();
  const { items, ...row } = moved;
  expect(await readBulk(db, bulk.id)).toEqual({ ...row, matched: items.length });
});

it('forgets one that has ended, and lists it', async () => {
  const ended: BulkOperation = { ...full(), state: 'done', endedAt: NOW };
  await holder.commit({ createdBulks: [ended] });
  expect((await rebuild(db)).bulks.map(({ id }) => id)).not.toContain(ended.id);
  const [first] = await listBulks(db, { limit: 1 });
  expect(first?.id).toBe(ended.id);
  expect((await listBulks(db, { limit: 1, after: ended.id })).map(({ id }) => id)).not.toContain(ended.id);
});
