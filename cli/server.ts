import { randomUUID } from 'node:crypto';
import { serve } from '@hono/node-server';
import { createApp } from '../api/app.ts';
import { createAuthenticate } from '../api/authenticate.ts';
import { internalRoute } from '../api/internal.ts';
import { compile, emptyConfiguration } from '../core/configuration/compile.ts';
import type { Configuration } from '../core/configuration/compiled.ts';
import { SignalboxError } from '../core/error.ts';
import { close, connect } from '../db/client.ts';
import { holderAddress } from '../db/query/lease.ts';
import { createEngineClient } from '../engine/client.ts';
import { processClock } from '../engine/clock.ts';
import { createForwarder } from '../engine/forward.ts';
import { createPost } from '../engine/post.ts';
import { postgresStore } from '../engine/store.ts';
import { answerForwarded, INTERNAL_PATH } from '../engine/wire.ts';
import { limitsFor, startWriter } from '../engine/writer.ts';
import type { Settings } from '../env.ts';
import type { Log } from './log.ts';

export interface RunningServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

export interface ServerOptions {
  readonly databaseUrl: string;
  readonly adminKey: string;
  /** The same in all processes of an installation. */
  readonly engineSecret: string;
  readonly host: string;
  readonly port: number;
  /** Where other processes reach this one: written in the lease. */
  readonly advertisedUrl: string;
  readonly leaseMs: number;
  readonly log: Log;
}

export const LEASE_MS = 3_000;

export const advertisedUrl = (settings: Settings): string =>
  (settings.SIGNALBOX_ADVERTISED_URL ?? `http://${settings.HOST}:${settings.PORT}`).replace(/\/$/, '');

/** The engine, leading or standing by, and the API in one process. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { log } = options;
  const db = connect(options.databaseUrl, { connections: 8 });
  const note = (message: string, details?: Record<string, unknown>): void => log.info({ ...details }, message);
  const address = options.advertisedUrl;
  const engine = startWriter({
    store: postgresStore(db, { holder: randomUUID(), address, leaseMs: options.leaseMs }),
    monotonic: processClock,
    compile: published,
    log: note,
    limits: limitsFor(options.leaseMs),
  });
  // A holder that is silent for the length of a lease has lost it.
  const { post, close: closePost } = createPost({ connectMs: 1_000, answerMs: options.leaseMs });
  const forwarder = createForwarder({
    self: address,
    secret: options.engineSecret,
    post,
    holderAddress: () => holderAddress(db),
    log: note,
  });
  const isReady = async (): Promise<boolean> =>
    engine.world() !== null || (await forwarder.holder().catch(() => null)) !== null;
  const app = createApp(
    {
      engine: createEngineClient(engine, forwarder),
      db,
      authenticate: createAuthenticate(db, options.adminKey, Date.now),
      now: Date.now,
      isReady,
    },
    (error, requestId) => log.error({ err: error, requestId }, 'unexpected'),
  );
  internalRoute(app, {
    path: INTERNAL_PATH,
    secret: options.engineSecret,
    answer: (text) => answerForwarded(engine, text),
  });
  const server = await listen(app.fetch, options);
  await reachable(isReady);
  return {
    url: `http://${options.host}:${options.port}`,
    stop: async () => {
      // The lease goes first: while connections drain, what still comes in is forwarded to the next holder.
      await engine.stop();
      await closeServer(server);
      closePost();
      await close(db);
    },
  };
}

type Listening = ReturnType<typeof serve>;

function listen(fetch: (request: Request) => Response | Promise<Response>, at: ServerOptions): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const listening = serve({ fetch, hostname: at.host, port: at.port }, () => resolve(listening));
    listening.once('error', reject);
  });
}

/** Requests in flight are answered; a connection that stays open nevertheless is cut after 2 s. */
async function closeServer(server: Listening): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const sweep = setInterval(() => 'closeIdleConnections' in server && server.closeIdleConnections(), 50);
  const cut = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), 2_000);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
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

async function reachable(isReady: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + READY_MS;
  while (!(await isReady())) {
    if (performance.now() > end) {
      throw new SignalboxError('unavailable', 'No engine led within 15 s: is the database up, and its schema made?');
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
