import type { Event } from './event.ts';
import type { Item, ItemState } from './item.ts';
import type { Offer } from './offer.ts';
import { type Lateness, OfferClock } from './offer-clock.ts';

/** One broken invariant: its name in the design, and a sentence. */
export interface Violation {
  readonly invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7';
  readonly detail: string;
}

export type LoggedEvent = Pick<Event, 'seq' | 'type' | 'at' | 'item' | 'agent' | 'offer' | 'details'>;

const OUTCOMES = new Set([
  'offer.accepted',
  'offer.declined',
  'offer.expired',
  'offer.withdrawn',
  'offer.cancelled',
  'offer.agent_lost',
]);
const STATE_AFTER: Readonly<Record<string, ItemState>> = {
  'item.created': 'scheduled',
  'item.enqueued': 'waiting',
  'offer.made': 'offered',
  'offer.declined': 'waiting',
  'offer.expired': 'waiting',
  'offer.withdrawn': 'waiting',
  'offer.agent_lost': 'waiting',
  'item.assigned': 'assigned',
  'item.completed': 'wrapping_up',
  'item.closed': 'closed',
  'item.cancelled': 'cancelled',
  'item.expired': 'expired',
};
const SETTLED = new Set<ItemState>(['closed', 'cancelled', 'expired']);

interface Life {
  state: ItemState;
  openOffer: string | null;
  steps: number;
}

/** Reads a log once, event by event, so that it may be longer than memory. */
export class LogCheck {
  readonly violations: Violation[] = [];
  private seq = 0;
  private readonly lives = new Map<string, Life>();
  private readonly ended = new Set<string>();
  private readonly clock = new OfferClock((detail) => this.found('I5', detail));

  add(event: LoggedEvent): void {
    if (event.seq !== this.seq + 1) this.found('I7', `The log has a gap: ${this.seq} is followed by ${event.seq}.`);
    this.seq = event.seq;
    this.clock.add(event);
    if (event.item !== null) this.follow(event, event.item);
  }

  get lateness(): Lateness {
    return this.clock.lateness;
  }

  /** The state that the log gives an item. */
  stateOf(itemId: string): ItemState | null {
    return this.lives.get(itemId)?.state ?? null;
  }

  itemIds(): IterableIterator<string> {
    return this.lives.keys();
  }

  private follow(event: LoggedEvent, item: string): void {
    const life = this.lives.get(item) ?? { state: 'scheduled', openOffer: null, steps: 0 };
    if (!this.lives.has(item) && event.type !== 'item.created') this.found('I1', `${item} begins with ${event.type}.`);
    this.lives.set(item, life);
    this.offer(event, item, life);
    if (event.type === 'item.escalated') {
      const step = Number(event.details['step']);
      if (step !== life.steps + 1) this.found('I6', `${item} took step ${step} after step ${life.steps}.`);
      life.steps = step;
    }
    const next =
      event.type === 'item.rescheduled' && Number(event.details['notBefore']) > event.at
        ? 'scheduled'
        : STATE_AFTER[event.type];
    if (next === undefined || event.type === 'offer.cancelled') return;
    if (SETTLED.has(life.state)) this.found('I1', `${item} is ${life.state} and then ${event.type}.`);
    if (next === 'assigned' && life.openOffer !== null)
      this.found('I2', `${item} is assigned beside the open offer ${life.openOffer}.`);
    life.state = next;
  }

  private offer(event: LoggedEvent, item: string, life: Life): void {
    if (event.offer === null) return;
    if (event.type === 'offer.made') {
      if (life.openOffer !== null)
        this.found('I2', `${item} has two open offers: ${life.openOffer} and ${event.offer}.`);
      life.openOffer = event.offer;
    } else if (OUTCOMES.has(event.type)) {
      if (this.ended.has(event.offer)) this.found('I4', `Offer ${event.offer} has two outcomes.`);
      else if (life.openOffer !== event.offer) this.found('I4', `Offer ${event.offer} ends without having been made.`);
      this.ended.add(event.offer);
      life.openOffer = null;
    }
  }

  private found(invariant: Violation['invariant'], detail: string): void {
    this.violations.push({ invariant, detail });
  }
}

type OpenItem = Pick<Item, 'id' | 'state' | 'agentId'>;

/** What the rows say against what the log says. `items`: every row, open or settled. */
export function compareRows(
  log: LogCheck,
  rows: { items: Iterable<OpenItem>; offers: readonly Pick<Offer, 'id' | 'itemId'>[] },
): Violation[] {
  const violations: Violation[] = [];
  const offered = new Map<string, number>();
  for (const offer of rows.offers) offered.set(offer.itemId, (offered.get(offer.itemId) ?? 0) + 1);
  const seen = new Set<string>();
  for (const item of rows.items) {
    seen.add(item.id);
    const logged = log.stateOf(item.id);
    if (logged !== item.state)
      violations.push({
        invariant: 'I7',
        detail: `${item.id} is ${item.state} in its row and ${logged ?? 'unknown'} in the log.`,
      });
    const offers = offered.get(item.id) ?? 0;
    if ((item.state === 'offered' ? 1 : 0) !== offers)
      violations.push({ invariant: 'I2', detail: `${item.id} is ${item.state} with ${offers} open offers.` });
    const owned = item.state === 'assigned' || item.state === 'wrapping_up';
    if (owned && item.agentId === null)
      violations.push({ invariant: 'I1', detail: `${item.id} is ${item.state} without an agent.` });
  }
  for (const id of log.itemIds())
    if (!seen.has(id)) violations.push({ invariant: 'I1', detail: `${id} is in the log and has no row.` });
  return violations;
}
