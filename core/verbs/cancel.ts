import type { Actor } from '../command.ts';
import { isAsker } from '../consult.ts';
import type { Item } from '../item.ts';
import { type Outcome, type Refusal, refuse } from '../outcome.ts';
import type { World } from '../world.ts';
import { settle } from './queueing.ts';

/** Nobody needs it any more. */
export function cancel(world: World, item: Item, at: { reason: string | null; actor: Actor }): Outcome {
  const refused = isOwnConsult(world, item, at.actor) ? null : refuseCancel(item, at.actor);
  if (refused !== null) return refused;
  settle(world, item, 'cancelled', { reason: at.reason });
  return { kind: 'item', created: false, item };
}

/** An agent calls off what she has asked for. */
const isOwnConsult = (world: World, item: Item, actor: Actor): boolean =>
  actor.kind === 'key' && actor.role === 'agent' && isAsker(world, item, actor.agent ?? '');

/** A call-back that somebody is calling is hers, until she gives it back; only an administrator or operator ends it all the same. */
function refuseCancel(item: Item, actor: Actor): Refusal | null {
  if (actor.kind !== 'key' || actor.role === 'admin') return null;
  if (item.callback === null)
    return actor.role === 'agent'
      ? refuse(
          'forbidden',
          `Your key may cancel call-backs and consults that you have asked for, and ${item.id} is none.`,
        )
      : null;
  if (item.agentId === null) return null;
  return refuse(
    'conflict',
    `Call-back ${item.id} is with agent ${item.agentId}: it can be cancelled once she has given it back.`,
    {
      current: { state: item.state, rev: item.rev, agentId: item.agentId },
    },
  );
}
