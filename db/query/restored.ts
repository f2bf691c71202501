import { type Database, run } from '../client.ts';
import { IS_FREE } from './lease.ts';

/**
 * Makes what workflows and old holders know older than these rows, which come from a backup; `null` while an engine's lease is
 * valid. The numbers follow the clock, in seconds since 2026: counted up from the backup they would meet those of the time that
 * was lost, or of an earlier restore of the same backup.
 */
export async function markRestored(db: Database): Promise<{ incarnation: number; open: number } | null> {
  const [row] = await run<{ incarnation: number; open: string }>(
    db,
    `with age as (select extract(epoch from clock_timestamp() - timestamptz '2026-01-01 00:00Z')::bigint as s)
     update engine_lease set holder = '', address = '', expires_at = 'epoch', delivered_seq = -1,
       incarnation = greatest(incarnation + 1, age.s), epoch = greatest(epoch + 1, age.s)
     from age where name = 'engine' and ${IS_FREE}
     returning incarnation, (select count(*) from work_item where closed_at is null) as open`,
  );
  return row === undefined ? null : { incarnation: row.incarnation, open: Number(row.open) };
}
