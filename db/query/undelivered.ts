import type { Item } from '../../core/item.ts';
import { type Database, run } from '../client.ts';
import { ITEM_SELECT, toItem } from '../rows.ts';

/** An item that did something of which its workflow may not have been told. */
export interface Undelivered {
  readonly item: Item;
  /** The first such event. */
  readonly seq: number;
  /** The workflow may not have been started. */
  readonly created: boolean;
}

/** What the last holder had not delivered, or had and not yet noted; by `seq`, settled items too. */
export async function readUndelivered(db: Database): Promise<Undelivered[]> {
  const rows = await run<{ first_seq: string; created: boolean } & Record<string, unknown>>(
    { ...db, deadlineMs: 60_000 },
    `select d.first_seq, d.created, ${ITEM_SELECT} join (
       select e.item_id, min(e.seq) as first_seq, bool_or(e.type = 'item.created') as created from event e
       where e.seq > (select delivered_seq from engine_lease where name = 'engine') and e.item_id is not null group by e.item_id
     ) d on d.item_id = p.id order by d.first_seq`,
  );
  return rows.map(({ first_seq, created, ...row }) => ({ item: toItem(row), seq: Number(first_seq), created }));
}
