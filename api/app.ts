import { routePath } from 'hono/route';
import { uuidv7 } from 'uuidv7';
import { SignalboxError } from '../core/error.ts';
import { type ApiDependencies, identify, RefusedError } from './call.ts';
import { ApiError, problemOf, respond } from './error.ts';
import { checkText } from './json.ts';
import { counted } from './metrics.ts';
import { Api } from './operation.ts';
import { agents } from './operations/agents.ts';
import { agentsImport } from './operations/agents-import.ts';
import { bulkOperations } from './operations/bulk-operations.ts';
import { callbacks } from './operations/callbacks.ts';
import { configuration } from './operations/configuration.ts';
import { items } from './operations/items.ts';
import { keys } from './operations/keys.ts';
import { live } from './operations/live.ts';
import { offers } from './operations/offers.ts';
import { presentState } from './operations/present-state.ts';
import { aboutItself } from './operations/process.ts';
import { recurrences } from './operations/recurrences.ts';

/** The whole API. `report` is told of what nobody expected; the caller only gets an id to ask about. */
export function createApp(given: ApiDependencies, report: (error: unknown, requestId: string) => void): Api {
  const to = { ...given, engine: counted(given.engine, given.metrics) };
  const app = new Api(to.documents);
  app.use(async (call, next) => {
    const began = performance.now();
    await next();
    const route = routePath(call, -1);
    to.metrics.request({
      method: call.req.method,
      route: route.includes('*') ? 'none' : route,
      status: call.res.status,
      seconds: (performance.now() - began) / 1_000,
    });
  });
  app.use(async (call, next) => {
    call.set('requestId', uuidv7());
    call.header('x-request-id', call.get('requestId'));
    checkText(decodeURIComponent(call.req.path));
    checkText(decodeURIComponent(new URL(call.req.url).search));
    const methods = call.req.method === 'OPTIONS' ? methodsOf(app, call.req.path) : [];
    if (methods.length > 0) return call.body(null, 204, { allow: methods.join(', ') });
    return next();
  });
  aboutItself(app, to);
  app.use('/v1/*', async (call, next) => {
    await identify(call, to);
    await next();
  });
  items(app, to);
  offers(app, to);
  agents(app, to);
  agentsImport(app, to);
  presentState(app, to);
  configuration(app, to);
  callbacks(app, to);
  recurrences(app, to);
  bulkOperations(app, to);
  keys(app, to);
  live(app, to);
  app.notFound((call) => {
    const path = call.req.path.slice(0, 200);
    const methods = methodsOf(app, call.req.path);
    if (methods.length === 0) return respond(call, { code: 'not_found', detail: `There is no ${path}.` });
    const detail = `${path} takes ${methods.join(', ')}.`;
    return respond(call, { code: 'method_not_allowed', detail }, { allow: methods.join(', ') });
  });
  app.onError((error, call) => {
    if (error instanceof ApiError || error instanceof RefusedError) return respond(call, error.problem);
    if (error instanceof SignalboxError) return respond(call, problemOf(error));
    if (error instanceof URIError)
      return respond(call, { code: 'malformed', detail: 'The address is not valid percent-encoding.' });
    report(error, call.get('requestId'));
    return respond(call, {
      code: 'unavailable',
      detail: 'Something unexpected happened; it is logged under requestId.',
    });
  });
  return app;
}

/** What may be asked of a path, with what Hono answers by itself; none for a path that is not there. */
function methodsOf(app: Api, path: string): string[] {
  const own = app.routes
    .filter((route) => route.method !== 'ALL' && matches(route.path, path))
    .map((route) => route.method);
  if (own.length === 0) return [];
  return [...new Set([...own, ...(own.includes('GET') ? ['HEAD'] : []), 'OPTIONS'])];
}

function matches(pattern: string, path: string): boolean {
  const parts = path.split('/');
  const wanted = pattern.split('/');
  return (
    parts.length === wanted.length &&
    wanted.every((part, at) => part === parts[at] || (part.startsWith(':') && parts[at] !== ''))
  );
}
