import type { Configuration } from './configuration/compiled.ts';
import { aboutOf, type Item } from './item.ts';

/** Until when an item lives that may be given out from an instant on, in epoch milliseconds; `null`: as long as it takes. */
export function livesUntil(
  { workstreams }: Pick<Configuration, 'workstreams'>,
  item: Pick<Item, 'workstream' | 'source'>,
  from: number,
): number | null {
  // A consult lives as long as the item that it is about.
  const lasts = aboutOf(item) === null ? (workstreams[item.workstream]?.timeToLiveMs ?? null) : null;
  return lasts === null ? null : from + lasts;
}

/** The same of an item that waits again: its time stood still while somebody had it, in hand or paused. */
export const livesOnUntil = (
  { assignedAt, timeToLiveEndsAt }: Pick<Item, 'assignedAt' | 'timeToLiveEndsAt'>,
  now: number,
): number | null =>
  timeToLiveEndsAt === null || assignedAt === null ? timeToLiveEndsAt : timeToLiveEndsAt + now - assignedAt;
