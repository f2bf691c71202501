import { serve } from '@hono/node-server';
import { startApi } from '../api/harness.ts';
import type { Engine } from '../engine/harness.ts';

export interface ApiServer {
  readonly url: string;
  readonly databaseUrl: string;
  readonly engine: Engine;
  readonly stop: () => Promise<void>;
}

/** The API over HTTP in our process, on a database of its own; nothing is published. */
export async function serveApi(): Promise<ApiServer> {
  const { url: databaseUrl, engine, app, close } = await startApi();
  let server: ReturnType<typeof serve> | undefined;
  const port = await new Promise<number>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => resolve(info.port));
  });
  const stop = async () => {
    server?.close();
    await close();
  };
  return { url: `http://127.0.0.1:${port}`, databaseUrl, engine, stop };
}
