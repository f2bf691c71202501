import type { Event } from '../../core/event.ts';
import { type Database, run } from '../client.ts';
import { toEvent } from '../rows.ts';

/** `source`: of the event's item, for whoever may see one source only. */
export type TailedEvent = Event & { readonly source: string | null };

/**
 * The log after `after`, in order: for whoever follows it live, woken by the one `signalbox` notification of a batch. One writer
 * commits one batch at a time, so what is visible has no gap that could still be filled. To listen for whole events instead
 * would need one notification each, of at most 8,000 bytes.
 */
export async function tailEvents(db: Database, at: { after: number; limit: number }): Promise<TailedEvent[]> {
  const rows = await run<Record<string, unknown>>(
    db,
    `select e.*, p.source from event e left join work_item_payload p on p.id = e.item_id
     where e.seq > $1 order by e.seq limit $2`,
    [at.after, at.limit],
  );
  return rows.map((row) => toEvent(row) as TailedEvent);
}

/** The `seq` of the newest event; 0 while there is none. */
export async function endOfLog(db: Database): Promise<number> {
  const [row] = await run<{ seq: string | null }>(db, 'select max(seq) as seq from event');
  return Number(row?.seq ?? 0);
}
