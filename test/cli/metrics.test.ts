import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../api/app.ts';
import { createAuthenticate } from '../../api/authenticate.ts';
import { createDocuments } from '../../api/documents/documents.ts';
import { logOf, Tail } from '../../api/live/tail.ts';
import { counted, createMetrics } from '../../api/metrics.ts';
import { measured } from '../../cli/measured-store.ts';
import type { RunningServer } from '../../cli/server.ts';
import { SignalboxError } from '../../core/error.ts';
import { connect, type Database } from '../../db/client.ts';
import type { Reply } from '../../engine/request.ts';
import { postgresStore } from '../../engine/store.ts';
import { makeChanges, makeEvent } from '../db/fixtures.ts';
import { DOCUMENT } from '../engine/harness.ts';
import { ADMIN_KEY, startTestServer } from '../support/server.ts';
import { testDatabase } from '../support/servers.ts';

let server: RunningServer;
let database: string;
let db: Database;

beforeAll(async () => {
  database = (await testDatabase()).url;
  db = connect(database);
  server = await startTestServer(database);
});
afterAll(async () => {
  await server.stop();
  await db.sql.end({ timeout: 2 });
});

const call = (method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

/** The value of one line of the text, such as `signalbox_items_waiting{queue="regular"}`; `null` where there is none. */
function value(text: string, series: string): number | null {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? null : Number(line.slice(series.length + 1));
}

describe('the metrics of a process', () => {
  it('count what is there and what was done', async () => {
    await call('PUT', '/v1/configuration', DOCUMENT, { 'if-match': '*' });
    await call('PUT', '/v1/agents/anna/presence', { intent: 'available' });
    for (let item = 0; item < 6; item += 1)
      await call('POST', '/v1/work-items', { source: 'web', channel: 'chat', externalId: `c-${item}` });
    await call('POST', '/v1/work-items', { source: 'web', channel: 'fax' });
    await call('GET', '/v1/work-items/nonsense');
    await call('GET', '/nowhere');
    const response = await fetch(`${server.url}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await response.text();
    const expected: Record<string, number> = {
      'signalbox_items_waiting{queue="regular"}': 2,
      signalbox_items_open: 6,
      signalbox_offers_open: 4,
      'signalbox_agents{state="available"}': 1,
      'signalbox_agents{state="offline"}': 1,
      signalbox_engine_leading: 1,
      signalbox_engine_gathered: 0,
      signalbox_engine_epoch: 1,
      'signalbox_commands_total{verb="create",outcome="done"}': 6,
      'signalbox_commands_total{verb="create",outcome="invalid"}': 1,
      'signalbox_batches_total{outcome="committed"}': 8,
      signalbox_batch_commands_sum: 8,
      signalbox_batch_duration_seconds_count: 8,
      signalbox_deadline_repairs_total: 0,
      signalbox_workflow_repairs_total: 0,
      'signalbox_http_request_duration_seconds_count{method="POST",route="/v1/work-items",status="201"}': 6,
      'signalbox_http_request_duration_seconds_count{method="GET",route="/v1/work-items/:id",status="404"}': 1,
      'signalbox_http_request_duration_seconds_count{method="GET",route="none",status="404"}': 1,
    };
    expect(Object.fromEntries(Object.keys(expected).map((series) => [series, value(text, series)]))).toEqual(expected);
    expect(value(text, 'process_cpu_seconds_total')).toBeGreaterThan(0);
  });

  it('are for this host, and for keys of ops and admin from others', async () => {
    const [metrics, tail] = [
      createMetrics(() => ({ epoch: 3, gathered: 0, behind: 0, census: null })),
      new Tail(logOf(db)),
    ];
    const engine = { execute: () => Promise.reject(new Error()), ask: () => Promise.reject(new Error()) };
    const authenticate = createAuthenticate(db, ADMIN_KEY, Date.now);
    const app = createApp(
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
    const from = async (remoteAddress: string, headers: Record<string, string> = {}): Promise<number> =>
      (await app.request('/metrics', { headers }, { incoming: { socket: { remoteAddress } } })).status;
    const keyOf = async (role: string): Promise<string> =>
      ((await (await call('POST', '/v1/keys', { name: role, role })).json()) as { key: string }).key;
    expect(await from('127.0.0.1')).toBe(200);
    expect(await from('::1')).toBe(200);
    expect(await from('::ffff:127.0.0.1')).toBe(200);
    expect(await from('10.0.0.7')).toBe(401);
    expect((await app.request('/metrics')).status).toBe(401);
    expect(await from('127.0.0.1', { 'x-forwarded-for': '10.0.0.7' })).toBe(401);
    expect(await from('10.0.0.7', { authorization: `Bearer ${ADMIN_KEY}` })).toBe(200);
    expect(await from('10.0.0.7', { authorization: `Bearer ${await keyOf('ops')}` })).toBe(200);
    expect(await from('10.0.0.7', { authorization: `Bearer ${await keyOf('supervisor')}` })).toBe(403);
  });

  it('count commands by what became of them', async () => {
    const metrics = createMetrics(() => ({ epoch: 0, gathered: 0, behind: 0, census: null }));
    const replies: (Reply | Error)[] = [
      { kind: 'done' },
      { kind: 'done', replayed: true },
      new SignalboxError('unavailable', 'away'),
      new SignalboxError('unavailable', 'late', { unknownOutcome: true }),
      new Error('a defect'),
    ];
    const engine = counted(
      {
        ask: () => Promise.reject(new Error()),
        execute: async () => {
          const next = replies.shift()!;
          if (next instanceof Error) throw next;
          return next;
        },
      },
      metrics,
    );
    const actor = { kind: 'engine' } as const;
    for (let round = 0; round < 5; round += 1) {
      const envelope = { id: 'cm_1', actor, command: { verb: 'tick' }, ifMatch: null } as const;
      await engine.execute({ envelope, idempotency: null }).catch(() => undefined);
    }
    const text = await metrics.text();
    for (const outcome of ['done', 'replayed', 'unavailable', 'unknown', 'failed'])
      expect(value(text, `signalbox_commands_total{verb="tick",outcome="${outcome}"}`), outcome).toBe(1);
  });

  it('count repairs, and say nothing of items while another process leads', async () => {
    const metrics = createMetrics(() => ({ epoch: 7, gathered: 2, behind: 0, census: null }));
    metrics.events([
      makeEvent(1, { type: 'repair.deadline' }),
      makeEvent(2, { type: 'repair.deadline' }),
      makeEvent(3, { type: 'repair.workflow' }),
    ]);
    const text = await metrics.text();
    expect(value(text, 'signalbox_deadline_repairs_total')).toBe(2);
    expect(value(text, 'signalbox_workflow_repairs_total')).toBe(1);
    expect(value(text, 'signalbox_engine_leading')).toBe(0);
    expect(value(text, 'signalbox_engine_epoch')).toBe(7);
    expect(text).not.toMatch(/^signalbox_items_waiting\{/m);
  });

  it('tell a batch that was fenced and one that failed from one that was written', async () => {
    const other = connect((await testDatabase()).url);
    const seen: object[] = [];
    const store = measured(postgresStore(other, { holder: 'a', address: '', leaseMs: 60_000 }), (batch) =>
      seen.push(batch),
    );
    const lease = await store.takeLease();
    const write = { leaseMs: 60_000, now: Date.now(), seqBefore: 0, idempotency: [], deliveredSeq: 0 };
    const events = [
      makeEvent(1, { actor: 'key:1', commandId: 'a' }),
      makeEvent(2, { actor: 'engine', commandId: 'b' }),
    ];
    await store.commit({ ...write, epoch: lease!.epoch, changes: makeChanges({ events }) });
    await store.commit({ ...write, epoch: lease!.epoch + 1, changes: makeChanges() });
    await other.sql.end({ timeout: 0 });
    await store.commit({ ...write, epoch: lease!.epoch, changes: makeChanges() }).catch(() => undefined);
    expect(seen).toMatchObject([
      { outcome: 'committed', commands: 1 },
      { outcome: 'fenced', commands: 0 },
      { outcome: 'failed', commands: 0 },
    ]);
  });
});
