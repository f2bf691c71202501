import { Problem } from '../../api/answers.ts';
import { createApp } from '../../api/app.ts';
import { createAuthenticate } from '../../api/authenticate.ts';
import type { ApiDependencies } from '../../api/call.ts';
import { createDocuments } from '../../api/documents/documents.ts';
import { logOf, Tail } from '../../api/live/tail.ts';
import { createMetrics } from '../../api/metrics.ts';
import type { Operation } from '../../api/operation.ts';
import { DOCUMENT, type Engine, ready, startEngine } from '../engine/harness.ts';
import { testDatabase } from '../support/servers.ts';

export const ADMIN_KEY = 'sbk_admin';

export type Answer = {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely here
  readonly body: Record<string, any>;
  readonly headers: Headers;
};

type Asking = {
  readonly body?: unknown;
  readonly raw?: string | Uint8Array<ArrayBuffer>;
  readonly key?: string | null;
  readonly headers?: Record<string, string>;
};

export interface Api {
  readonly url: string;
  readonly engine: Engine;
  readonly app: ReturnType<typeof createApp>;
  readonly tail: Tail;
  /** What nobody expected: has to stay empty. */
  readonly unexpected: unknown[];
  readonly request: (method: string, path: string, more?: Asking) => Promise<Response>;
  readonly ask: (method: string, path: string, more?: Asking) => Promise<Answer>;
  readonly key: (role: string, more?: object) => Promise<{ id: string; key: string }>;
  /** An item of the source `web` on the channel `chat`. */
  readonly create: (more?: object) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

/** The API over an engine on a database of its own. */
export async function startApi(more: Partial<ApiDependencies> = {}): Promise<Api> {
  const { url } = await testDatabase();
  const documents = createDocuments();
  const engine = await startEngine(url, { compile: documents.compile });
  const tail = new Tail(logOf(engine.db));
  const unexpected: unknown[] = [];
  const app = createApp(
    {
      engine: engine.writer,
      db: engine.db,
      documents,
      tail,
      metrics: createMetrics(() => ({ epoch: 0, gathered: 0, behind: 0, census: null })),
      authenticate: createAuthenticate(engine.db, ADMIN_KEY, Date.now),
      now: Date.now,
      isReady: async () => engine.writer.world() !== null,
      ...more,
    },
    (error) => unexpected.push(error),
  );
  await ready(engine);
  const request: Api['request'] = async (method, path, { body, raw, key = ADMIN_KEY, headers } = {}) => {
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    return app.request(path, {
      method,
      headers: {
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    });
  };
  const ask: Api['ask'] = async (method, path, asking) => {
    const response = await request(method, path, asking);
    const text = await response.text();
    const body = text === '' ? {} : JSON.parse(text);
    if (method !== 'HEAD') held(app.operations, { method, path, status: response.status, body });
    return { status: response.status, body, headers: response.headers };
  };
  return {
    url,
    engine,
    app,
    tail,
    unexpected,
    request,
    ask,
    key: async (role, given = {}) => {
      const made = await ask('POST', '/v1/keys', { body: { name: role, role, ...given } });
      return { id: made.body.id, key: made.body.key };
    },
    create: (given = {}) => ask('POST', '/v1/work-items', { body: { source: 'web', channel: 'chat', ...given } }),
    close: async () => {
      tail.close();
      await documents.stop();
      await engine.close();
    },
  };
}

/** Every JSON answer that a test gets is what the reference says of it. */
function held(
  operations: readonly Operation[],
  answer: { method: string; path: string; status: number; body: unknown },
): void {
  if (answer.status >= 400) return void Problem.parse(answer.body);
  const asked = answer.path.replace(/\?.*/, '').split('/');
  const operation = operations.find(({ method, path }) => {
    const parts = path.split('/');
    const fits = parts.every((part, at) => part === asked[at] || (part.startsWith(':') && asked[at] !== undefined));
    return method === answer.method.toLowerCase() && parts.length === asked.length && fits;
  });
  const schema = operation?.answers[answer.status];
  if (schema === undefined) throw new Error(`${answer.method} ${answer.path} is not said to answer ${answer.status}`);
  schema?.parse(answer.body);
}

/** The same with the test organisation published and its agents available. */
export async function openApi(document: object = DOCUMENT): Promise<Api> {
  const api = await startApi();
  await api.ask('PUT', '/v1/configuration', { body: document, headers: { 'if-match': '*' } });
  for (const agent of ['anna', 'bo'])
    await api.ask('PUT', `/v1/agents/${agent}/presence`, { body: { intent: 'available' } });
  return api;
}
