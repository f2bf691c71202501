import { isOpen } from '../calendar/calendar.ts';
import type { Item } from '../item.ts';
import { type Refusal, refuse } from '../outcome.ts';
import type { World } from '../world.ts';
import { type Asked, wallText } from './asked.ts';
import { bookedIn } from './bookings.ts';
import type { Slots } from './callback.ts';
import { callbackPolicy, gridFor, hoursFor } from './hours.ts';
import { type Grid, isSlot, slotsFrom } from './slots.ts';

/** So many free slots are named to whoever asked for one that is not. */
const MOST_NAMED = 3;
/** So many slots are looked at for them: three weeks of quarters of an hour. */
const MOST_LOOKED_AT = 2_000;

export interface Booking extends Asked {
  /** Where it was asked for, in what was sent. */
  readonly pointer: string;
  /** The customer's, where it was named. */
  readonly timeZone: string | null;
}

/** Why a call-back may not have this slot, with the next that it may have; `null` where it may. The place that it has counts as free. */
export function refuseSlot(world: World, item: Item, asked: Booking): Refusal | null {
  const { slots } = callbackPolicy(world, item.workstream);
  if (slots === null) return null;
  const { queue, calendar } = hoursFor(world, item, asked.at);
  const grid = gridFor(world, calendar, slots);
  const zone = asked.timeZone ?? grid.calendar.timeZone;
  const scene: Scene = { world, item, slots, grid, queue, zone };
  const wrong = wrongWith(scene, asked);
  if (wrong === null) return null;
  const free = nextFree(scene, Math.max(asked.at, world.work.now + 1));
  const next =
    free.length === 0
      ? 'None is free for a long time.'
      : `Free next: ${free.map((at) => wallText(at, zone)).join(', ')} (${zone}).`;
  return refuse(wrong.code, `${wrong.detail} ${next}`, {
    pointer: asked.pointer,
    current: { nextSlots: free.map((at) => new Date(at).toISOString()) },
  });
}

interface Scene {
  readonly world: World;
  readonly item: Item;
  readonly slots: Slots;
  readonly grid: Grid;
  readonly queue: string | null;
  readonly zone: string;
}

type Wrong = { readonly code: 'invalid' | 'conflict'; readonly detail: string };

function wrongWith(scene: Scene, { at, skipped }: Asked): Wrong | null {
  const { world, item, slots, grid, queue, zone } = scene;
  const shown = `${wallText(at, zone)} (${zone})`;
  const invalid = (detail: string): Wrong => ({ code: 'invalid', detail });
  if (at <= world.work.now) return invalid(`The slot at ${shown} is past.`);
  if (skipped) return invalid(`The time that was asked for never comes: the clock of ${zone} is put forward over it.`);
  if (!isSlot(grid, at)) {
    if (!isOpen(grid.calendar, at)) return invalid(`Queue ${queue} is closed at ${shown}.`);
    return invalid(
      `No slot begins at ${shown}: each of workstream ${item.workstream} is ${slots.everyMs / 60_000} minutes, counted from when queue ${queue} opens.`,
    );
  }
  const taken = takenIn(scene, at);
  if (taken < slots.atMost) return null;
  return { code: 'conflict', detail: `The slot at ${shown} is full: ${taken} call-backs are booked for it.` };
}

function takenIn({ world, item, slots: { everyMs } }: Scene, at: number): number {
  const own = item.callback?.slotAt ?? null;
  const itself = own !== null && world.items.has(item.id) && own >= at && own < at + everyMs ? 1 : 0;
  return bookedIn(world, item.workstream, { from: at, to: at + everyMs }) - itself;
}

function nextFree(scene: Scene, from: number): number[] {
  const found: number[] = [];
  let looked = 0;
  for (const at of slotsFrom(scene.grid, from)) {
    if (takenIn(scene, at) < scene.slots.atMost) found.push(at);
    looked += 1;
    if (found.length === MOST_NAMED || looked === MOST_LOOKED_AT) break;
  }
  return found;
}
