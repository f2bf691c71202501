import { nextChange } from '../core/calendar/calendar.ts';
import type { Configuration, OverflowAction } from '../core/configuration/compiled.ts';
import { foresee } from '../core/explain/overflow.ts';
import type { Item } from '../core/item.ts';
import { createWorld, type World } from '../core/world.ts';

interface At {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly isOpen: (calendar: string) => boolean;
}

/** What becomes of items that come to a closed queue. Of the past only hours are known: how long lines and waits were is not. */
export class ClosedQueues {
  private readonly world: World;

  constructor(configuration: Configuration) {
    this.world = createWorld(configuration);
  }

  /** In the words of the document, what its overflow rules would do with it as it comes; `null`: it would wait where it is. */
  turnedAway(item: Item, { now, isOpen }: At): string | null {
    const { configuration, roster, work, turns } = this.world;
    const { hours, overflow } = configuration.queues[item.queue!]!;
    if (hours === null || overflow.length === 0 || isOpen(hours)) return null;
    for (const [name, calendar] of Object.entries(configuration.calendars)) {
      roster.setCalendar(name, isOpen(name));
      // Only whether it opens at all is asked, and not when.
      const turn = turns.has(name) ? null : nextChange(calendar, now);
      if (turn !== null) turns.set(name, turn);
    }
    Object.assign(work, { now, upTo: now });
    const coming = { ...item, enqueuedAt: now, waitsFrom: null, overflow: {} };
    const { steps } = foresee(this.world, coming, { byHoursAlone: true });
    return steps.flatMap(({ then }) => inWords(then)).join(', ') || null;
  }
}

function inWords(then: OverflowAction): string[] {
  switch (then.kind) {
    case 'waitForOpening':
      return [];
    case 'queue':
      return [`queue ${then.queue}`];
    case 'offerCallback':
      return [`offerCallback ${then.workstream}`];
    default:
      return [then.kind];
  }
}
