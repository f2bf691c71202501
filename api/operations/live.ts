import { uuidv7 } from 'uuidv7';
import type { z } from 'zod';
import { ROLES } from '../../core/command.ts';
import { LiveEvent } from '../answers.ts';
import type { ApiDependencies, Call } from '../call.ts';
import { ApiError } from '../error.ts';
import { showTo } from '../live/scope.ts';
import { eventStream } from '../live/stream.ts';
import type { Api } from '../operation.ts';
import { LiveQuery } from '../schemas.ts';

const MORE = `The id of each event is its place in the log: sent as Last-Event-ID it resumes there, without a gap or a double.
A channel hears of its own source, an agent of what is offered to or held by her, ops of no person. A comment comes every 15 s, with
the id to resume from. An event named "end" says why the stream ends: the process stops, the key is revoked, or you read too slowly.`;

export function live(app: Api, to: ApiDependencies): void {
  app.operation(
    {
      method: 'get',
      path: '/v1/live',
      summary: 'What happens, as server-sent events in CloudEvents',
      more: MORE,
      roles: ROLES,
      query: LiveQuery,
      answers: { 200: LiveEvent },
      answerType: 'text/event-stream',
    },
    (call, { query }) => listen(call, to, query),
  );
}

async function listen(call: Call, to: ApiDependencies, filter: z.output<typeof LiveQuery>): Promise<Response> {
  const actor = call.get('actor');
  if (actor.role === 'agent' && filter.agent !== undefined && filter.agent !== actor.agent)
    throw new ApiError('not_found', `There is no agent ${filter.agent}.`);
  if (actor.role === 'ops' && filter.agent !== undefined)
    throw new ApiError('forbidden', 'A key of role ops hears nothing about single agents.');
  const after = await startOf(call.req.header('last-event-id'), to);
  const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
  if (call.req.method === 'HEAD') return call.body(null, 200, headers);
  const authorization = call.req.header('authorization');
  const stream = eventStream(to.tail, {
    after,
    show: showTo(actor, filter),
    endsWith: (event) => (event.type === 'key.revoked' && event.details['key'] === actor.id ? KEY_ENDED : null),
    beat: async () => {
      if ((await to.authenticate(authorization)) === null) return KEY_ENDED;
      if (actor.role === 'agent' && actor.agent !== null) await beatFor(actor.agent, call, to);
      return null;
    },
  });
  return call.body(stream, 200, headers);
}

const KEY_ENDED = 'Your key was revoked or has expired.';

async function startOf(header: string | undefined, to: ApiDependencies): Promise<number> {
  const end = await to.tail.end();
  if (header === undefined || header === '') return end;
  if (!/^\d{1,15}$/.test(header) || Number(header) > end)
    throw new ApiError('invalid', `Last-Event-ID is the id of an event that came from here; the newest is ${end}.`);
  return Number(header);
}

/** An open stream shows that the agent is there. */
async function beatFor(agent: string, call: Call, to: ApiDependencies): Promise<void> {
  await to.engine.execute({
    envelope: {
      id: `cm_${uuidv7()}`,
      actor: call.get('actor'),
      command: { verb: 'heartbeat', agent },
      ifMatch: null,
    },
    idempotency: null,
  });
}
