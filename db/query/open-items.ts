import { fromUuid, toUuid } from '../../core/ids.ts';
import type { Item } from '../../core/item.ts';
import { type Database, run } from '../client.ts';
import { ITEM_SELECT, toItem } from '../rows.ts';

/** As much of an open item as Temporal's list shows. */
export type OpenItem = Pick<Item, 'id' | 'rev' | 'state' | 'channel' | 'queue' | 'agentId'> &
  Pick<Item, 'priority' | 'escalationStep'>;

/** Every open item, or those of `ids` that are; an item that is offered names the agent who is asked. */
export async function readOpenItems(db: Database, ids: readonly string[] | null = null): Promise<OpenItem[]> {
  const rows = await run<OpenItem>(
    { ...db, deadlineMs: 60_000 },
    `select w.id, w.rev, w.state, w.channel, w.queue, w.priority, coalesce(w.escalation_step, 0) as "escalationStep",
       coalesce((select o.agent_id from offer o where o.item_id = w.id and o.ended_at is null), w.agent_id) as "agentId"
     from work_item w where w.closed_at is null
       and ($1::text is null or w.id in (select d::uuid from jsonb_array_elements_text($1::text::jsonb) d))`,
    [ids === null ? null : JSON.stringify(ids.map(toUuid))],
  );
  return rows.map((row) => ({ ...row, id: fromUuid('wi', row.id) }));
}

export async function readSettledItems(db: Database, ids: readonly string[]): Promise<Item[]> {
  const rows = await run<Record<string, unknown>>(
    db,
    `select ${ITEM_SELECT} where w.closed_at is not null and p.id in (select d::uuid from jsonb_array_elements_text($1::text::jsonb) d)`,
    [JSON.stringify(ids.map(toUuid))],
  );
  return rows.map(toItem);
}
