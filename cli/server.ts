import { serve } from '@hono/node-server';
import { createApp } from '../api/app.ts';
import { createAuthenticate } from '../api/authenticate.ts';
import { internalRoute } from '../api/internal.ts';
import { SignalboxError } from '../core/error.ts';
import { close, connect } from '../db/client.ts';
import { INTERNAL_PATH } from '../engine/wire.ts';
import type { Settings } from '../env.ts';
import { type HostOptions, hostEngine } from './host-engine.ts';
import type { Log } from './log.ts';

export interface RunningServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

export interface ServerOptions extends HostOptions {
  readonly databaseUrl: string;
  readonly adminKey: string;
  readonly host: string;
  readonly port: number;
  readonly log: Log;
}

export const LEASE_MS = 3_000;

export const advertisedUrl = (settings: Settings): string =>
  (settings.SIGNALBOX_ADVERTISED_URL ?? `http://${settings.HOST}:${settings.PORT}`).replace(/\/$/, '');

/** The engine, leading or standing by, and the API in one process. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { log } = options;
  const db = connect(options.databaseUrl, { connections: 8 });
  const engine = hostEngine(db, options);
  const app = createApp(
    {
      engine: engine.client,
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
    stop: async () => {
      // The lease goes first: while connections drain, what still comes in is forwarded to the next holder.
      await engine.handOver();
      await closeServer(server);
      engine.close();
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
