import { Agent, request } from 'node:http';

/** What became of a message. `unsent`: surely nothing of it left this process; `lost`: it may have arrived and acted. */
export type Posted =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string }
  | { readonly kind: 'unsent'; readonly why: string }
  | { readonly kind: 'lost'; readonly why: string };

export type Post = (url: string, message: { readonly text: string; readonly secret: string }) => Promise<Posted>;

export interface PostLimits {
  /** Until a connection is there: a process that is up answers at once, so a longer wait only delays the 503. */
  readonly connectMs: number;
  /** From then until the answer is complete. */
  readonly answerMs: number;
}

/** A server of Node closes an idle connection after 5 s; ours go before that, or a message could meet a closing one. */
const IDLE_MS = 4_000;
const MOST_CONNECTIONS = 512;

/** Posts over connections that stay open. Nothing is ever sent twice. */
export function createPost(limits: PostLimits): { readonly post: Post; readonly close: () => void } {
  const agent = new Agent({ keepAlive: true, timeout: IDLE_MS, maxSockets: MOST_CONNECTIONS });
  const post: Post = (url, message) =>
    new Promise((resolve) => {
      let sent = false;
      const settle = (posted: Posted): void => {
        clearTimeout(timer);
        resolve(posted);
      };
      const fail = (why: string): void => settle({ kind: sent ? 'lost' : 'unsent', why });
      const headers = {
        authorization: `Bearer ${message.secret}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(message.text),
      };
      const call = request(url, { agent, method: 'POST', headers }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', (error) => fail(error.message));
        response.on('end', () =>
          settle({ kind: 'answered', status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
        );
      });
      const late = (): void => {
        fail(sent ? `no answer within ${limits.answerMs} ms` : `no connection within ${limits.connectMs} ms`);
        call.destroy();
      };
      let timer = setTimeout(late, limits.connectMs);
      const connected = (): void => {
        sent = true;
        clearTimeout(timer);
        timer = setTimeout(late, limits.answerMs);
      };
      call.on('socket', (socket) => (socket.connecting ? socket.once('connect', connected) : connected()));
      call.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
      call.end(message.text);
    });
  return { post, close: () => agent.destroy() };
}
