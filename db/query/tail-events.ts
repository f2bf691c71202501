import type { Event } from '../../core/event.ts';
import { type Database, run } from '../client.ts';
import { toEvent } from '../rows.ts';

/**
 * The log after `after`, in order: for whoever follows it live, woken by the one `signalbox` notification of a batch. One writer
 * commits one batch at a time, so what is visible has no gap that could still be filled. To listen for whole events instead
 * would need one notification each, of at most 8,000 bytes.
 */
export async function tailEvents(db: Database, at: { after: number; limit: number }): Promise<Event[]> {
  const rows = await run<Record<string, unknown>>(db, 'select * from event where seq > $1 order by seq limit $2', [
    at.after,
    at.limit,
  ]);
  return rows.map(toEvent);
}
