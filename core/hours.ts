import { isOpen } from './calendar/calendar.ts';
import { enrol } from './indexes.ts';
import { unkeep } from './mutate.ts';
import { lookAfterTurn } from './overflowing.ts';
import { endShift } from './verbs/leaving.ts';
import { watchCalendar } from './watch.ts';
import type { World } from './world.ts';

/** A calendar opens or closes: its queues give out work or stop, and shifts begin or end. Whoever goes off shift is asked for nothing any more; work in hand stays where it is. */
export function turnCalendar(world: World, name: string): void {
  const calendar = world.configuration.calendars[name]!;
  watchCalendar(world, name);
  const open = isOpen(calendar, world.work.now);
  if (open === world.roster.isOpen(name)) return;
  world.roster.setCalendar(name, open);
  for (const [queue, { hours }] of Object.entries(world.configuration.queues))
    if (hours === name) turnQueue(world, queue, open);
  for (const agent of world.agents.values()) {
    if (world.configuration.profiles[agent.profile]?.shift !== name) continue;
    // Nobody is kept free for what she cannot take before her next shift.
    if (!open && agent.keptFor !== null) unkeep(world, agent.keptFor);
    endShift(world, agent);
    enrol(world, agent);
  }
  lookAfterTurn(world, name);
}

/** While a queue is closed nobody is kept free for what waits in it. */
function turnQueue(world: World, queue: string, open: boolean): void {
  for (const found of world.shelf.byQueue.get(queue) ?? []) {
    if (open) {
      world.fresh.add(found);
      world.unreserved.add(found);
      continue;
    }
    for (const item of found.items) unkeep(world, item.id);
  }
}
