import { createHash, timingSafeEqual } from 'node:crypto';
import type { Hono } from 'hono';
import type { Env } from './call.ts';
import { respond } from './error.ts';

export interface InternalOptions {
  readonly path: string;
  /** Shared by the processes of one installation. */
  readonly secret: string;
  /** From a message of another process to its answer, both JSON. */
  readonly answer: (text: string) => Promise<string>;
}

/** The way for commands between processes; no part of the public API, and no key of it opens it. */
export function internalRoute(app: Hono<Env>, options: InternalOptions): void {
  const expected = digest(`Bearer ${options.secret}`);
  app.post(options.path, async (call) => {
    // Digests are of one length, and comparing them takes the same time wherever they differ.
    if (!timingSafeEqual(digest(call.req.header('authorization') ?? ''), expected))
      return respond(call, { code: 'unauthenticated', detail: 'This route is for the processes of the installation.' });
    return call.body(await options.answer(await call.req.text()), 200, { 'content-type': 'application/json' });
  });
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
