import { Heap } from './matching/heap.ts';
import type { Order } from './order.ts';

/** Something that time alone makes possible and that belongs to no item's workflow. */
export interface WakeUp {
  readonly at: number;
  readonly kind:
    | 'item'
    | 'reserve'
    | 'connection'
    | 'owner_gone'
    | 'shift'
    | 'deadline'
    | 'preference'
    | 'calendar'
    | 'classify'
    | 'climb'
    | 'overflow'
    | 'occurrence'
    | 'queue';
  readonly id: string;
}

/** Those of what has ended lie there until their instant, or until there are so many of them and more than of others. */
const MANY = 1_000;
const OF_ITEMS: readonly WakeUp['kind'][] = ['item', 'reserve', 'preference', 'deadline'];

/** What time brings, the nearest first. Of an item's deadlines one wake-up counts: when it comes, the item is looked at, and waits for its next. */
export class WakeUps extends Heap<WakeUp> {
  /** By item, the instant of the one that counts. */
  private readonly sweeps = new Map<string, number>();
  /** At least so many mean nothing any more. */
  private stale = 0;

  constructor(order: Pick<Order, 'wakeUps'>) {
    super(order.wakeUps);
  }

  /** A deadline of the item, at the earliest: an earlier wake-up that counts is enough. */
  sweepAt(id: string, at: number): void {
    const known = this.sweeps.get(id);
    if (known !== undefined && known <= at) return;
    if (known !== undefined) this.stale += 1;
    this.sweeps.set(id, at);
    this.push({ at, kind: 'deadline', id });
  }

  /** The next that is due by then and means something. */
  due(now: number): WakeUp | undefined {
    for (let next = this.peek(); next !== undefined && next.at <= now; next = this.peek()) {
      this.pop();
      if (!this.isOver(next)) {
        if (next.kind === 'deadline') this.sweeps.delete(next.id);
        return next;
      }
      this.stale -= 1;
    }
    return undefined;
  }

  /** The item has ended. `isOpen`: which have not. */
  forget(id: string, isOpen: (id: string) => boolean): void {
    if (this.sweeps.delete(id)) this.stale += 1;
    if (this.stale < MANY || 2 * this.stale < this.size) return;
    this.keep((one) => !this.isOver(one) && (isOpen(one.id) || !OF_ITEMS.includes(one.kind)));
    this.stale = 0;
  }

  private isOver({ kind, id, at }: WakeUp): boolean {
    return kind === 'deadline' && this.sweeps.get(id) !== at;
  }
}
