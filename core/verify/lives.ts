import type { ItemState } from '../item.ts';
import type { LoggedEvent, Report } from './violation.ts';

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
  'item.paused': 'paused',
  'item.completed': 'wrapping_up',
  'item.closed': 'closed',
  'item.cancelled': 'cancelled',
  'item.expired': 'expired',
  'item.needs_attention': 'needs_attention',
};
const SETTLED = new Set<ItemState>(['closed', 'cancelled', 'expired']);

interface Life {
  state: ItemState;
  readonly openOffers: Set<string>;
  readonly ended: Set<string>;
  steps: number;
}

/** The state that an event leads to, or `null` where it leads to none. */
export function stateAfter({ type, at, details }: LoggedEvent): ItemState | null {
  if (type === 'item.rescheduled') return Number(details['notBefore']) > at ? 'scheduled' : null;
  if (type === 'item.attempted') return 'notBefore' in details ? 'scheduled' : null;
  return STATE_AFTER[type] ?? null;
}

/** The life of each item by its own events: I1, I2, I4 and the order of I6. Of a settled one only its last state is kept. */
export class Lives {
  private readonly report: Report;
  private readonly open = new Map<string, Life>();
  private readonly settled = new Map<string, ItemState>();

  constructor(report: Report) {
    this.report = report;
  }

  stateOf(itemId: string): ItemState | null {
    return this.open.get(itemId)?.state ?? this.settled.get(itemId) ?? null;
  }

  *itemIds(): IterableIterator<string> {
    yield* this.open.keys();
    yield* this.settled.keys();
  }

  follow(event: LoggedEvent): void {
    const { item } = event;
    if (item === null) return;
    const life = this.open.get(item);
    if (life !== undefined) this.live(event, item, life);
    else if (this.settled.has(item)) this.afterTheEnd(event, item);
    else this.take(event, item);
  }

  private take(event: LoggedEvent, item: string): void {
    if (event.type !== 'item.created') this.report('I1', `${item} begins with ${event.type}.`);
    const { follows } = event.details;
    if (typeof follows === 'string' && this.stateOf(follows) === null)
      this.report('I1', `${item} follows ${follows}, which was never there.`);
    const life: Life = { state: 'scheduled', openOffers: new Set(), ended: new Set(), steps: 0 };
    this.open.set(item, life);
    this.live(event, item, life);
  }

  private afterTheEnd(event: LoggedEvent, item: string): void {
    if (event.offer !== null && OUTCOMES.has(event.type))
      this.report('I4', `Offer ${event.offer} has an outcome after the end of ${item}.`);
    if (stateAfter(event) !== null) this.report('I1', `${item} is ${this.settled.get(item)} and then ${event.type}.`);
  }

  private live(event: LoggedEvent, item: string, life: Life): void {
    this.offer(event, item, life);
    if (event.type === 'item.escalated') this.step(event, item, life);
    const next = stateAfter(event);
    if (next === null) return;
    if (next === 'paused' && life.state !== 'assigned')
      this.report('I1', `${item} is paused while it is ${life.state}.`);
    if (next === 'assigned' && life.state === 'assigned') this.report('I2', `${item} is assigned twice.`);
    if (next === 'assigned' && life.openOffers.size > 0)
      this.report('I2', `${item} is assigned beside the open offer ${[...life.openOffers].join(', ')}.`);
    life.state = next === 'waiting' && life.openOffers.size > 0 ? 'offered' : next;
    if (!SETTLED.has(next)) return;
    if (life.openOffers.size > 0)
      this.report('I4', `${item} is ${next}, and offer ${[...life.openOffers].join(', ')} has no outcome.`);
    this.open.delete(item);
    this.settled.set(item, next);
  }

  private step(event: LoggedEvent, item: string, life: Life): void {
    const step = Number(event.details['step']);
    if (step !== life.steps + 1 + Number(event.details['passedOver'] ?? 0))
      this.report('I6', `${item} took step ${step} after step ${life.steps}.`);
    life.steps = step;
  }

  private offer({ type, offer }: LoggedEvent, item: string, life: Life): void {
    if (offer === null) return;
    if (type === 'offer.made') {
      if (life.state === 'assigned') this.report('I2', `${item} is offered beside its assignment.`);
      life.openOffers.add(offer);
    } else if (OUTCOMES.has(type)) {
      if (life.ended.has(offer)) this.report('I4', `Offer ${offer} has two outcomes.`);
      else if (!life.openOffers.has(offer)) this.report('I4', `Offer ${offer} ends without having been made.`);
      life.ended.add(offer);
      life.openOffers.delete(offer);
    }
  }
}
