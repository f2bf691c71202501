import { type Calendar, openStretch } from '../calendar/calendar.ts';
import type { Item } from '../item.ts';
import { queueWhenOpen } from '../verbs/intake.ts';
import type { World } from '../world.ts';
import { type CallbackPolicy, type Slots, USUAL_POLICY } from './callback.ts';
import { type Grid, gridOf } from './slots.ts';

export const callbackPolicy = ({ configuration }: World, workstream: string): CallbackPolicy =>
  configuration.workstreams[workstream]?.callback ?? USUAL_POLICY;

/** The queue of a call-back, and its hours: those of the queue that it goes to while all are open. */
export function hoursFor(world: World, item: Item, at: number): { queue: string | null; calendar: Calendar | null } {
  const { queues, calendars } = world.configuration;
  const queue = queueWhenOpen(world, item, at);
  const hours = queue === null ? null : (queues[queue]?.hours ?? null);
  return { queue, calendar: hours === null ? null : (calendars[hours] ?? null) };
}

export const gridFor = (world: World, calendar: Calendar | null, { everyMs }: Slots): Grid =>
  gridOf(calendar, { timeZone: world.configuration.organisation.timeZone, everyMs });

/** The first instant from one on at which its queue is open; that one itself where none comes. */
export function openFrom(world: World, item: Item, at: number): number {
  const { calendar } = hoursFor(world, item, at);
  return calendar === null ? at : Math.max(at, openStretch(calendar, at)?.from ?? at);
}
