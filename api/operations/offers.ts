import type { Hono } from 'hono';
import { readOffer } from '../../db/query/read-items.ts';
import { type ApiDependencies, allow, body, type Call, type Env, pathId, send } from '../call.ts';
import { ApiError } from '../error.ts';
import { presentItem, presentOffer } from '../present.ts';
import { DeclineBody, EmptyBody } from '../schemas.ts';

export function offers(app: Hono<Env>, to: ApiDependencies): void {
  app.get('/v1/offers/:id', async (call) => {
    allow(call, 'agent', 'supervisor', 'admin');
    const offer = await readOffer(to.db, pathId(call, 'of'));
    const { role, agent } = call.get('actor');
    if (offer === null || (role === 'agent' && offer.agentId !== agent))
      throw new ApiError('not_found', `There is no offer ${call.req.param('id')}.`);
    return call.json(presentOffer(offer));
  });
  app.post('/v1/offers/:id/accept', async (call) => {
    await body(call, EmptyBody);
    return answer(call, to, { verb: 'accept', offer: pathId(call, 'of') });
  });
  app.post('/v1/offers/:id/decline', async (call) => {
    const given = await body(call, DeclineBody);
    return answer(call, to, {
      verb: 'decline',
      offer: pathId(call, 'of'),
      reason: given.reason ?? null,
      retryAfterMs: given.retryAfter ?? null,
    });
  });
}

async function answer(call: Call, to: ApiDependencies, command: Parameters<typeof send>[2]): Promise<Response> {
  const reply = await send(call, to, command);
  if (reply.kind !== 'offer') throw new Error('an answer to an offer answers with the offer');
  return call.json({
    ...presentOffer(reply.offer),
    item: reply.item === null ? null : presentItem(reply.item, to.now()),
  });
}
