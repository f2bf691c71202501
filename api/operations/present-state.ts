import type { Hono } from 'hono';
import { type ApiDependencies, allow, type Call, type Env, parse, pathId, pathSlug } from '../call.ts';
import { ApiError } from '../error.ts';
import { pageOfAll } from '../paging.ts';
import { presentAgent, presentAgentExplanation, presentItem, presentOffer, withoutColleagues } from '../present.ts';
import { ListQuery } from '../schemas.ts';

/** What is so now, answered from the engine's memory. */
export function presentState(app: Hono<Env>, to: ApiDependencies): void {
  app.get('/v1/agents', async (call) => {
    allow(call, 'supervisor', 'admin');
    const { data, nextCursor } = pageOfAll(await to.engine.ask({ kind: 'agents' }), parse(ListQuery, call.req.query()));
    return call.json({ data: data.map(presentAgent), nextCursor });
  });
  app.get('/v1/agents/:id', async (call) => {
    const id = ownAgent(call);
    const agent = await to.engine.ask({ kind: 'agent', id });
    if (agent === null) throw new ApiError('not_found', `There is no agent ${id}.`);
    call.header('ETag', `"${agent.rev}"`);
    return call.json(presentAgent(agent));
  });
  app.get('/v1/agents/:id/work', async (call) => {
    const id = ownAgent(call);
    const work = await to.engine.ask({ kind: 'work', agent: id });
    if (work === null) throw new ApiError('not_found', `There is no agent ${id}.`);
    const items = work.map((item) => ({ offers: item.offers, view: presentItem(item, to.now()) }));
    return call.json({
      offers: items.flatMap(({ offers, view }) => offers.map((offer) => ({ ...presentOffer(offer), item: view }))),
      items: items.filter(({ offers }) => offers.length === 0).map(({ view }) => view),
    });
  });
  app.get('/v1/agents/:id/explanation', async (call) => {
    const id = ownAgent(call);
    const explanation = await to.engine.ask({ kind: 'agent_explanation', agent: id });
    if (explanation === null) throw new ApiError('not_found', `There is no agent ${id}.`);
    return call.json(presentAgentExplanation(explanation));
  });
  app.get('/v1/work-items/:id/explanation', (call) => explain(call, to));
  app.get('/v1/queues', async (call) => {
    allow(call, 'supervisor', 'admin');
    return call.json(pageOfAll(await to.engine.ask({ kind: 'queues' }), parse(ListQuery, call.req.query())));
  });
  app.get('/v1/queues/:id', async (call) => {
    allow(call, 'supervisor', 'admin');
    const id = pathSlug(call, 'queue');
    const queue = (await to.engine.ask({ kind: 'queues' })).find((one) => one.id === id);
    if (queue === undefined) throw new ApiError('not_found', `There is no queue ${id}.`);
    return call.json(queue);
  });
}

async function explain(call: Call, to: ApiDependencies): Promise<Response> {
  allow(call, 'agent', 'supervisor', 'admin');
  const item = pathId(call, 'wi');
  const actor = call.get('actor');
  const explanation = await to.engine.ask({ kind: 'explanation', item, actor });
  if (explanation === null)
    throw new ApiError('not_found', `There is no open item ${item}; its events tell what became of a settled one.`);
  return call.json(actor.role === 'agent' ? withoutColleagues(explanation, actor.agent) : explanation);
}

/** An agent's key sees that agent only. */
function ownAgent(call: Call): string {
  allow(call, 'agent', 'supervisor', 'admin');
  const id = pathSlug(call, 'agent');
  const { role, agent } = call.get('actor');
  if (role === 'agent' && agent !== id) throw new ApiError('not_found', `There is no agent ${id}.`);
  return id;
}
