import { type Actor, agentOf, type Command } from '../command.ts';
import type { Item } from '../item.ts';
import { backedOff, idleIfEmpty } from '../mutate.ts';
import { type Outcome, type Refusal, refuse } from '../outcome.ts';
import { emit, type World } from '../world.ts';
import { enqueue } from './escalation.ts';
import { type Goal, goalOf } from './goal.ts';
import { withdrawOffers } from './offers.ts';
import { cannotTake } from './suitable.ts';

type Transfer = Extract<Command, { verb: 'transfer' }>;

/** Hands an item on, with its age, to a queue, to an agent, or to an agent in a queue. */
export function transfer(world: World, item: Item, at: { command: Transfer; actor: Actor }): Outcome {
  const to = goal(world, item, at.command);
  if ('kind' in to) return to;
  const refused =
    mayHandTo(world, to.queue, at.actor) ??
    leavesItsWorkstream(world, item, { queue: to.queue, actor: at.actor }) ??
    (to.agent && cannotTake(world, inQueue(item, to.queue), to.agent)) ??
    alreadyThere(item, to);
  if (refused) return refused;
  move(world, item, to);
  return { kind: 'item', created: false, item };
}

/** Steps of a ladder are left behind with its queue. */
const inQueue = (item: Item, queue: string): Item => ({
  ...item,
  queue,
  widenings: queue === item.queue ? item.widenings : [],
});

type InQueue = Goal & { readonly queue: string };

function goal(world: World, item: Item, command: Transfer): InQueue | Refusal {
  const named = goalOf(world, command, 'Name a queue or an agent to transfer to.');
  if ('kind' in named) return named;
  const queue = named.queue ?? item.queue;
  if (queue === null) return refuse('invalid', `Item ${item.id} is in no queue: name one.`, { pointer: '/queue' });
  return { queue, agent: named.agent };
}

/** The refusal where the profile of an agent does not let her hand work to a queue. */
export function mayHandTo(world: World, queue: string, actor: Actor): Refusal | null {
  const id = agentOf(actor);
  if (id === null) return null;
  const agent = world.agents.get(id);
  const may = agent === undefined ? [] : (world.configuration.profiles[agent.profile]?.may.transferTo ?? []);
  return may.includes(queue) ? null : refuse('forbidden', `Your profile may not transfer to queue ${queue}.`);
}

/** Whether the workstream lets its items be handed to a queue; within the same queue it has nothing to say. */
export const staysInBounds = (world: World, item: Item, queue: string): boolean => {
  const to = world.configuration.workstreams[item.workstream]?.transferTo ?? null;
  return to === null || queue === item.queue || to.includes(queue);
};

/** It binds agents. Whoever leads them may exceed it, and the event says so. */
function leavesItsWorkstream(
  world: World,
  item: Item,
  { queue, actor }: { queue: string; actor: Actor },
): Refusal | null {
  if (agentOf(actor) === null || staysInBounds(world, item, queue)) return null;
  const to = world.configuration.workstreams[item.workstream]!.transferTo!;
  return refuse(
    'forbidden',
    `Items of workstream ${item.workstream} are not handed to queue ${queue}, but to ${to.join(', ') || 'no other'}: ask a supervisor.`,
    { pointer: '/queue' },
  );
}

function alreadyThere(item: Item, { queue, agent }: InQueue): Refusal | null {
  if (agent === null || item.state === 'paused' || item.agentId !== agent.id || queue !== item.queue) return null;
  return refuse('conflict', `Item ${item.id} is with agent ${agent.id} already.`, {
    current: { state: item.state, agentId: agent.id },
  });
}

function move(world: World, item: Item, { queue, agent }: InQueue): void {
  const from = { queue: item.queue, agent: item.agentId };
  const previous = item.state === 'paused' ? null : item.agentId;
  const exceeds = !staysInBounds(world, item, queue);
  withdrawOffers(world, item);
  const named = agent?.id ?? null;
  const { given } = item.payload;
  // Given away it does not come straight back, unless somebody is named.
  const backOffs =
    previous === null || named !== null ? null : backedOff(world, item, { agentId: previous, retryAfterMs: null });
  emit(world, 'item.transferred', {
    item,
    agent: from.agent,
    details: {
      from,
      to: { queue, agent: named },
      ...(exceeds ? { exceedsWorkstream: true } : {}),
      ...(backOffs === null ? {} : { backOffUntil: backOffs[previous!]!.until }),
    },
  });
  const change = {
    requirements: { ...item.requirements, agent: named },
    // A person chose the queue and perhaps the agent: the rules keep to it from here on.
    payload: {
      ...item.payload,
      given: { ...given, queue, requirements: { ...given.requirements, agent: named } },
    },
    preferredAgent: null,
    preferredUntil: null,
    ...(backOffs === null ? {} : { backOffs }),
  };
  enqueue(world, item, { reason: queue === item.queue ? 'returned' : 'moved', queue, byHand: true, change });
  if (previous !== null) idleIfEmpty(world, previous);
}
