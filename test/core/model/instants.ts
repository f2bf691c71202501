import { nextChange } from '../../../core/calendar/calendar.ts';
import type { World } from '../../../core/world.ts';

/** What nobody reported by then, the engine does itself. */
const GRACES = [10_000, 30_000];

/** Every instant that a row names or that a rule of the configuration makes out of one, in order. */
export function instants(world: World): number[] {
  const found: (number | null)[] = [];
  for (const item of world.items.values()) {
    const workstream = world.configuration.workstreams[item.workstream];
    found.push(item.notBefore, item.resumesAt, item.nextEscalationAt, item.wrapUpEndsAt, item.timeToLiveEndsAt);
    for (const { warnAt, dueAt } of Object.values(item.targets)) found.push(warnAt, dueAt);
    for (const backOff of Object.values(item.backOffs)) found.push(backOff.until);
    if (item.waitingSince !== null) found.push(item.waitingSince + (workstream?.reserveAfterMs ?? 0));
    if (item.state !== 'waiting' || item.enqueuedAt === null) continue;
    for (const profile of Object.values(world.configuration.profiles)) {
      found.push(item.enqueuedAt + (profile.queues[item.queue ?? '']?.afterMs ?? 0));
    }
  }
  for (const offer of world.offers.values()) found.push(offer.expiresAt);
  for (const item of world.items.values()) found.push(item.preferredUntil);
  for (const calendar of Object.values(world.configuration.calendars)) found.push(nextChange(calendar, world.work.now));
  for (const agent of world.agents.values()) {
    if (agent.connectivity === 'heartbeat') found.push(agent.connectionSince + 60_000, agent.connectionSince + 90_000);
  }
  const named = found.filter((at) => at !== null);
  const swept = named.flatMap((at) => GRACES.map((grace) => at + grace));
  return [...new Set([...named, ...swept])].sort((a, b) => a - b);
}
