import type { HttpBindings } from '@hono/node-server';
import { z } from 'zod';
import { Health } from '../answers.ts';
import { type ApiDependencies, allow, type Call, identify } from '../call.ts';
import { respond } from '../error.ts';
import type { Api } from '../operation.ts';
import { openApi } from '../reference/document.ts';
import { referencePage } from '../reference/page.ts';

/** What a process says about itself and its API. */
export function aboutItself(app: Api, to: ApiDependencies): void {
  const open = { method: 'get', roles: null } as const;
  app.operation({ ...open, path: '/livez', summary: 'Whether the process answers', answers: { 200: Health } }, (call) =>
    call.json({ status: 'alive' }),
  );
  app.operation(
    { ...open, path: '/readyz', summary: 'Whether an engine can be reached', answers: { 200: Health } },
    async (call) => {
      if (await to.isReady()) return call.json({ status: 'ready' });
      return respond(call, { code: 'unavailable', detail: 'No engine can be reached.' });
    },
  );
  app.operation(
    {
      ...open,
      path: '/metrics',
      summary: 'Numbers for Prometheus',
      more: 'But from another host, or through a proxy, one of role ops or admin is.',
      answers: { 200: z.string() },
      answerType: 'text/plain',
    },
    async (call) => {
      if (!isLocal(call)) {
        await identify(call, to);
        allow(call, 'ops', 'admin');
      }
      return call.body(await to.metrics.text(), 200, { 'content-type': to.metrics.contentType });
    },
  );
  app.operation(
    { ...open, path: '/openapi.json', summary: 'This description, for programs', answers: { 200: z.looseObject({}) } },
    (call) => call.json(openApi(app.operations)),
  );
  app.operation(
    {
      ...open,
      path: '/docs',
      summary: 'This description, for people',
      answers: { 200: z.string() },
      answerType: 'text/html',
    },
    (call) =>
      call.html(referencePage(openApi(app.operations)), 200, {
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
        'x-content-type-options': 'nosniff',
      }),
  );
}

/** Behind a proxy on the same host everybody would look local. */
function isLocal(call: Call): boolean {
  const { incoming } = (call.env ?? {}) as Partial<HttpBindings>;
  const address = incoming?.socket.remoteAddress ?? '';
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip'].some((name) => call.req.header(name) !== undefined);
  return !forwarded && /^(127\.|::1$|::ffff:127\.)/.test(address);
}
