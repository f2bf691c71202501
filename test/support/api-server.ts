import { serve } from '@hono/node-server';
import { createApp } from '../../api/app.ts';
import { createAuthenticate } from '../../api/authenticate.ts';
import { logOf, Tail } from '../../api/live/tail.ts';
import { type Engine, ready, startEngine } from '../engine/harness.ts';
import { testDatabase } from './servers.ts';

export interface ApiServer {
  readonly url: string;
  readonly databaseUrl: string;
  readonly engine: Engine;
  readonly stop: () => Promise<void>;
}

export const ADMIN_KEY = 'sbk_admin';

/** The API over HTTP in our process, on a database of its own; nothing is published. */
export async function startApi(): Promise<ApiServer> {
  const { url: databaseUrl } = await testDatabase();
  const engine = await startEngine(databaseUrl);
  const authenticate = createAuthenticate(engine.db, ADMIN_KEY, Date.now);
  const tail = new Tail(logOf(engine.db));
  const deps = { tail, engine: engine.writer, db: engine.db, authenticate, now: Date.now, isReady: async () => true };
  const { fetch } = createApp(deps, () => {});
  await ready(engine);
  let server: ReturnType<typeof serve> | undefined;
  const port = await new Promise<number>((resolve) => {
    server = serve({ fetch, port: 0, hostname: '127.0.0.1' }, (info) => resolve(info.port));
  });
  const stop = async () => {
    tail.close();
    server?.close();
    await engine.close();
  };
  return { url: `http://127.0.0.1:${port}`, databaseUrl, engine, stop };
}
