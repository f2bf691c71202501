import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import { type ApiDependencies, allow, type Call, type Env, identify } from '../call.ts';

export function metrics(app: Hono<Env>, to: ApiDependencies): void {
  app.get('/metrics', async (call) => {
    if (!isLocal(call)) {
      await identify(call, to);
      allow(call, 'ops', 'admin');
    }
    return call.body(await to.metrics.text(), 200, { 'content-type': to.metrics.contentType });
  });
}

/** Behind a proxy on the same host everybody would look local. */
function isLocal(call: Call): boolean {
  const { incoming } = (call.env ?? {}) as Partial<HttpBindings>;
  const address = incoming?.socket.remoteAddress ?? '';
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip'].some((name) => call.req.header(name) !== undefined);
  return !forwarded && /^(127\.|::1$|::ffff:127\.)/.test(address);
}
