import { DeclineForm, EmptyForm } from '../../core/forms.ts';
import { readOffer } from '../../db/query/read-items.ts';
import * as answers from '../answers.ts';
import { type ApiDependencies, type Call, pathId, send } from '../call.ts';
import { ApiError } from '../error.ts';
import type { Api } from '../operation.ts';
import { presentItem, presentOffer } from '../present.ts';

const HANDLING = ['agent', 'supervisor', 'admin'] as const;

export function offers(app: Api, to: ApiDependencies): void {
  app.operation(
    { method: 'get', path: '/v1/offers/:id', summary: 'An offer', roles: HANDLING, answers: { 200: answers.Offer } },
    async (call) => {
      const offer = await readOffer(to.db, pathId(call, 'of'));
      const { role, agent } = call.get('actor');
      if (offer === null || (role === 'agent' && offer.agentId !== agent))
        throw new ApiError('not_found', `There is no offer ${call.req.param('id')}.`);
      return call.json(presentOffer(offer));
    },
  );
  const reply = { method: 'post', roles: HANDLING, answers: { 200: answers.OfferWithItem } } as const;
  app.operation(
    {
      ...reply,
      path: '/v1/offers/:id/accept',
      summary: 'Take the work; again for the same agent changes nothing',
      body: EmptyForm,
    },
    (call) => answer(call, to, { verb: 'accept', offer: pathId(call, 'of') }),
  );
  app.operation(
    {
      ...reply,
      path: '/v1/offers/:id/decline',
      summary: 'Leave it to others; retryAfter says how long',
      body: DeclineForm,
    },
    (call, { body }) =>
      answer(call, to, {
        verb: 'decline',
        offer: pathId(call, 'of'),
        reason: body.reason ?? null,
        retryAfterMs: body.retryAfter ?? null,
      }),
  );
}

async function answer(call: Call, to: ApiDependencies, command: Parameters<typeof send>[2]): Promise<Response> {
  const reply = await send(call, to, command);
  if (reply.kind !== 'offer') throw new Error('an answer to an offer answers with the offer');
  return call.json({
    ...presentOffer(reply.offer),
    item: reply.item === null ? null : presentItem(reply.item, to.now()),
  });
}
