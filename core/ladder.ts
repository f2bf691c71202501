import type { Configuration, EscalationStep } from './configuration/compiled.ts';
import type { Item, Widening } from './item.ts';

type Climber = Pick<Item, 'workstream' | 'queue' | 'enqueuedAt' | 'dueAt' | 'escalationStep' | 'ladderFrom'>;

export interface NextStep {
  readonly step: EscalationStep;
  /** From 0, on its ladder. */
  readonly place: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The ladder of the item's queue or, where that has none, of its workstream. */
export function ladderOf(
  { queues, workstreams, escalations }: Configuration,
  { queue, workstream }: Pick<Item, 'queue' | 'workstream'>,
): readonly EscalationStep[] {
  const settings = queue === null ? undefined : queues[queue];
  const name = settings === undefined ? null : (settings.escalation ?? workstreams[workstream]?.escalation ?? null);
  return name === null ? [] : (escalations[name] ?? []);
}

/** The first step after those that acted whose time can be told: one that counts from when the item is due needs that to be known. */
export function nextStep(configuration: Configuration, item: Climber): NextStep | null {
  const ladder = ladderOf(configuration, item);
  for (let place = item.escalationStep - item.ladderFrom; place < ladder.length; place += 1) {
    const step = ladder[place]!;
    const from = step.from === 'due' ? item.dueAt : item.enqueuedAt;
    if (from !== null) return { step, place, at: from + step.afterMs };
  }
  return null;
}

/** How many steps an item has taken once that of a place on its ladder has acted. */
export const stepsTaken = ({ ladderFrom }: Pick<Item, 'ladderFrom'>, place: number): number => ladderFrom + place + 1;

/** What an item is at the beginning of a ladder: what steps of another one did to it is over. */
export const ladderAnew = ({ escalationStep }: Pick<Item, 'escalationStep'>) => ({
  raised: 0,
  widenings: [],
  ladderFrom: escalationStep,
});

/** Epoch milliseconds; `null` after the last step. */
export const nextEscalationAt = (configuration: Configuration, item: Climber): number | null =>
  nextStep(configuration, item)?.at ?? null;

/** What the step opens an item to beside what it is open to, or `null` when it does nothing of the kind. */
export function wideningBy({ relax, admit, atOnce, ignoresMatrix }: EscalationStep): Widening | null {
  const lists = [relax === 'all' ? [relax] : Object.keys(relax), admit.groups, admit.queues];
  const widens = atOnce > 0 || ignoresMatrix || lists.some(({ length }) => length > 0);
  return widens ? { relax, ...admit, atOnce, ...(ignoresMatrix ? { ignoresMatrix } : {}) } : null;
}

/** A workstream's own ladder goes on in another queue that has none; any other move ends it and what it did. */
export const goesOn = ({ queues }: Configuration, from: string | null, to: string | null): boolean =>
  from !== null && to !== null && queues[from]?.escalation === null && queues[to]?.escalation === null;
