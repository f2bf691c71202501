import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../api/app.ts';
import { createAuthenticate } from '../../api/authenticate.ts';
import { createDocuments } from '../../api/documents/documents.ts';
import { eventStream } from '../../api/live/stream.ts';
import { type LogSource, logOf, Tail } from '../../api/live/tail.ts';
import { createMetrics } from '../../api/metrics.ts';
import { connect } from '../../db/client.ts';
import type { TailedEvent } from '../../db/query/tail-events.ts';
import { makeEvent } from '../db/fixtures.ts';
import { until } from '../engine/harness.ts';
import { ids, isOf, type Listener, listen } from './events.ts';
import { ADMIN_KEY, type Api, openApi } from './harness.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

const cancel = (id: string) => api.ask('POST', `/v1/work-items/${id}/cancel`, { body: {} });

describe('the tail', () => {
  it('serves streams in a process that does not lead', async () => {
    const db = connect(api.url);
    const engine = { execute: () => Promise.reject(new Error()), ask: () => Promise.reject(new Error()) };
    const tail = new Tail(logOf(db, 60_000));
    const authenticate = createAuthenticate(db, ADMIN_KEY, Date.now);
    const metrics = createMetrics(() => ({ epoch: 0, gathered: 0, behind: 0, census: null }));
    const standby = createApp(
      {
        engine,
        documents: createDocuments(),
        db,
        tail,
        metrics,
        authenticate,
        now: Date.now,
        isReady: async () => false,
      },
      () => {},
    );
    const response = await standby.request('/v1/live', { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
    const stream = listen(response);
    await stream.more();
    const item = (await api.create()).body;
    await stream.until('the item', isOf(item.id, 'item.created'));
    await stream.leave();
    tail.close();
    await db.sql.end({ timeout: 2 });
    await cancel(item.id);
  });

  it('listens anew when its connection is killed, and misses nothing', async () => {
    const db = connect(api.url);
    const tail = new Tail(logOf(db, 60_000));
    const listening = async (): Promise<number[]> => {
      const rows = await api.engine.db.sql`
        select pid from pg_stat_activity where datname = current_database() and query like 'listen %'`;
      return rows.map((row) => Number(row.pid));
    };
    const others = await listening();
    const told = listen(new Response(eventStream(tail, plain(await tail.end()))));
    await joined(told);
    await until('the tail listens', async () => (await listening()).length > others.length);
    const before = await listening();
    await api.engine.db.sql`select pg_terminate_backend(pid) from unnest(${before}::int[]) as pid`;
    const item = (await api.create()).body;
    const events = await told.until('the item', (event) => event.data.item === item.id);
    expect(events.length).toBeGreaterThan(0);
    expect(await listening()).not.toEqual(before);
    tail.close();
    await db.sql.end({ timeout: 2 });
    await cancel(item.id);
  });

  it('finds by its poll what no notification told of', async () => {
    const log: TailedEvent[] = [];
    const tail = new Tail(made(log, { pollMs: 5 }));
    const stream = listen(new Response(eventStream(tail, plain(0))));
    await joined(stream);
    log.push({ ...makeEvent(1), source: null });
    expect(ids(await stream.until('the first', (event) => event.id === 1))).toEqual([1]);
    tail.close();
  });

  it('reads the log once for all who follow it', async () => {
    const log: TailedEvent[] = [];
    let reads = 0;
    let wake = (): void => undefined;
    const source = made(log, { listen: (call) => (wake = call), onRead: () => (reads += 1) });
    const tail = new Tail(source);
    const streams = [1, 2, 3].map(() => listen(new Response(eventStream(tail, plain(0)))));
    await Promise.all(streams.map(joined));
    for (const seq of [1, 2]) {
      reads = 0;
      log.push({ ...makeEvent(seq), source: null });
      wake();
      await Promise.all(streams.map((stream) => stream.until('the event', (event) => event.id === seq)));
    }
    expect(reads).toBe(1);
    tail.close();
  });

  it('lets nobody join whom it has overtaken', async () => {
    const log: TailedEvent[] = [];
    let wake = (): void => undefined;
    let held: Promise<void> | null = null;
    const source = made(log, { listen: (call) => (wake = call) });
    const tail = new Tail({
      ...source,
      read: async (after) => {
        const [page, hold] = [await source.read(after), held];
        held = null;
        await hold;
        return page;
      },
    });
    const quick = listen(new Response(eventStream(tail, plain(0))));
    await joined(quick);
    let release = (): void => undefined;
    held = new Promise((resolve) => {
      release = resolve;
    });
    const late = listen(new Response(eventStream(tail, plain(0))));
    await late.more();
    const first = late.until('the first', (event) => event.id === 1);
    await until('its page is read', () => held === null);
    log.push({ ...makeEvent(1), source: null });
    wake();
    await quick.until('the first', (event) => event.id === 1);
    release();
    expect(ids(await first)).toEqual([1]);
    tail.close();
  });

  it('tells nothing twice to one who is further than it', async () => {
    const log: TailedEvent[] = [];
    let wake = (): void => undefined;
    const tail = new Tail(made(log, { listen: (call) => (wake = call) }));
    const first = listen(new Response(eventStream(tail, plain(0))));
    await joined(first);
    log.push({ ...makeEvent(1), source: null });
    const second = listen(new Response(eventStream(tail, plain(0))));
    await joined(second);
    log.push({ ...makeEvent(2), source: null });
    wake();
    expect(ids(await first.until('the second', (event) => event.id === 2))).toEqual([1, 2]);
    expect(ids(await second.until('the second', (event) => event.id === 2))).toEqual([1, 2]);
    tail.close();
  });

  it('ends a client that reads too slowly, who can resume where it was', async () => {
    const log: TailedEvent[] = [];
    let wake = (): void => undefined;
    const tail = new Tail(made(log, { listen: (call) => (wake = call) }));
    const slow = listen(new Response(eventStream(tail, { ...plain(0), mostWaiting: 2_000 })));
    const quick = listen(new Response(eventStream(tail, plain(0))));
    await joined(slow);
    await joined(quick);
    for (let seq = 1; seq <= 100; seq += 1) {
      log.push({ ...makeEvent(seq), source: null });
      wake();
      await quick.until(`event ${seq}`, (event) => event.id === seq);
    }
    const rest = await slow.until('the sentence', (event) => event.name === 'end');
    expect(rest.at(-1)!.data.detail).toMatch(/too slowly/);
    expect(await slow.more()).toBe(false);
    const resumeAt = Number(slow.lastId());
    expect(resumeAt).toBeLessThan(100);
    const again = listen(new Response(eventStream(tail, plain(resumeAt))));
    const missed = await again.until('the last', (event) => event.id === 100);
    expect(ids(missed)).toEqual(Array.from({ length: 100 - resumeAt }, (_, at) => resumeAt + 1 + at));
    tail.close();
  });

  it('beats while nothing happens, and says that it stops', async () => {
    const tail = new Tail(made([]));
    let beats = 0;
    const beat = async () => {
      beats += 1;
      return null;
    };
    const stream = listen(new Response(eventStream(tail, { ...plain(7), beat, beatMs: 5 })));
    for (let lines = 0; lines < 4; lines += 1) expect(await stream.more()).toBe(true);
    expect(stream.lastId()).toBe('7');
    expect(beats).toBeGreaterThan(1);
    tail.close();
    const [last] = await stream.until('the sentence', (event) => event.name === 'end');
    expect(last!.data.detail).toMatch(/stops/);
  });
});

/** The first line says that it is connected, the second that it has caught up and hears what comes. */
async function joined(stream: Listener): Promise<void> {
  for (const _line of ['connected', 'caught up']) await stream.more();
}

const plain = (after: number) => ({
  after,
  show: (event: TailedEvent) => event,
  endsWith: () => null,
  beat: async () => null,
});

/** A log in memory. */
const made = (
  log: readonly TailedEvent[],
  more: { pollMs?: number; listen?: LogSource['listen']; onRead?: () => void } = {},
): LogSource => ({
  read: async (after) => {
    more.onRead?.();
    return log.filter((event) => event.seq > after);
  },
  end: async () => log.length,
  listen: more.listen ?? (() => undefined),
  pollMs: more.pollMs ?? 60_000,
});
