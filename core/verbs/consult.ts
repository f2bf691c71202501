import type { Agent } from '../agent.ts';
import { type Command, type NewItem, NOTHING_SAID } from '../command.ts';
import type { Profile } from '../configuration/compiled.ts';
import { consultsOf } from '../consult.ts';
import { aboutOf, consultSource, type Item } from '../item.ts';
import { addItem } from '../mutate.ts';
import { type Outcome, type Refusal, refuse } from '../outcome.ts';
import { emit, type World } from '../world.ts';
import { freshItem } from './create.ts';
import { type Goal, goalOf } from './goal.ts';
import { place, recorded } from './intake.ts';
import { settle } from './queueing.ts';
import { cannotTake } from './suitable.ts';

type Consult = Extract<Command, { verb: 'consult' }>;

/** Of one item at a time. */
const MOST_CONSULTS = 5;

/** Asks an agent, or whoever serves a queue, for advice on an item that stays where it is. */
export function consult(world: World, item: Item, command: Consult): Outcome {
  const to = adviserOf(world, item, command);
  if ('kind' in to) return to;
  const asker = item.agentId!;
  const made = consultItem(world, item, { to, command });
  const refused = mayAsk(world, item, { asker, to, made });
  if (refused) return refused;
  addItem(world, made);
  emit(world, 'item.created', {
    item: made,
    details: { ...recorded(made, { trace: null, affinity: false }), consults: { item: item.id, asker } },
  });
  emit(world, 'item.consulted', {
    item,
    agent: asker,
    details: { consult: made.id, to: { queue: to.queue, agent: to.agent?.id ?? null } },
  });
  place(world, made, 'new');
  return { kind: 'item', created: true, item: made };
}

type Adviser = Goal & { readonly queue: string };

function adviserOf(world: World, item: Item, command: Consult): Adviser | Refusal {
  const named = goalOf(world, command, 'Name an agent or a queue to ask for advice.');
  if ('kind' in named) return named;
  const { queue, agent } = named;
  return { queue: queue ?? queueFor(world, item, agent!), agent };
}

/** A colleague may be asked who does not serve the item's queue: she is, in the first of her own. */
function queueFor(world: World, item: Item, agent: Agent): string {
  const profile = world.configuration.profiles[agent.profile];
  if (profile === undefined || Object.hasOwn(profile.queues, item.queue!)) return item.queue!;
  return firstOf(profile) ?? item.queue!;
}

const firstOf = ({ queues }: Profile): string | undefined =>
  Object.entries(queues).sort(([a, one], [b, other]) => one.rank - other.rank || (a < b ? -1 : 1))[0]?.[0];

/** As urgent and as dear as the item; what it promises, and how long it lives, is not promised a second time. */
function consultItem(world: World, item: Item, { to, command }: { to: Adviser; command: Consult }): Item {
  const requirements = { skills: {}, groups: [], attributes: {}, agent: to.agent?.id ?? null };
  const input: NewItem & { source: string } = {
    ...NOTHING_SAID,
    id: command.consult,
    source: consultSource(item.id),
    externalId: command.consult,
    channel: item.channel,
    workstream: item.workstream,
    queue: to.queue,
    subject: command.note,
    priority: item.priority,
    requirements,
  };
  const workstream = world.configuration.workstreams[item.workstream]!;
  return {
    ...freshItem(world, input, { name: item.workstream, workstream }),
    queue: to.queue,
    cost: item.cost,
    callback: null,
  };
}

function mayAsk(world: World, item: Item, at: { asker: string; to: Adviser; made: Item }): Refusal | null {
  const { asker, to, made } = at;
  if (aboutOf(item) !== null)
    return refuse('conflict', `Item ${item.id} is a consult itself: ask about ${aboutOf(item)}.`);
  if (to.agent?.id === asker)
    return refuse('conflict', `Agent ${asker} has item ${item.id} herself: ask somebody else.`);
  if (consultsOf(world, item.id).length >= MOST_CONSULTS)
    return refuse('conflict', `Item ${item.id} has ${MOST_CONSULTS} consults already: cancel one first.`);
  return to.agent && cannotTake(world, made, to.agent);
}

/** Whoever asked hears of it with the item that it was about. */
export function noteAdvice(world: World, consulted: Item): void {
  const about = world.items.get(aboutOf(consulted) ?? '');
  if (about === undefined) return;
  emit(world, 'item.advised', {
    item: about,
    agent: about.agentId,
    details: { consult: consulted.id, by: consulted.agentId },
  });
}

/** Consults of items that have left the hands of who asked end with that: each command does so before it is answered. */
export function endConsults(world: World): void {
  for (const about of [...world.handedOn].sort())
    for (const item of consultsOf(world, about)) {
      world.work.cause = 'consult_over';
      settle(world, item, 'cancelled', { reason: `${about} is no longer with whoever asked` });
    }
  world.handedOn.clear();
}
