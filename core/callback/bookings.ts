import type { Item } from '../item.ts';
import { SortedList } from '../matching/sorted-list.ts';
import type { World } from '../world.ts';

interface Booked {
  readonly at: number;
  readonly id: string;
}

/** Open call-backs by what may not be taken twice. Follows from rows. */
export interface Bookings {
  /** By workstream: those that take a place in a slot, by its beginning. */
  readonly slots: Map<string, SortedList<Booked>>;
  /** By workstream and customer. */
  readonly customers: Map<string, Set<string>>;
}

export const noBookings = (): Bookings => ({ slots: new Map(), customers: new Map() });

const bySlot = (a: Booked, b: Booked): number => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
const customerKey = (workstream: string, customerRef: string): string => JSON.stringify([workstream, customerRef]);

export function noteCallback({ bookings }: World, { id, workstream, callback, payload }: Item): void {
  if (callback === null) return;
  if (callback.slotAt !== null) {
    const booked = bookings.slots.get(workstream) ?? new SortedList(bySlot);
    booked.add({ at: callback.slotAt, id });
    bookings.slots.set(workstream, booked);
  }
  if (payload.customerRef === null) return;
  const key = customerKey(workstream, payload.customerRef);
  bookings.customers.set(key, (bookings.customers.get(key) ?? new Set()).add(id));
}

export function forgetCallback({ bookings }: World, { id, workstream, callback, payload }: Item): void {
  if (callback === null) return;
  if (callback.slotAt !== null) {
    const booked = bookings.slots.get(workstream);
    booked?.delete({ at: callback.slotAt, id });
    if (booked?.size === 0) bookings.slots.delete(workstream);
  }
  if (payload.customerRef === null) return;
  const key = customerKey(workstream, payload.customerRef);
  const own = bookings.customers.get(key);
  own?.delete(id);
  if (own?.size === 0) bookings.customers.delete(key);
}

/** How many begin within a slot: what was booked under another grid counts where it falls. */
export function bookedIn({ bookings }: World, workstream: string, slot: { from: number; to: number }): number {
  const booked = bookings.slots.get(workstream);
  return booked === undefined ? 0 : booked.rank({ at: slot.to, id: '' }) - booked.rank({ at: slot.from, id: '' });
}

/** The earliest call-back that a customer is still to have, or `null`: of one in wrap-up she has been told already. */
export function openCallbackOf({ bookings, items }: World, workstream: string, customerRef: string): string | null {
  const own = bookings.customers.get(customerKey(workstream, customerRef)) ?? [];
  const [first] = [...own].filter((id) => items.get(id)?.state !== 'wrapping_up').sort();
  return first ?? null;
}
