import type { EscalationStep } from '../configuration/compiled.ts';
import type { Item } from '../item.ts';
import { changeItem } from '../mutate.ts';
import { emit, type World } from '../world.ts';

const ladderOf = (world: World, item: Pick<Item, 'queue'>): readonly EscalationStep[] => {
  const name = item.queue === null ? null : (world.configuration.queues[item.queue]?.escalation ?? null);
  return name === null ? [] : (world.configuration.escalations[name] ?? []);
};

const nextStep = (world: World, item: Pick<Item, 'queue' | 'escalationStep' | 'ladderFrom'>) =>
  ladderOf(world, item)[item.escalationStep - item.ladderFrom];

/** When the item's next step is due, counted from when it entered the queue; `null` after the last. */
export function nextEscalationAt(
  world: World,
  item: Pick<Item, 'queue' | 'enqueuedAt' | 'escalationStep' | 'ladderFrom'>,
): number | null {
  const step = nextStep(world, item);
  return step === undefined || item.enqueuedAt === null ? null : item.enqueuedAt + step.afterMs;
}

/** Takes the next step of the ladder: cumulative, in order, once. */
export function takeStep(world: World, item: Item): void {
  const step = nextStep(world, item);
  if (step === undefined) {
    changeItem(world, item, { nextEscalationAt: null });
    return;
  }
  const escalationStep = item.escalationStep + 1;
  changeItem(world, item, {
    raised: item.raised + step.raisePriority,
    relaxed: item.relaxed || step.relax,
    escalationStep,
    nextEscalationAt: nextEscalationAt(world, { ...item, escalationStep }),
  });
  emit(world, 'item.escalated', {
    item,
    details: { step: escalationStep, raisePriority: step.raisePriority, relax: step.relax },
  });
}

/** The instant on the row may come from a ladder that has been published anew since: the one in force decides. */
export function actDueSteps(world: World, item: Item): void {
  while (item.state === 'waiting' && item.nextEscalationAt !== null && item.nextEscalationAt <= world.work.now) {
    const due = nextEscalationAt(world, item);
    if (due !== null && due <= world.work.now) takeStep(world, item);
    else changeItem(world, item, { nextEscalationAt: due });
  }
}
