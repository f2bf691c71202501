import { readSlot } from '../callback/asked.ts';
import { type Booking, refuseSlot } from '../callback/book.ts';
import { openCallbackOf } from '../callback/bookings.ts';
import { type Callback, NOW } from '../callback/callback.ts';
import type { NewItem } from '../command.ts';
import type { Workstream } from '../configuration/compiled.ts';
import type { Item } from '../item.ts';
import { type Finding, type Refusal, refuse } from '../outcome.ts';
import type { World } from '../world.ts';

interface Chosen {
  readonly name: string;
  readonly workstream: Workstream;
}

/** For when a new item is asked: an instant or a slot, which only call-backs have; `null`: now. */
export function askedFor(input: NewItem, chosen: Chosen | null, findings: Finding[]): Booking | null {
  const { slot } = input.booking ?? NOW;
  const complain = (detail: string): null => {
    findings.push({ pointer: '/slot', detail });
    return null;
  };
  if (slot === null)
    return input.notBefore === null
      ? null
      : { at: input.notBefore, skipped: false, pointer: '/notBefore', timeZone: null };
  if (input.notBefore !== null) return complain('Name either notBefore or a slot.');
  if (chosen !== null && (chosen.workstream.callback?.slots ?? null) === null)
    return complain(`Workstream ${chosen.name} has no slots to book: leave slot out, or name notBefore.`);
  const read = readSlot(slot);
  if ('at' in read) return { ...read, pointer: '/slot', timeZone: slot.timeZone };
  findings.push(read);
  return null;
}

/** `null` where the workstream takes no call-backs. */
export function newCallback(
  { notBefore, booking }: NewItem,
  { workstream, later }: { workstream: Workstream; later: boolean },
): Callback | null {
  const { callback } = workstream;
  if (callback === null) return null;
  const slotAt = later && callback.slots !== null ? notBefore : null;
  return { slotAt, timeZone: booking?.slot?.timeZone ?? null, attempts: [] };
}

/** Why a new call-back may not be: the slot is none or full, or the customer has one already. */
export function refuseCallback(
  world: World,
  item: Item,
  { when, allowDuplicate }: { when: Booking | null; allowDuplicate: boolean },
): Refusal | null {
  if (item.callback === null) return null;
  const other = besideOf(world, item, item.payload.customerRef);
  if (other !== null && !allowDuplicate) return refuseSecond(world, item, other);
  const asksSlot = when !== null && (when.pointer === '/slot' || when.at > world.work.now);
  return asksSlot ? refuseSlot(world, item, when) : null;
}

/** The open call-back that a customer has already, where an item is one too or is to become hers. */
export const besideOf = (world: World, { callback, workstream }: Item, customerRef: string | null): string | null =>
  callback === null || customerRef === null ? null : openCallbackOf(world, workstream, customerRef);

/** One customer has one open call-back of a workstream. */
export const refuseSecond = (world: World, { workstream }: Item, other: string): Refusal =>
  refuse(
    'conflict',
    `The customer has the open call-back ${other} in workstream ${workstream}: reschedule or cancel that one, or send allowDuplicate.`,
    { current: { item: other, state: world.items.get(other)!.state } },
  );

/** What the log keeps of it, asked before it is there itself. */
export function recordedCallback(world: World, item: Item): Record<string, unknown> {
  const { callback, enqueuedAt, payload } = item;
  if (callback === null) return {};
  const beside = besideOf(world, item, payload.customerRef);
  return {
    callback: { slot: callback.slotAt, ...(beside === null ? {} : { beside }) },
    ...(enqueuedAt === null ? {} : { enqueuedAt }),
  };
}
