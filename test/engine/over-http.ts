import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { Env } from '../../api/call.ts';
import { internalRoute } from '../../api/internal.ts';
import { createForwarder, type Forwarder } from '../../engine/forward.ts';
import { createPost } from '../../engine/post.ts';
import { answerForwarded, INTERNAL_PATH } from '../../engine/wire.ts';
import { freePort } from '../../scripts/ports.ts';
import type { Engine } from './harness.ts';

export const SECRET = 'sbe_of_this_test';

/** An engine behind a real port, as an API process has it. */
export async function serveEngine(engine: Engine): Promise<{ address: string; close: () => void }> {
  const app = new Hono<Env>();
  internalRoute(app, {
    path: INTERNAL_PATH,
    secret: SECRET,
    answer: (text) => answerForwarded(engine.writer, text),
  });
  const port = await freePort();
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port });
  return { address: `http://127.0.0.1:${port}`, close: () => server.close() };
}

export const OWN_ADDRESS = 'http://127.0.0.1:1';

/** What a standby forwards with. */
export function forwarderTo(
  holderAddress: () => string | null,
  more: { secret?: string } = {},
): { forwarder: Forwarder; close: () => void } {
  const { post, close } = createPost({ connectMs: 1_000, answerMs: 1_000 });
  const forwarder = createForwarder({
    self: OWN_ADDRESS,
    secret: more.secret ?? SECRET,
    post,
    holderAddress: async () => holderAddress(),
    log: () => undefined,
  });
  return { forwarder, close };
}
