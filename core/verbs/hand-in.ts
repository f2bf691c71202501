import { maySee } from '../access.ts';
import { type Actor, agentOf, type NewItem } from '../command.ts';
import { aboutOf, type Item, isConsultSource } from '../item.ts';
import { externalKey } from '../mutate.ts';
import { type Outcome, type Refusal, refuse } from '../outcome.ts';
import { isReserved } from '../recurrence/recurrence.ts';
import { knownItem, type Settled } from '../settled.ts';
import type { World } from '../world.ts';
import { create, unknownFirst } from './create.ts';
import { mayHandTo } from './transfer.ts';

interface At {
  readonly actor: Actor;
  readonly settled: Settled;
}

/** Takes in what somebody hands in: the same source and external id give the item that is there, settled or not. */
export function handIn(world: World, input: NewItem, at: At): Outcome {
  const { source } = input;
  if (source !== null && (isReserved(source) || isConsultSource(source))) return RESERVED;
  const first = followed(world, input, at);
  if (first !== null && 'kind' in first) return first;
  const refused = agentOf(at.actor) === null ? null : refuseAgent(world, input, { first, actor: at.actor });
  return refused ?? twinOf(world, input, at.settled) ?? create(world, input, first);
}

const RESERVED = refuse('invalid', 'Sources that begin with recurrence/ or consult/ are made here: name another.', {
  pointer: '/source',
});

/** Whoever may not know of an item is told that there is none. */
function followed(world: World, { follows }: NewItem, { actor, settled }: At): Item | null | Refusal {
  if (follows === null) return null;
  const first = knownItem(world, settled, follows);
  if (first === undefined || !mayFollow(world, first, actor)) return unknownFirst(follows);
  const about = aboutOf(first);
  if (about === null) return first;
  return refuse('invalid', `Item ${first.id} is a consult: follow ${about}, which it is about.`, {
    pointer: '/follows',
  });
}

/** For an agent what is in her hands, or was last in hers when it ended; not what she is merely asked to take. */
function mayFollow(world: World, first: Item, actor: Actor): boolean {
  const agent = agentOf(actor);
  return agent === null ? maySee(world, first, actor) : first.agentId === agent;
}

/** An agent hands in nothing but what follows from her work, and to no queue that she could not transfer it to. */
function refuseAgent(
  world: World,
  input: NewItem,
  { first, actor }: { first: Item | null; actor: Actor },
): Refusal | null {
  if (first === null)
    return refuse('forbidden', 'An agent hands in follow-ups of her own items only: name one with follows.');
  if (input.externalId !== null)
    return refuse('invalid', 'External ids are for channels: send an Idempotency-Key to repeat a request safely.', {
      pointer: '/externalId',
    });
  if (input.source !== null && input.source !== first.source)
    return refuse('invalid', `A follow-up of ${first.id} is of its source: leave source out.`, { pointer: '/source' });
  const { queue } = input;
  return queue === null || queue === first.queue ? null : mayHandTo(world, queue, actor);
}

function twinOf(world: World, { source, externalId }: NewItem, settled: Settled): Outcome | null {
  if (externalId === null || source === null || world.externalIds.has(externalKey(source, externalId))) return null;
  const twin = [...settled.items.values()].find((one) => one.source === source && one.externalId === externalId);
  return twin === undefined ? null : { kind: 'item', created: false, item: knownItem(world, settled, twin.id) ?? twin };
}
