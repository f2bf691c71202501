import type { Item } from './item.ts';
import type { ItemClass } from './matching/shelf.ts';
import { changeItem } from './mutate.ts';
import { decide, nextOverflowAt } from './overflow.ts';
import { goOnNext, type Look, type World } from './world.ts';

/** When items that wait are looked at by the overflow rules of their queue; what follows is decided after the match of the batch. */

/** How many are looked at in one batch: a queue that closes must not hold up everybody for long. */
const SLICE = 250;

/** Once this batch has been matched. */
export function lookLater(world: World, item: Item, look: Look): void {
  const { overflow } = world.configuration.queues[item.queue ?? ''] ?? { overflow: [] };
  if (overflow.length === 0) {
    world.looks.delete(item.id);
    return;
  }
  if (!look.entered && world.looks.has(item.id)) return;
  // To the end of those that have come: it has entered after them.
  if (look.entered) world.looks.delete(item.id);
  world.looks.set(item.id, look);
}

/** While it waits only hours and its own wait are asked about. */
const WHILE_WAITING: Look = { entered: false, all: false };

/** It waits again or still, perhaps by other rules than before. An instant that has passed by its row belongs to its own clock. */
export function lookAgain(world: World, item: Item): void {
  if (item.state !== 'waiting') return;
  const overflowAt = nextOverflowAt(world, item);
  if (overflowAt !== item.overflowAt && !isPassed(world, item)) changeItem(world, item, { overflowAt });
  lookLater(world, item, WHILE_WAITING);
}

const isPassed = ({ work }: World, { overflowAt }: Item): boolean => overflowAt !== null && overflowAt <= work.now;

/** After a publish, which may have brought other rules, or a takeover in the middle of what a closing queue began. */
export function lookAnew(world: World): void {
  for (const classes of world.shelf.byQueue.values()) for (const found of classes) lookThrough(world, found);
}

/** A calendar has opened or closed: of its queues, and of those that could send their items there. */
export function lookAfterTurn(world: World, calendar: string): void {
  const { queues } = world.configuration;
  for (const [queue, { hours, overflow }] of Object.entries(queues)) {
    const targets = overflow.map(({ then }) => (then.kind === 'queue' ? (queues[then.queue]?.hours ?? null) : null));
    if (overflow.length === 0 || ![hours, ...targets].includes(calendar)) continue;
    for (const found of world.shelf.byQueue.get(queue) ?? []) lookThrough(world, found);
  }
  if (world.overflowing.size > 0) world.wakeUps.push({ at: world.work.now, kind: 'overflow', id: '' });
}

function lookThrough(world: World, found: ItemClass): void {
  for (const item of found.items)
    if (needsLook(world, found, item)) world.overflowing.push({ at: item.enqueuedAt ?? 0, id: item.id });
}

function needsLook(world: World, found: ItemClass, item: Item): boolean {
  if (item.state !== 'waiting' || isPassed(world, item)) return false;
  if (nextOverflowAt(world, item) !== item.overflowAt) return true;
  const decided = decide(world, { found, item, before: 0, all: false });
  return decided !== null && decided.then.kind !== 'waitForOpening';
}

/** A slice of those; one that need not be looked at any more is left alone. */
export function lookSlice(world: World): void {
  for (let count = 0; count < SLICE; count += 1) {
    const item = world.items.get(world.overflowing.pop()?.id ?? '');
    const found = item === undefined ? undefined : world.shelf.classOf(item.id);
    if (item !== undefined && found !== undefined && needsLook(world, found, item)) lookAgain(world, item);
  }
  goOnNext(world, 'overflow', world.overflowing);
}
