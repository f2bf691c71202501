import { isUnclassified } from './unclassified.ts';
import { classifyAgain } from './verbs/intake.ts';
import { emit, goOnNext, type World } from './world.ts';

/** How many items one batch takes in anew: a publish must not hold up everybody for long. */
export const SLICE = 100;

/**
 * After a publish that asks for it: takes in anew what waits, the oldest first, a slice at a time. An item is not offered before its
 * turn, so that none is given out by a rule that is no longer in force.
 */
export function reclassifySlice(world: World): void {
  for (let count = 0; count < SLICE; count += 1) {
    const next = world.unclassified.pop();
    if (next === undefined) return;
    const item = world.items.get(next.id);
    if (item === undefined || !isUnclassified(world.configuration, item)) continue;
    classifyAgain(world, item, {
      tell: (recorded) => emit(world, 'item.classified', { item, details: { by: 'publish', ...recorded } }),
    });
  }
  goOnNext(world, 'classify', world.unclassified);
}
