import { type Deadline, deadlinesOf, graceMs } from './deadline.ts';
import type { Item } from './item.ts';
import { climb } from './verbs/escalation.ts';
import { admit } from './verbs/intake.ts';
import { expireOffer } from './verbs/offers.ts';
import { waitedLong } from './verbs/overflow.ts';
import { wake } from './verbs/pause.ts';
import { settle } from './verbs/queueing.ts';
import { note } from './verbs/targets.ts';
import { endWrapUp } from './verbs/wrap-up.ts';
import { emit, type World } from './world.ts';

/**
 * What has passed for the item is done first, so that every verb meets the state that the clock says: one by one, and each before
 * anything that was due after it, however late all of them are.
 */
export function settlePassed(world: World, item: Item): void {
  const { work } = world;
  for (let next = due(world, item); next !== undefined; next = due(world, item)) {
    Object.assign(work, { cause: `deadline:${next.verb}`, upTo: next.at });
    act(world, item, next);
  }
  work.upTo = work.now;
}

const due = (world: World, item: Item): Deadline | undefined =>
  deadlinesOf(world, item).find((deadline) => deadline.at <= world.work.now);

function act(world: World, item: Item, deadline: Deadline): void {
  switch (deadline.verb) {
    case 'expire_offer':
      expireOffer(world, world.offers.get(deadline.offer)!, world.work.actor !== 'engine');
      break;
    case 'admit':
      admit(world, item);
      break;
    case 'note_target':
      note(world, item, deadline.target);
      break;
    case 'wake':
      wake(world, item, { by: 'clock', preferOwner: true });
      break;
    case 'end_wrap_up':
      endWrapUp(world, item, 'timeout');
      break;
    case 'escalate':
      climb(world, item);
      break;
    case 'overflow':
      waitedLong(world, item);
      break;
    case 'expire_item':
      settle(world, item, 'expired', { reason: 'time to live' });
      break;
  }
}

/**
 * What Temporal has not reported within the grace the engine does itself, and says so. `at` is the instant of the wake-up: one that
 * the item has outlived waits for its turn again, so that items are swept in the order in which they are due.
 */
export function sweep(world: World, item: Item, at: number): void {
  const [next] = deadlinesOf(world, item);
  if (next === undefined) return;
  const due = next.at + graceMs(world, item, next);
  if (due > at) {
    world.wakeUps.sweepAt(item.id, due);
    return;
  }
  emit(world, 'repair.deadline', { item, details: { deadline: next.verb, lateMs: world.work.now - next.at } });
  settlePassed(world, item);
}
