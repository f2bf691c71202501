import type { Item } from '../../core/item.ts';
import { type Database, run } from '../client.ts';
import { ITEM_SELECT, toItem } from '../rows.ts';

/** An item whose workflow may not have been told where it stands. */
export interface Undelivered {
  readonly item: Item;
  /** The first event that it may not know; 0: it was told nothing since a restore. */
  readonly seq: number;
  /** The workflow may not have been started. */
  readonly created: boolean;
}

/**
 * What the last holder had not delivered, or had and not yet noted; by `seq`, settled items too. After a restore from a backup, which
 * `delivered_seq` below zero stands for, every open item.
 */
export async function readUndelivered(db: Database): Promise<Undelivered[]> {
  const rows = await run<{ first_seq: string; created: boolean } & Record<string, unknown>>(
    { ...db, deadlineMs: 60_000 },
    `with told as materialized (select delivered_seq as seq from engine_lease where name = 'engine')
     select d.first_seq, d.created, ${ITEM_SELECT} join (
       select e.item_id, min(e.seq) as first_seq, bool_or(e.type = 'item.created') as created from event e
       where e.seq > (select seq from told) and (select seq from told) >= 0 and e.item_id is not null group by e.item_id
       union all
       select id, 0, false from work_item where closed_at is null and (select seq from told) < 0
     ) d on d.item_id = p.id order by d.first_seq, p.id`,
  );
  return rows.map(({ first_seq, created, ...row }) => ({ item: toItem(row), seq: Number(first_seq), created }));
}
