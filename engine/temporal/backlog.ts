import { Heap } from '../../core/matching/heap.ts';
import { type Fact, isSettledRow, newer, type Row } from '../../workflows/messages.ts';

/** What one workflow has to be told. */
export interface Delivery {
  readonly row: Row;
  /** What happened since it was last told, the latest last. */
  readonly facts: readonly Fact[];
  /** The workflow may not have been started. */
  readonly created: boolean;
  /** The first event that it was not told of. */
  readonly seq: number;
}

/** More facts than anyone reads; the row says where the item stands. */
const FACTS_AT_MOST = 20;

/**
 * Items whose workflow is behind, each once, however often they change meanwhile. Open ones are taken before settled ones, the
 * nearest deadline first; one that is being delivered waits for its turn again.
 */
export class Backlog {
  private readonly waiting = new Map<string, Delivery>();
  private readonly inFlight = new Map<string, Delivery>();
  private readonly order = new Heap<Delivery>(byUrgency);
  private readonly firsts = new Heap<{ id: string; seq: number }>((a, b) => a.seq - b.seq);

  /** Items, not deliveries: one that is in flight may have more to be told already. */
  get size(): number {
    let both = 0;
    for (const id of this.inFlight.keys()) if (this.waiting.has(id)) both += 1;
    return this.waiting.size + this.inFlight.size - both;
  }

  has(id: string): boolean {
    return this.waiting.has(id) || this.inFlight.has(id);
  }

  add(delivery: Delivery): void {
    const { id } = delivery.row;
    const before = this.waiting.get(id);
    const next = before === undefined ? delivery : merged(before, delivery);
    if (before === undefined) this.firsts.push({ id, seq: next.seq });
    this.waiting.set(id, next);
    this.order.push(next);
  }

  /** The most urgent one, to come back by `delivered` or `failed`; `null` when there is none that is not in flight. */
  take(): Delivery | null {
    for (let next = this.order.pop(); next !== undefined; next = this.order.pop()) {
      const { id } = next.row;
      if (this.waiting.get(id) !== next || this.inFlight.has(id)) continue;
      this.waiting.delete(id);
      this.inFlight.set(id, next);
      return next;
    }
    return null;
  }

  delivered({ row: { id } }: Delivery): void {
    this.inFlight.delete(id);
    const next = this.waiting.get(id);
    if (next !== undefined) this.order.push(next);
  }

  failed(delivery: Delivery): void {
    const { id } = delivery.row;
    this.inFlight.delete(id);
    const later = this.waiting.get(id);
    const next = later === undefined ? delivery : merged(delivery, later);
    this.waiting.set(id, next);
    this.order.push(next);
  }

  /** The first event that some workflow was not told of; `null` when all know everything. */
  firstUndelivered(): number | null {
    for (let first = this.firsts.peek(); first !== undefined; first = this.firsts.peek()) {
      if (this.waiting.get(first.id)?.seq === first.seq || this.inFlight.get(first.id)?.seq === first.seq)
        return first.seq;
      this.firsts.pop();
    }
    return null;
  }
}

const merged = (before: Delivery, after: Delivery): Delivery => ({
  row: newer(before.row, after.row),
  facts: [...before.facts, ...after.facts].slice(-FACTS_AT_MOST),
  created: before.created || after.created,
  seq: before.seq,
});

function byUrgency(a: Delivery, b: Delivery): number {
  const settled = Number(isSettledRow(a.row)) - Number(isSettledRow(b.row));
  return settled || deadlineOf(a) - deadlineOf(b) || a.seq - b.seq;
}

/** Far, but finite: two that have none must compare. */
const NEVER = Number.MAX_SAFE_INTEGER;
const deadlineOf = ({ row }: Delivery): number => row.deadlines[0]?.at ?? NEVER;
