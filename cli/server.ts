import { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { serve } from '@hono/node-server';
import { uuidv7 } from 'uuidv7';
import { createApp } from '../api/app.ts';
import { createAuthenticate } from '../api/authenticate.ts';
import { countryHolidays } from '../api/documents/country-holidays.ts';
import { createDocuments } from '../api/documents/documents.ts';
import { internalRoute } from '../api/internal.ts';
import { logOf, Tail } from '../api/live/tail.ts';
import { createMetrics } from '../api/metrics.ts';
import { census } from '../core/census.ts';
import { SignalboxError } from '../core/error.ts';
import { close, connect } from '../db/client.ts';
import type { EngineClient } from '../engine/request.ts';
import type { TemporalClient } from '../engine/temporal/connection.ts';
import { INTERNAL_PATH } from '../engine/wire.ts';
import type { Settings } from '../env.ts';
import { type HostOptions, hostEngine } from './host-engine.ts';
import type { Log } from './log.ts';
import { measured } from './measured-store.ts';

export interface RunningServer {
  readonly url: string;
  /** The engine from inside this process, whoever leads: for a worker beside the API. */
  readonly engine: EngineClient;
  readonly temporal: TemporalClient;
  readonly stop: () => Promise<void>;
}

export interface ServerOptions extends Omit<HostOptions, 'measure' | 'onClockAlarm' | 'countries' | 'compile'> {
  readonly databaseUrl: string;
  readonly adminKey: string;
  readonly host: string;
  readonly port: number;
  readonly log: Log;
}

export const advertisedUrl = (settings: Settings): string =>
  (settings.SIGNALBOX_ADVERTISED_URL ?? `http://${settings.HOST}:${settings.PORT}`).replace(/\/$/, '');

/** The engine, leading or standing by, and the API in one process. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { log } = options;
  const countries = await countryHolidays();
  const documents = createDocuments({ countries });
  documents.start();
  const db = connect(options.databaseUrl, { connections: 8 });
  const metrics = createMetrics(() => {
    const { world, ...rest } = engine.sample();
    return { ...rest, census: world && census(world) };
  });
  const engine = hostEngine(db, {
    ...options,
    countries,
    compile: documents.compile,
    measure: (store) => measured(store, metrics.batch),
    onClockAlarm: metrics.clockAlarm,
  });
  engine.onCommit((changes) => metrics.events(changes.events));
  const tail = new Tail(logOf(db));
  const app = createApp(
    {
      tail,
      metrics,
      engine: engine.client,
      documents,
      db,
      authenticate: createAuthenticate(db, options.adminKey, Date.now),
      now: Date.now,
      isReady: engine.isReady,
    },
    (error, requestId) => log.error({ err: error, requestId }, 'unexpected'),
  );
  internalRoute(app, { path: INTERNAL_PATH, secret: options.engineSecret, answer: engine.answer });
  const server = await listen(app.fetch, options);
  await reachable(engine.isReady);
  return {
    url: `http://${options.host}:${options.port}`,
    engine: engine.client,
    temporal: engine.temporal,
    stop: async () => {
      tail.close();
      // The lease goes before the connections: what still comes in is forwarded to the next holder.
      await engine.handOver();
      await closeServer(server);
      await engine.close();
      await documents.stop();
      await close(db);
    },
  };
}

type Listening = ReturnType<typeof serve>;
const DRAIN_MS = 1_500;

function listen(fetch: (request: Request) => Response | Promise<Response>, at: ServerOptions): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const listening = serve({ fetch, hostname: at.host, port: at.port }, () => resolve(listening));
    listening.once('error', reject);
    listening.on('clientError', refuseUnreadable);
  });
}

interface Unreadable {
  readonly status: number;
  readonly code: 'malformed' | 'too_large';
  readonly title: string;
  readonly detail: string;
}

const NO_HTTP: Unreadable = {
  status: 400,
  code: 'malformed',
  title: 'Bad Request',
  detail: 'This is not a request in HTTP/1.1.',
};
const UNREADABLE: Readonly<Record<string, Unreadable>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'too_large',
    title: 'Request Header Fields Too Large',
    detail: 'Address and headers may have at most 16 KB together.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'malformed',
    title: 'Request Timeout',
    detail: 'The request did not come to its end.',
  },
};

/** What Node cannot read as HTTP never reaches the app, and is answered in the same form all the same. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) return void socket.destroy();
  const found = UNREADABLE[error.code ?? ''] ?? NO_HTTP;
  const problem = { type: `urn:signalbox:error:${found.code}`, ...found, errors: [], requestId: uuidv7() };
  const body = JSON.stringify(problem);
  socket.end(
    [
      `HTTP/1.1 ${found.status} ${found.title}`,
      'connection: close',
      'content-type: application/problem+json',
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
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
