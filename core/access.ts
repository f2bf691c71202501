import type { Actor, Role, Verb } from './command.ts';
import { consultsOf, isAsker } from './consult.ts';
import { type Item, isSettled } from './item.ts';
import { type Refusal, refuse } from './outcome.ts';
import { ITEM_VERBS, type ItemVerbName, OTHER_VERBS } from './verbs/table.ts';
import { openOffers, type World } from './world.ts';

type Who = Role | 'temporal' | 'engine';

const roleOf = (actor: Actor): Who => (actor.kind === 'key' ? actor.role : actor.kind);

/** Who may use a verb at all. The engine may do whatever the clock asks. */
export function mayUse(verb: Verb, actor: Actor): boolean {
  const who: readonly Who[] =
    verb in ITEM_VERBS ? ITEM_VERBS[verb as ItemVerbName].who : OTHER_VERBS[verb as keyof typeof OTHER_VERBS];
  return actor.kind === 'engine' || who.includes(roleOf(actor));
}

/** What may be read: beside what may be acted on, the consults that an agent has asked for, and the item that she is asked about. */
export function mayRead(world: World, item: Item, actor: Actor): boolean {
  if (maySee(world, item, actor)) return true;
  if (actor.kind !== 'key' || actor.role !== 'agent' || actor.agent === null) return false;
  const { agent } = actor;
  return isAsker(world, item, agent) || consultsOf(world, item.id).some((one) => isWith(world, one, agent));
}

/** What an actor may not see does not exist for it: channels see their own source, agents what is in their hands or pickable. */
export function maySee(world: World, item: Item, actor: Actor): boolean {
  if (actor.kind !== 'key') return true;
  switch (actor.role) {
    case 'channel':
      return item.source === actor.source;
    case 'agent':
      return isTheirs(world, item, actor.agent);
    case 'ops':
      return false;
    case 'supervisor':
    case 'admin':
      return true;
  }
}

function isTheirs(world: World, item: Item, agentId: string | null): boolean {
  if (agentId === null) return false;
  if (isWith(world, item, agentId) || hasTried(world, item, agentId)) return true;
  return item.state === 'waiting' && isListed(world, item, agentId);
}

const isWith = (world: World, item: Item, agentId: string): boolean =>
  item.agentId === agentId || openOffers(world, item.id).some((offer) => offer.agentId === agentId);

/** Who tried last to call back still sees it, and may move or cancel it, until somebody else has it. */
function hasTried(world: World, { id, agentId, callback }: Item, agent: string): boolean {
  return agentId === null && openOffers(world, id).length === 0 && callback?.attempts.at(-1)?.agent === agent;
}

/**
 * As `maySee`; and whoever picks an item that somebody else got first hears of the lost race when it was on the list that she picks
 * from: when her profile lets her pick it where it is, whatever became of it since.
 */
export function mayAskFor(world: World, item: Item, at: { actor: Actor; verb: Verb }): boolean {
  const { actor, verb } = at;
  if (maySee(world, item, actor)) return true;
  if (verb === 'cancel' && mayRead(world, item, actor)) return true;
  return verb === 'pick' && actor.kind === 'key' && actor.role === 'agent' && isListed(world, item, actor.agent);
}

/** What an agent may take from the list: items that wait in one of `queues`, of one of `channels`. */
export interface PickScope {
  readonly queues: readonly string[];
  readonly channels: readonly string[];
}

export function pickScope(world: World, agentId: string): PickScope {
  const profile = world.configuration.profiles[world.agents.get(agentId)?.profile ?? ''];
  return { queues: Object.keys(profile?.queues ?? {}), channels: profile?.may.pick ?? [] };
}

function isListed(world: World, item: Item, agentId: string | null): boolean {
  if (agentId === null) return false;
  const { queues, channels } = pickScope(world, agentId);
  return queues.includes(item.queue ?? '') && channels.includes(item.channel);
}

/** The table's 409: names the state and what is possible in it. */
export function refuseState(item: Item, verb: ItemVerbName): Refusal | null {
  const { to } = ITEM_VERBS[verb];
  if (Object.hasOwn(to, item.state)) return null;
  const needed = Object.keys(to).join(' or ');
  const holder = isSettled(item.state) || item.agentId === null ? '' : ` with agent ${item.agentId}`;
  return refuse(
    'conflict',
    `Item ${item.id} is ${item.state}${holder}: ${verb.replaceAll('_', ' ')} needs ${needed}.`,
    {
      current: { state: item.state, rev: item.rev, agentId: item.agentId },
    },
  );
}
