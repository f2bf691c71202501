import { EmptyForm } from '../../core/forms.ts';
import * as answers from '../answers.ts';
import { type ApiDependencies, type Call, pathSlug, send } from '../call.ts';
import type { Api } from '../operation.ts';
import { presentAgent } from '../present.ts';
import { AgentBody, PresenceBody } from '../schemas.ts';

const PEOPLE = ['supervisor', 'admin'] as const;
const HANDLING = ['agent', ...PEOPLE] as const;
const at = '/v1/agents/:id';

export function agents(app: Api, to: ApiDependencies): void {
  app.operation(
    {
      method: 'put',
      path: at,
      summary: 'Add an agent, or replace what is known of one',
      roles: PEOPLE,
      body: AgentBody,
      answers: { 201: answers.Agent, 200: answers.Agent },
    },
    (call, { body }) => answer(call, to, { verb: 'put_agent', agent: pathSlug(call, 'agent'), input: body }),
  );
  app.operation(
    {
      method: 'delete',
      path: at,
      summary: 'Remove an agent; the work goes back to its queues',
      roles: PEOPLE,
      answers: { 204: null },
    },
    async (call) => {
      await send(call, to, { verb: 'remove_agent', agent: pathSlug(call, 'agent') });
      return call.body(null, 204);
    },
  );
  app.operation(
    {
      method: 'put',
      path: `${at}/presence`,
      summary: 'Set the intent',
      more: '`offline` is leaving: what she has goes by the policies of its workstreams. `draining` lets her finish it, brings nothing new, and becomes `offline` with the last of it.',
      roles: HANDLING,
      body: PresenceBody,
      answers: { 200: answers.Agent },
    },
    (call, { body }) =>
      answer(call, to, {
        verb: 'set_presence',
        agent: pathSlug(call, 'agent'),
        intent: body.intent,
        reason: body.reason ?? null,
      }),
  );
  app.operation(
    {
      method: 'post',
      path: `${at}/heartbeat`,
      summary: 'The agent is there; any call by the agent says so too',
      roles: HANDLING,
      body: EmptyForm,
      answers: { 200: answers.Agent },
    },
    (call) => answer(call, to, { verb: 'heartbeat', agent: pathSlug(call, 'agent') }),
  );
}

async function answer(call: Call, to: ApiDependencies, command: Parameters<typeof send>[2]): Promise<Response> {
  const reply = await send(call, to, command);
  if (reply.kind !== 'agent') throw new Error(`${command.verb} answers with an agent`);
  call.header('ETag', `"${reply.agent.rev}"`);
  return call.json(presentAgent(reply.agent), reply.created ? 201 : 200);
}
