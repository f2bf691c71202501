import type { OverflowAction } from '../configuration/compiled.ts';
import { candidates } from '../eligibility.ts';
import { classFor } from '../indexes.ts';
import type { Item } from '../item.ts';
import type { ItemClass } from '../matching/shelf.ts';
import { decide } from '../overflow.ts';
import type { Overflowing } from '../phrases/told.ts';
import { waitingIn } from '../queue-load.ts';
import type { World } from '../world.ts';

/** Where an item would get to from the queue that it enters, which somebody there may take at once. */
export interface Foreseen {
  readonly steps: readonly Overflowing[];
  /** As it would be where it stops. */
  readonly item: Item;
  readonly found: ItemClass;
  /** Whether it would wait there, or be scheduled or ended instead. */
  readonly waits: boolean;
}

/** `byHoursAlone`: nothing is known of lines and waits. */
export function foresee(world: World, entering: Item, { byHoursAlone = false } = {}): Foreseen {
  const steps: Overflowing[] = [];
  let item = entering;
  for (let entered = true; ; ) {
    const found = classFor(world, item);
    const decided = stepFrom(world, { item, found, all: entered && !byHoursAlone });
    if (decided === null) return { steps, item, found, waits: true };
    const { then } = decided;
    if (then.kind !== 'waitForOpening' || steps.at(-1)?.rule !== decided.rule) steps.push(decided);
    if (then.kind === 'end' || then.kind === 'scheduleForOpening') return { steps, item, found, waits: false };
    if (then.kind === 'waitForOpening' && !entered) return { steps, item, found, waits: true };
    if (then.kind !== 'waitForOpening') item = after(item, then);
    entered = then.kind === 'queue';
  }
}

/** What somebody takes at once does not overflow. */
function stepFrom(
  world: World,
  { item, found, all }: { item: Item; found: ItemClass; all: boolean },
): Overflowing | null {
  const queue = item.queue!;
  if (!found.pick && !candidates(world, { found, item }).isEmpty()) return null;
  const decided = decide(world, { found, item, before: waitingIn(world, queue), all });
  return decided === null ? null : { ...decided, queue, saw: decided.saw.saw ?? null };
}

function after(item: Item, then: Extract<OverflowAction, { kind: 'queue' | 'offerCallback' }>): Item {
  const { overflow } = item;
  const queue = item.queue!;
  return then.kind === 'queue'
    ? { ...item, queue: then.queue, overflow: { ...overflow, left: [...(overflow.left ?? []), queue] } }
    : { ...item, overflow: { ...overflow, callbacks: { ...overflow.callbacks, [queue]: then.workstream } } };
}
