import type { AttemptOutcome } from './callback/callback.ts';
import { callbackPolicy } from './callback/hours.ts';
import { customerReached } from './callback/reached.ts';
import { type Deadline, deadlinesOf } from './deadline.ts';
import { aboutOf, type Item, type ItemState } from './item.ts';
import { openOffers, type World } from './world.ts';

/** What an item's workflow is told: what it waits for and where the item stands, nothing that people wrote. */
export interface StateRow {
  readonly id: string;
  readonly rev: number;
  readonly state: ItemState;
  readonly channel: string;
  readonly workstream: string;
  readonly queue: string | null;
  readonly priority: number;
  readonly escalationStep: number;
  /** Who holds the item, or the agent whom the open offer asks. */
  readonly agentId: string | null;
  readonly offerId: string | null;
  /** All who are asked, where several are at once; `agentId` and `offerId` are then those of the first. */
  readonly asked?: readonly { readonly agent: string; readonly offer: string }[];
  /** When it was taken in, and since when it is in its state where the row knows that: not in rows of earlier releases. */
  readonly createdAt?: number;
  readonly since?: number | null;
  readonly callback?: CallbackState;
  /** Set while it is paused until its customer answers. */
  readonly forCustomer?: true;
  /** Set while it waits on the list of whoever picks. */
  readonly toPick?: true;
  /** Set while it waits for one agent alone; `until`: for anyone from then on, `null`: for nobody else ever. */
  readonly onlyFor?: { readonly agent: string; readonly until: number | null };
  /** Set where it asks for advice: on that item, for whoever has that. */
  readonly consults?: { readonly item: string; readonly asker: string | null };
  /** Set while its agent has left it for that item. */
  readonly interruptedBy?: string;
  /** The nearest first; instants by the engine's clock. */
  readonly deadlines: readonly Deadline[];
}

/** Of a call-back: how often it was tried, of how often at most, and what came of it last. */
export interface CallbackState {
  readonly tried: number;
  readonly of: number;
  readonly last: AttemptOutcome | null;
  /** Whoever has it has reached the customer. */
  readonly reached: boolean;
}

/** A row as it travels: one of a higher incarnation is newer whatever its `rev`. */
export type ToldRow = StateRow & { readonly incarnation: number };

export const toldRow = (world: World, item: Item, incarnation: number): ToldRow => ({
  ...stateRow(world, item),
  incarnation,
});

function stateRow(world: World, item: Item): StateRow {
  const offers = openOffers(world, item.id);
  const [offer] = offers;
  const { id, rev, state, channel, workstream, queue, priority, escalationStep } = item;
  return {
    id,
    rev,
    state,
    channel,
    workstream,
    queue,
    priority,
    escalationStep,
    agentId: offer?.agentId ?? item.agentId,
    offerId: offer?.id ?? null,
    ...(offers.length > 1 ? { asked: offers.map(({ id: made, agentId }) => ({ agent: agentId, offer: made })) } : {}),
    createdAt: item.createdAt,
    since: stateSince(item),
    ...callbackState(world, item),
    ...consultState(world, item),
    ...(item.state === 'waiting' ? waitingState(world, item) : {}),
    ...(item.state === 'paused' && item.pausedFor === 'customer' ? { forCustomer: true } : {}),
    ...(item.interruptedBy === null ? {} : { interruptedBy: item.interruptedBy }),
    deadlines: deadlinesOf(world, item),
  };
}

/** `null`: its events know. */
function stateSince(item: Item): number | null {
  switch (item.state) {
    case 'waiting':
      return item.waitingSince;
    case 'offered':
      return item.offeredAt;
    case 'assigned':
      return item.assignedAt;
    case 'paused':
      return item.pausedAt;
    case 'wrapping_up':
      return item.completedAt;
    case 'needs_attention':
      return item.attention?.since ?? null;
    case 'scheduled':
      return null;
    default:
      return item.closedAt;
  }
}

function waitingState(world: World, item: Item): Pick<StateRow, 'toPick' | 'onlyFor'> {
  const { requirements, preferredAgent, preferredUntil } = item;
  const preferred = preferredAgent !== null && (preferredUntil ?? 0) > world.work.now;
  const agent = requirements.agent ?? (preferred ? preferredAgent : null);
  return {
    ...(world.shelf.classOf(item.id)?.pick ? { toPick: true } : {}),
    ...(agent === null ? {} : { onlyFor: { agent, until: requirements.agent === null ? preferredUntil : null } }),
  };
}

function consultState(world: World, item: Item): Pick<StateRow, 'consults'> {
  const about = aboutOf(item);
  return about === null ? {} : { consults: { item: about, asker: world.items.get(about)?.agentId ?? null } };
}

function callbackState(world: World, item: Item): Pick<StateRow, 'callback'> {
  if (item.callback === null) return {};
  const { attempts } = item.callback;
  const { attempts: of } = callbackPolicy(world, item.workstream);
  return {
    callback: { tried: attempts.length, of, last: attempts.at(-1)?.outcome ?? null, reached: customerReached(item) },
  };
}
