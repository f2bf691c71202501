import { ANEW, climbAnew, climbSlice } from './climbing.ts';
import { sweep } from './deadlines.ts';
import { turnCalendar } from './hours.ts';
import { reshelve } from './indexes.ts';
import { lookAnew, lookSlice } from './overflowing.ts';
import { reclassifySlice } from './reclassify.ts';
import { checkConnection } from './verbs/agents.ts';
import { endConsults } from './verbs/consult.ts';
import { endShift, goOffline, leaveWork } from './verbs/leaving.ts';
import { sweepOccurrences } from './verbs/occurrences.ts';
import type { WakeUp } from './wake-ups.ts';
import { actOnOwn, type World } from './world.ts';

/** Does what time alone has made possible: back-offs and delays that ended, reservations, heartbeats that lapsed. */
export function tick(world: World, now: number): void {
  actOnOwn(world, now, 'tick');
  // What is decided now goes by the hours of now, also where it was due before they turned.
  for (const [name, at] of [...world.turns]) {
    if (at > now) continue;
    turnCalendar(world, name);
    followUp(world);
  }
  for (let next = world.wakeUps.due(now); next !== undefined; next = world.wakeUps.due(now)) {
    // What was swept before had a cause of its own.
    world.work.cause = 'tick';
    wakeUp(world, next);
    followUp(world);
  }
}

/** What follows from one command, or from one thing that time brings, and says so, whatever else is done in the batch. */
export function followUp(world: World): void {
  endConsults(world);
  goOffline(world);
}

/** When the next tick is due, in epoch milliseconds; `null` when nothing waits for time alone. */
export const nextTickAt = (world: World): number | null => world.wakeUps.peek()?.at ?? null;

function wakeUp(world: World, due: WakeUp): void {
  const { at, kind, id } = due;
  if (kind === 'classify') {
    reclassifySlice(world);
    return;
  }
  if (kind === 'climb') {
    if (id === ANEW) climbAnew(world);
    climbSlice(world);
    return;
  }
  if (kind === 'overflow') {
    if (id === ANEW) lookAnew(world);
    lookSlice(world);
    return;
  }
  if (kind === 'occurrence') {
    sweepOccurrences(world, id, at);
    return;
  }
  // Every calendar has turned before.
  if (kind === 'calendar') return;
  if (kind === 'queue') {
    world.queueAlerts.looks.add(id);
    return;
  }
  if (kind === 'preference') {
    const item = world.items.get(id);
    if (item !== undefined && (item.preferredUntil ?? 0) <= world.work.now) reshelve(world, item);
    return;
  }
  if (kind === 'item' || kind === 'reserve') {
    const found = world.shelf.classOf(id);
    if (found === undefined) return;
    // Somebody whom a delay or a back-off kept away may lack nothing but room now, and be the one to keep free.
    world.unreserved.add(found);
    if (kind === 'item') world.fresh.add(found);
    return;
  }
  if (kind === 'deadline') {
    const item = world.items.get(id);
    if (item !== undefined) sweep(world, item, at);
    return;
  }
  const agent = world.agents.get(id);
  if (agent === undefined) return;
  if (kind === 'connection') checkConnection(world, agent);
  else if (kind === 'shift') endShift(world, agent);
  else leaveWork(world, agent);
}
