import type { Hono } from 'hono';
import { type ApiDependencies, allow, body, type Call, type Env, pathSlug, send } from '../call.ts';
import { presentAgent } from '../present.ts';
import { AgentBody, EmptyBody, PresenceBody } from '../schemas.ts';

export function agents(app: Hono<Env>, to: ApiDependencies): void {
  app.put('/v1/agents/:id', async (call) => {
    const input = await body(call, AgentBody);
    return answer(call, to, { verb: 'put_agent', agent: pathSlug(call, 'agent'), input });
  });
  app.delete('/v1/agents/:id', async (call) => {
    await send(call, to, { verb: 'remove_agent', agent: pathSlug(call, 'agent') });
    return call.body(null, 204);
  });
  app.put('/v1/agents/:id/presence', async (call) => {
    const { intent, reason } = await body(call, PresenceBody);
    return answer(call, to, { verb: 'set_presence', agent: pathSlug(call, 'agent'), intent, reason: reason ?? null });
  });
  app.post('/v1/agents/:id/heartbeat', async (call) => {
    allow(call, 'agent', 'supervisor', 'admin');
    await body(call, EmptyBody);
    return answer(call, to, { verb: 'heartbeat', agent: pathSlug(call, 'agent') });
  });
}

async function answer(call: Call, to: ApiDependencies, command: Parameters<typeof send>[2]): Promise<Response> {
  const reply = await send(call, to, command);
  if (reply.kind !== 'agent') throw new Error(`${command.verb} answers with an agent`);
  call.header('ETag', `"${reply.agent.rev}"`);
  return call.json(presentAgent(reply.agent), reply.created ? 201 : 200);
}
