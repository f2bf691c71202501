import type { Event } from '../../core/event.ts';
import { toUuid } from '../../core/ids.ts';
import { type Database, run } from '../client.ts';
import { toEvent } from '../rows.ts';

/** The newest event of each type of an item: what its last decision is explained from, however long its history is. */
export async function newestEvents(db: Database, item: string): Promise<Event[]> {
  const rows = await run<Record<string, unknown>>(
    db,
    'select distinct on (type) * from event where item_id = $1::uuid order by type, seq desc',
    [toUuid(item)],
  );
  return rows.map(toEvent);
}
