import { isServable } from './eligibility.ts';
import type { Item } from './item.ts';
import { nextEscalationAt } from './ladder.ts';
import { climb } from './verbs/escalation.ts';
import { goOnNext, type World } from './world.ts';

/** Every item that waits looks at its ladder, which may be another one. */
export const ANEW = 'anew';

/** How many items climb in one batch: a publish must not hold up everybody for long. */
const SLICE = 500;

/**
 * After a publish or a takeover: items whose next step is another one, or due at another time, than their rows say. What is to be
 * classified again is on no shelf, and climbs when its turn comes.
 */
export function climbAnew(world: World): void {
  for (const { items } of world.shelf.classes.values())
    for (const item of items)
      if (item.state === 'waiting' && nextEscalationAt(world.configuration, item) !== item.nextEscalationAt)
        climbLater(world, item);
  findStranded(world);
}

/** After somebody came, left or changed for good: items that nobody at all can take do not wait for a step that helps. */
export function climbWhereStranded(world: World): void {
  findStranded(world);
  if (world.climbing.size > 0) world.wakeUps.push({ at: world.work.now, kind: 'climb', id: '' });
}

function findStranded(world: World): void {
  for (const found of world.shelf.classes.values()) {
    const first = found.items.first()!;
    if (first.nextEscalationAt !== null && !isServable(world, { found, item: first }))
      for (const item of found.items) climbLater(world, item);
  }
}

const climbLater = (world: World, { id, enqueuedAt }: Item): void => world.climbing.push({ at: enqueuedAt ?? 0, id });

/** A slice of those. One that has climbed or gone since does nothing, and a step that is due by its row belongs to the item's own clock. */
export function climbSlice(world: World): void {
  for (let count = 0; count < SLICE; count += 1) {
    const item = world.items.get(world.climbing.pop()?.id ?? '');
    if (item === undefined || world.shelf.classOf(item.id) === undefined) continue;
    if ((item.nextEscalationAt ?? Number.POSITIVE_INFINITY) > world.work.now) climb(world, item);
  }
  goOnNext(world, 'climb', world.climbing);
}
