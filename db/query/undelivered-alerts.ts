import type { Event } from '../../core/event.ts';
import { type Database, run } from '../client.ts';
import { toEvent } from '../rows.ts';

/** Alerts that the last holder had not handed on, or had and not yet noted; by `seq`. None of before a restore from a backup. */
export async function readUndeliveredAlerts(db: Database): Promise<Event[]> {
  const rows = await run<Record<string, unknown>>(
    { ...db, deadlineMs: 60_000 },
    `with told as materialized (select delivered_seq as seq from engine_lease where name = 'engine')
     select e.* from event e where e.seq > (select seq from told) and (select seq from told) >= 0 and e.type in ('item.alerted', 'queue.alerted')
     order by e.seq`,
  );
  return rows.map(toEvent);
}
