import { type Command, type NewItem, NOTHING_SAID } from '../command.ts';
import { idOfEvent } from '../ids.ts';
import { aboutOf, type Item } from '../item.ts';
import { changeItem } from '../mutate.ts';
import { type Outcome, type Refusal, refuse } from '../outcome.ts';
import type { World } from '../world.ts';
import { takeIn, takenIn } from './create.ts';
import { settle } from './queueing.ts';

/**
 * The customer need not wait: the item ends, and she is called back by another one. Now, it keeps the place in line; for a slot it waits
 * for its time. Nothing changes where the call-back is refused.
 */
export function callBack(
  world: World,
  item: Item,
  { workstream, asked }: Extract<Command, { verb: 'call_back' }>,
): Outcome {
  if (item.callback !== null)
    return refuse('conflict', `Item ${item.id} is a call-back already: reschedule it to move it.`);
  const about = aboutOf(item);
  if (about !== null)
    return refuse('conflict', `Item ${item.id} is a consult: the customer to call back is that of ${about}.`);
  const chosen = workstream ?? offered(world, item) ?? onlyOne(world);
  if (typeof chosen !== 'string') return chosen;
  if (world.configuration.workstreams[chosen]?.callback === null)
    return refuse('invalid', `Workstream ${chosen} takes no call-backs: name one with callback in its configuration.`, {
      pointer: '/workstream',
    });
  const id = idOfEvent('wi', world.work.now, world.seq + 1);
  const taken = takenIn(world, requestOf(item, { id, workstream: chosen, booking: asked }), item);
  if ('kind' in taken) return taken;
  changeItem(world, item, { payload: { ...item.payload, outcome: 'callback' } });
  settle(world, item, 'cancelled', { reason: `called back as ${id}` });
  // Whoever waited for an agent goes on waiting for one.
  if (taken.item.state !== 'scheduled') taken.item.enqueuedAt = item.enqueuedAt;
  return takeIn(world, taken);
}

/** What its queue has offered of its own accord. */
function offered({ configuration: { workstreams } }: World, { queue, overflow }: Item): string | null {
  const name = overflow.callbacks?.[queue ?? ''];
  return name !== undefined && workstreams[name]?.callback ? name : null;
}

/** Found by looking at each: there are few. */
function onlyOne({ configuration: { workstreams } }: World): string | Refusal {
  const names = Object.keys(workstreams).filter((name) => workstreams[name]!.callback !== null);
  const [name] = names;
  if (name !== undefined && names.length === 1) return name;
  const known = names.length === 0 ? 'none takes call-backs' : `those that take call-backs are ${names.join(', ')}`;
  return refuse('invalid', `Name the workstream of the call-back: ${known}.`, { pointer: '/workstream' });
}

/** What the item asks for now, with all that is known of the customer. */
function requestOf(
  { id, priority, requirements, payload }: Item,
  made: Pick<NewItem, 'id' | 'workstream' | 'booking'>,
): NewItem {
  const { subject, customerRef, customer, attributes } = payload;
  return {
    ...NOTHING_SAID,
    follows: id,
    source: null,
    priority,
    requirements,
    subject,
    customerRef,
    customer,
    attributes,
    ...made,
  };
}
