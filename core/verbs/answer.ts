import type { Actor, Command, Envelope } from '../command.ts';
import { settlePassed } from '../deadlines.ts';
import type { Offer } from '../offer.ts';
import { type Outcome, refuse } from '../outcome.ts';
import { knownItem, knownOffer, type Settled } from '../settled.ts';
import type { World } from '../world.ts';
import { acceptOffer, declineOffer } from './offers.ts';

type Answer = Extract<Command, { verb: 'accept' | 'decline' | 'expire_offer' }>;

/** Accept, decline or let expire: one of them is the offer's outcome, and the others lose with a 409 that says to what. */
export function answer(world: World, command: Answer, at: { envelope: Envelope; settled: Settled }): Outcome {
  const offer = knownOffer(world, at.settled, command.offer);
  const onItem = 'onItem' in command ? command.onItem : undefined;
  if (offer === undefined || !mayAnswer(offer, at.envelope.actor) || (onItem ?? offer.itemId) !== offer.itemId) {
    return refuse('not_found', `There is no offer ${command.offer.slice(0, 80)}.`);
  }
  const item = world.items.get(offer.itemId);
  if (item !== undefined) settlePassed(world, item);
  world.work.cause = command.verb;
  const found = { kind: 'offer', offer, item: knownItem(world, at.settled, offer.itemId) ?? null } as const;
  if (offer.state !== 'pending') return command.verb === 'accept' && offer.state === 'accepted' ? found : lost(offer);
  switch (command.verb) {
    case 'accept':
      acceptOffer(world, offer);
      return found;
    case 'decline':
      if (!mayDecline(world, offer, at.envelope)) return refuse('forbidden', 'Your profile may not decline offers.');
      declineOffer(world, offer, command);
      return found;
    case 'expire_offer':
      return refuse('precondition', `Offer ${offer.id} runs until ${new Date(offer.expiresAt).toISOString()}.`, {
        current: { state: 'pending', expiresAt: offer.expiresAt },
      });
  }
}

const lost = (offer: Offer): Outcome =>
  refuse('conflict', `Offer ${offer.id} is ${offer.state}.`, {
    current: { state: offer.state, agentId: offer.agentId, endedAt: offer.endedAt },
  });

function mayDecline(world: World, offer: Offer, { actor }: Envelope): boolean {
  if (actor.kind !== 'key' || actor.role !== 'agent') return true;
  const profile = world.agents.get(offer.agentId)?.profile;
  return world.configuration.profiles[profile ?? '']?.may.decline ?? true;
}

/** An agent's key answers only its own offers; nobody else's offer exists for it. */
const mayAnswer = (offer: Offer, actor: Actor): boolean =>
  actor.kind !== 'key' || actor.role !== 'agent' || actor.agent === offer.agentId;
