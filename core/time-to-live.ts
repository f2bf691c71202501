import type { Configuration } from './configuration/compiled.ts';
import type { Item } from './item.ts';

/** Until when an item lives that may be given out from an instant on, in epoch milliseconds; `null`: as long as it takes. */
export function livesUntil(
  { workstreams }: Pick<Configuration, 'workstreams'>,
  { workstream }: Pick<Item, 'workstream'>,
  from: number,
): number | null {
  const lasts = workstreams[workstream]?.timeToLiveMs ?? null;
  return lasts === null ? null : from + lasts;
}

/** The same of an item that waits again: its time stood still while somebody had it, in hand or paused. */
export const livesOnUntil = (
  { assignedAt, timeToLiveEndsAt }: Pick<Item, 'assignedAt' | 'timeToLiveEndsAt'>,
  now: number,
): number | null =>
  timeToLiveEndsAt === null || assignedAt === null ? timeToLiveEndsAt : timeToLiveEndsAt + now - assignedAt;
