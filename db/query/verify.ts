import { fromUuid } from '../../core/ids.ts';
import type { Item } from '../../core/item.ts';
import type { Offer } from '../../core/offer.ts';
import type { LoggedEvent } from '../../core/verify/violation.ts';
import { type Database, run } from '../client.ts';

const PAGE = 10_000;
type Row = Record<string, unknown>;
type ItemState = Pick<Item, 'id' | 'state' | 'agentId' | 'cost' | 'heldUnits' | 'interruptedBy'>;
type OpenOffer = Pick<Offer, 'id' | 'itemId' | 'agentId' | 'units'>;

/** The whole log in order, a page at a time. */
export async function* readLog(db: Database): AsyncIterableIterator<LoggedEvent> {
  for (let after = 0; ; ) {
    const rows = await run<Row>(
      { ...db, deadlineMs: 60_000 },
      `select seq, type, at, item_id, agent_id, offer_id, actor, cause, units, queue, channel, workstream, configuration_version, details
       from event where seq > $1 order by seq limit $2`,
      [after, PAGE],
    );
    for (const row of rows) yield toLogged(row);
    if (rows.length < PAGE) return;
    after = Number(rows.at(-1)!.seq);
  }
}

const toLogged = (row: Row): LoggedEvent => ({
  seq: Number(row.seq),
  type: row.type as LoggedEvent['type'],
  at: (row.at as Date).getTime(),
  item: row.item_id === null ? null : fromUuid('wi', row.item_id as string),
  agent: row.agent_id as string | null,
  offer: row.offer_id === null ? null : fromUuid('of', row.offer_id as string),
  actor: row.actor as string,
  cause: row.cause as string,
  units: row.units as number | null,
  queue: row.queue as string | null,
  channel: row.channel as string | null,
  workstream: row.workstream as string | null,
  configurationVersion: row.configuration_version as number,
  details: (row.details as Record<string, unknown> | null) ?? {},
});

/** Every item, and the offers without an outcome. */
export async function readStates(db: Database): Promise<{ items: ItemState[]; offers: OpenOffer[] }> {
  const patient = { ...db, deadlineMs: 60_000 };
  const [items, offers] = await Promise.all([
    run<ItemState>(
      patient,
      `select id, state, agent_id as "agentId", cost, held_units as "heldUnits", interrupted_by as "interruptedBy"
       from work_item`,
    ),
    run<OpenOffer>(
      patient,
      'select id, item_id as "itemId", agent_id as "agentId", units from offer where ended_at is null',
    ),
  ]);
  return {
    items: items.map(({ id, interruptedBy, ...item }) => ({
      ...item,
      id: fromUuid('wi', id),
      interruptedBy: interruptedBy === null ? null : fromUuid('wi', interruptedBy),
    })),
    offers: offers.map((offer) => ({ ...offer, id: fromUuid('of', offer.id), itemId: fromUuid('wi', offer.itemId) })),
  };
}

/** The items of each source and external id that several share, which an index forbids. */
export async function readTwins(db: Database): Promise<string[][]> {
  const found = await run<{ ids: string[] }>(
    { ...db, deadlineMs: 60_000 },
    `select array_agg(id::text order by id) as ids from work_item_payload where external_id is not null
     group by source, external_id having count(*) > 1`,
  );
  return found.map(({ ids }) => ids.map((id) => fromUuid('wi', id)));
}
