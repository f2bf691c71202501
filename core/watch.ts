import type { Agent } from './agent.ts';
import { nextChange } from './calendar/calendar.ts';
import { goneSince, LOST_AFTER_MS } from './gone.ts';
import { dueAt, type Standing } from './recurrence/recurrence.ts';
import type { World } from './world.ts';

export function watch(world: World, agent: Agent): void {
  if (agent.connectivity === 'heartbeat') {
    const seen = world.lastSeen.get(agent.id) ?? world.work.now;
    world.lastSeen.set(agent.id, seen);
    if (agent.connection === 'connected')
      world.wakeUps.push({ at: seen + LOST_AFTER_MS, kind: 'connection', id: agent.id });
  }
  watchLeaving(world, agent);
}

/** Whoever has left and still has something: when to look at what becomes of it. */
export function watchLeaving(world: World, agent: Agent): void {
  const at = goneSince(agent);
  if (at !== null && (world.holdings.get(agent.id)?.size ?? 0) > 0)
    world.wakeUps.push({ at, kind: 'owner_gone', id: agent.id });
}

/** Whose shift has ended while nobody looked, at a takeover or by a publish, and who still has something. */
export function watchShift(world: World, agent: Agent): void {
  if (!isOnShift(world, agent) && (world.holdings.get(agent.id)?.size ?? 0) > 0)
    world.wakeUps.push({ at: world.work.now, kind: 'shift', id: agent.id });
}

export function isOnShift({ configuration, roster }: World, { profile }: Agent): boolean {
  const shift = configuration.profiles[profile]?.shift ?? null;
  return shift === null || roster.isOpen(shift);
}

export function watchCalendar(world: World, name: string): void {
  const at = nextChange(world.configuration.calendars[name]!, world.work.now);
  world.turns.delete(name);
  world.openings.delete(name);
  if (at === null) return;
  world.turns.set(name, at);
  world.wakeUps.push({ at, kind: 'calendar', id: name });
}

/** How long Temporal may be late before the engine makes an occurrence's item itself. */
export const OCCURRENCE_GRACE_MS = 30_000;

export function watchRecurrence(world: World, standing: Standing): void {
  const due = dueAt(standing);
  if (due !== null) world.wakeUps.push({ at: due + OCCURRENCE_GRACE_MS, kind: 'occurrence', id: standing.row.id });
}
