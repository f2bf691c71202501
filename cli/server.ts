import { randomUUID } from 'node:crypto';
import { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { uuidv7 } from 'uuidv7';
import { createApp } from '../api/app.ts';
import { createAuthenticate } from '../api/authenticate.ts';
import { internalRoute } from '../api/internal.ts';
import { logOf, Tail } from '../api/live/tail.ts';
import { compile, emptyConfiguration } from '../core/configuration/compile.ts';
import type { Configuration } from '../core/configuration/compiled.ts';
import { SignalboxError } from '../core/error.ts';
import { close, connect } from '../db/client.ts';
import { holderAddress } from '../db/query/lease.ts';
import { createEngineClient } from '../engine/client.ts';
import { processClock } from '../engine/clock.ts';
import { createForwarder } from '../engine/forward.ts';
import { createPost } from '../engine/post.ts';
import type { EngineClient } from '../engine/request.ts';
import { postgresStore } from '../engine/store.ts';
import { connectTemporal, type TemporalAddress, type TemporalClient } from '../engine/temporal/connection.ts';
import { followTemporal } from '../engine/temporal/follow.ts';
import { answerForwarded, INTERNAL_PATH } from '../engine/wire.ts';
import { limitsFor, startWriter, type Writer } from '../engine/writer.ts';
import type { Settings } from '../env.ts';
import type { Log } from './log.ts';
import { prepareNamespace } from './temporal.ts';

export interface RunningServer {
  readonly url: string;
  /** The engine from inside this process, whoever leads: for a worker beside the API. */
  readonly engine: EngineClient;
  readonly temporal: TemporalClient;
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
  readonly temporal: TemporalAddress;
  readonly log: Log;
}

export const LEASE_MS = 3_000;
export const newCommandId = (): string => `cm_${uuidv7()}`;

export const advertisedUrl = (settings: Settings): string =>
  (settings.SIGNALBOX_ADVERTISED_URL ?? `http://${settings.HOST}:${settings.PORT}`).replace(/\/$/, '');

/** The engine, leading or standing by, and the API in one process. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { log } = options;
  const db = connect(options.databaseUrl, { connections: 8 });
  const note = (message: string, details?: Record<string, unknown>): void => log.info({ ...details }, message);
  const address = options.advertisedUrl;
  const temporal = connectTemporal(options.temporal);
  const follower = followTemporal({
    temporal,
    prepare: () => prepareNamespace(options.temporal),
    db,
    engine: () => engine,
    newCommandId,
    log: note,
  });
  const engine: Writer = startWriter({
    follower,
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
  const client = createEngineClient(engine, forwarder);
  const isReady = async (): Promise<boolean> =>
    engine.world() !== null || (await forwarder.holder().catch(() => null)) !== null;
  const tail = new Tail(logOf(db));
  const app = createApp(
    {
      tail,
      engine: client,
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
    engine: client,
    temporal,
    stop: async () => {
      tail.close();
      // What is being told now counts as told in the hand-over, unless Temporal does not answer.
      await Promise.race([follower.stop(), sleep(RELAY_MS)]);
      // The lease goes before the connections: what still comes in is forwarded to the next holder.
      await engine.stop();
      await closeServer(server);
      closePost();
      await temporal.close();
      await close(db);
    },
  };
}

type Listening = ReturnType<typeof serve>;
const DRAIN_MS = 1_500;
const RELAY_MS = 1_000;

function listen(fetch: (request: Request) => Response | Promise<Response>, at: ServerOptions): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const listening = serve({ fetch, hostname: at.host, port: at.port }, () => resolve(listening));
    listening.once('error', reject);
  });
}

/** Resolves once every connection is gone: those that answer nothing at once, the others when they have or time is up. */
async function closeServer(server: Listening): Promise<void> {
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

async function reachable(isReady: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + READY_MS;
  while (!(await isReady())) {
    if (performance.now() > end) {
      throw new SignalboxError('unavailable', 'No engine led within 15 s: is the database up, and its schema made?');
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
