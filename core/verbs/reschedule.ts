import { readSlot } from '../callback/asked.ts';
import { type Booking, refuseSlot } from '../callback/book.ts';
import { callbackPolicy } from '../callback/hours.ts';
import type { Command } from '../command.ts';
import type { Item } from '../item.ts';
import { changeItem } from '../mutate.ts';
import { type Finding, type Outcome, type Refusal, refuse } from '../outcome.ts';
import { livesUntil } from '../time-to-live.ts';
import { emit, type World } from '../world.ts';
import { checkInstants, sentence } from './create.ts';
import { place, refresh } from './intake.ts';
import { withdrawOffers } from './offers.ts';
import { NO_TARGETS } from './targets.ts';

/** Moves the start of an item; a call-back to a slot of its workstream. What has passed already means now. */
export function reschedule(world: World, item: Item, command: Extract<Command, { verb: 'reschedule' }>): Outcome {
  const asked = askedOf(world, item, command);
  if ('kind' in asked) return asked;
  const findings: Finding[] = [];
  checkInstants({ [asked.pointer.slice(1)]: asked.at }, world.work.now, findings);
  if (findings.length > 0) return refuse('invalid', sentence(findings), { findings });
  const { now } = world.work;
  const later = asked.at > now;
  const refused = item.callback !== null && (later || command.slot) ? refuseSlot(world, item, asked) : null;
  if (refused !== null) return refused;
  withdrawOffers(world, item);
  // Its time to live counts from when it may be given out, which is another instant now.
  const lives =
    later || item.state === 'scheduled'
      ? { timeToLiveEndsAt: livesUntil(world.configuration, item, Math.max(asked.at, now)) }
      : {};
  const moved = { notBefore: asked.at, ...lives, ...booked(world, item, { ...asked, later }) };
  const scheduled = {
    state: 'scheduled',
    enqueuedAt: null,
    waitingSince: null,
    nextEscalationAt: null,
    overflowAt: null,
  } as const;
  changeItem(world, item, later ? { ...moved, ...scheduled, ...NO_TARGETS } : moved);
  const taken = !later && item.state === 'scheduled' ? refresh(world, item) : {};
  const slot = item.callback === null ? {} : { slot: item.callback.slotAt };
  emit(world, 'item.rescheduled', { item, details: { notBefore: asked.at, ...slot, ...taken } });
  if (!later && item.state === 'scheduled') place(world, item, 'admitted');
  return { kind: 'item', created: false, item };
}

function askedOf(
  world: World,
  item: Item,
  { notBefore, slot }: Extract<Command, { verb: 'reschedule' }>,
): Booking | Refusal {
  if (!slot === (notBefore === null))
    return refuse('invalid', 'Name either notBefore or a slot.', { pointer: '/notBefore' });
  if (!slot) return { at: notBefore!, skipped: false, pointer: '/notBefore', timeZone: null };
  if (item.callback === null)
    return refuse('invalid', `Item ${item.id} is no call-back, so it has no slot: name notBefore.`, {
      pointer: '/slot',
    });
  if (callbackPolicy(world, item.workstream).slots === null)
    return refuse('invalid', `Workstream ${item.workstream} has no slots to book: name notBefore.`, {
      pointer: '/slot',
    });
  const read = readSlot(slot);
  if ('detail' in read) return refuse('invalid', read.detail, { findings: [read] });
  return { ...read, pointer: '/slot', timeZone: slot.timeZone };
}

/** Its place in a slot, where its workstream has slots; it leaves the one that it had. */
function booked(world: World, item: Item, { at, timeZone, later }: Booking & { later: boolean }): Partial<Item> {
  const { callback } = item;
  if (callback === null) return {};
  const slotAt = later && callbackPolicy(world, item.workstream).slots !== null ? at : null;
  return { callback: { ...callback, slotAt, timeZone: timeZone ?? callback.timeZone } };
}
