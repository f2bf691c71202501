import { Heap } from '../matching/heap.ts';
import type { LoggedEvent } from './violation.ts';

/** How late unanswered offers ended. */
export interface Lateness {
  readonly unanswered: number;
  /** Of these, how many ended more than `CALM_MS` after their deadline. */
  readonly late: number;
  /** How many the engine ended by itself, since no workflow had. */
  readonly repaired: number;
  readonly latestMs: number;
}

/** By when an unanswered offer has ended while nothing is away or overloaded. */
export const CALM_MS = 2_000;
/** The least and the most that the sweeper waits: which of them holds for a channel is not in the log. */
const LEAST_GRACE_MS = 10_000;
const MOST_GRACE_MS = 30_000;

/**
 * I5 on the log. Each batch sweeps before anything else, so that in each one an offer beyond deadline and grace has ended, however long
 * the engine was away before. Whether the times were calm is not in the log: `lateness` counts what took longer than `CALM_MS`.
 */
export class OfferClock {
  private readonly found: (detail: string) => void;
  private readonly deadlines = new Map<string, number>();
  private readonly order = new Heap<{ offer: string; at: number }>((a, b) => a.at - b.at);
  private batchAt = 0;
  /** The item that the sweeper has just acted for. */
  private repairing: string | null = null;
  private counts = { unanswered: 0, late: 0, repaired: 0, latestMs: 0 };

  constructor(found: (detail: string) => void) {
    this.found = found;
  }

  get lateness(): Lateness {
    return this.counts;
  }

  add(event: LoggedEvent): void {
    if (event.at !== this.batchAt) this.endBatch(event.at);
    if (event.type === 'repair.deadline') this.repair(event);
    if (event.offer === null) return;
    const deadline = this.deadlines.get(event.offer);
    if (event.type === 'offer.made') this.open(event.offer, Number(event.details['expiresAt']));
    else if (deadline !== undefined) this.close(event, event.offer, event.at - deadline);
  }

  private open(offer: string, at: number): void {
    this.deadlines.set(offer, at);
    this.order.push({ offer, at });
  }

  private close({ type, item }: LoggedEvent, offer: string, lateMs: number): void {
    this.deadlines.delete(offer);
    const answered = type === 'offer.accepted' || type === 'offer.declined';
    if (answered && lateMs >= 0) this.found(`Offer ${offer} was answered ${lateMs} ms after its deadline.`);
    if (type !== 'offer.expired') return;
    if (lateMs < 0) this.found(`Offer ${offer} expired ${-lateMs} ms before its deadline.`);
    this.counts.unanswered += 1;
    if (lateMs > CALM_MS) this.counts.late += 1;
    if (item === this.repairing) this.counts.repaired += 1;
    this.counts.latestMs = Math.max(this.counts.latestMs, lateMs);
  }

  private repair({ item, details }: LoggedEvent): void {
    this.repairing = item;
    const lateMs = Number(details['lateMs']);
    if (details['deadline'] === 'expire_offer' && lateMs < LEAST_GRACE_MS)
      this.found(`The engine ended an offer of ${item} by itself after ${lateMs} ms, within the grace.`);
  }

  private endBatch(nextAt: number): void {
    for (let first = this.order.peek(); first !== undefined; first = this.order.peek()) {
      if (this.deadlines.get(first.offer) === first.at) {
        if (first.at + MOST_GRACE_MS > this.batchAt) break;
        const lateMs = this.batchAt - first.at;
        this.found(`Offer ${first.offer} was open ${lateMs} ms after its deadline, although the engine was at work.`);
      }
      this.order.pop();
    }
    this.repairing = null;
    this.batchAt = nextAt;
  }
}
