import { randomUUID } from 'node:crypto';
import { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { createApp } from '../api/app.ts';
import { createAuthenticate } from '../api/authenticate.ts';
import { logOf, Tail } from '../api/live/tail.ts';
import { createMetrics } from '../api/metrics.ts';
import { census } from '../core/census.ts';
import { compile, emptyConfiguration } from '../core/configuration/compile.ts';
import type { Configuration } from '../core/configuration/compiled.ts';
import { SignalboxError } from '../core/error.ts';
import { close, connect } from '../db/client.ts';
import { processClock } from '../engine/clock.ts';
import { postgresStore } from '../engine/store.ts';
import { startWriter } from '../engine/writer.ts';
import type { Log } from './log.ts';
import { measured } from './measured-store.ts';

export interface RunningServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

export interface ServerOptions {
  readonly databaseUrl: string;
  readonly adminKey: string;
  readonly host: string;
  readonly port: number;
  readonly log: Log;
}

const LEASE_MS = 3_000;

/** The engine and the API in one process. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { log } = options;
  const db = connect(options.databaseUrl, { connections: 8 });
  const url = `http://${options.host}:${options.port}`;
  const metrics = createMetrics(() => {
    const world = engine.world();
    return { epoch: store.epoch(), gathered: engine.gathered(), census: world && census(world) };
  });
  const store = measured(postgresStore(db, { holder: randomUUID(), address: url, leaseMs: LEASE_MS }), metrics.batch);
  const engine = startWriter({
    store,
    monotonic: processClock,
    compile: published,
    log: (message, details) => log.info({ ...details }, message),
  });
  engine.onCommit((changes) => metrics.events(changes.events));
  const tail = new Tail(logOf(db));
  const app = createApp(
    {
      tail,
      metrics,
      engine,
      db,
      authenticate: createAuthenticate(db, options.adminKey, Date.now),
      now: Date.now,
      isReady: async () => engine.world() !== null,
    },
    (error, requestId) => log.error({ err: error, requestId }, 'unexpected'),
  );
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const listening = serve({ fetch: app.fetch, hostname: options.host, port: options.port }, () => resolve(listening));
    listening.once('error', reject);
  });
  await leading(() => engine.world() !== null);
  return {
    url,
    stop: async () => {
      tail.close();
      await closed(server);
      await engine.stop();
      await close(db);
    },
  };
}

const DRAIN_MS = 1_500;

/** Resolves once every connection is gone: those that answer nothing at once, the others when they have or time is up. */
async function closed(server: ReturnType<typeof serve>): Promise<void> {
  if (!(server instanceof Server)) throw new Error('the API listens by HTTP/1.1');
  const closing = new Promise((resolve) => server.close(resolve));
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const giveUp = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closing;
  clearInterval(sweep);
  clearTimeout(giveUp);
}

function published(stored: { version: number; document: unknown } | null): Configuration {
  if (stored === null) return emptyConfiguration();
  const compiled = compile(stored.document, stored.version);
  if (compiled.ok) return compiled.configuration;
  throw new SignalboxError(
    'invalid',
    `The published configuration ${stored.version} does not compile with this release.`,
  );
}

const READY_MS = 15_000;

async function leading(holds: () => boolean): Promise<void> {
  const end = performance.now() + READY_MS;
  while (!holds()) {
    if (performance.now() > end) {
      throw new SignalboxError('unavailable', 'The engine got no lease within 15 s: does another process hold it?');
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
