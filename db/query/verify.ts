import { fromUuid } from '../../core/ids.ts';
import type { ItemState } from '../../core/item.ts';
import type { LoggedEvent } from '../../core/verify.ts';
import { type Database, run } from '../client.ts';

const PAGE = 10_000;
type Row = Record<string, unknown>;

/** The whole log in order, a page at a time. */
export async function* readLog(db: Database): AsyncIterableIterator<LoggedEvent> {
  for (let after = 0; ; ) {
    const rows = await run<Row>(
      { ...db, deadlineMs: 60_000 },
      'select seq, type, at, item_id, agent_id, offer_id, details from event where seq > $1 order by seq limit $2',
      [after, PAGE],
    );
    for (const { seq, type, at, item_id, agent_id, offer_id, details } of rows) {
      yield {
        seq: Number(seq),
        type: type as LoggedEvent['type'],
        at: (at as Date).getTime(),
        item: item_id === null ? null : fromUuid('wi', item_id as string),
        agent: agent_id as string | null,
        offer: offer_id === null ? null : fromUuid('of', offer_id as string),
        details: details as Record<string, unknown>,
      };
    }
    if (rows.length < PAGE) return;
    after = Number(rows.at(-1)!.seq);
  }
}

export async function readStates(db: Database): Promise<{
  items: { id: string; state: ItemState; agentId: string | null }[];
  offers: { id: string; itemId: string }[];
}> {
  const patient = { ...db, deadlineMs: 60_000 };
  const [items, offers] = await Promise.all([
    run<{ id: string; state: ItemState; agentId: string | null }>(
      patient,
      'select id, state, agent_id as "agentId" from work_item',
    ),
    run<{ id: string; itemId: string }>(patient, 'select id, item_id as "itemId" from offer where ended_at is null'),
  ]);
  return {
    items: items.map((item) => ({ ...item, id: fromUuid('wi', item.id) })),
    offers: offers.map((offer) => ({ id: fromUuid('of', offer.id), itemId: fromUuid('wi', offer.itemId) })),
  };
}
