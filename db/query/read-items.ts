import type { Event } from '../../core/event.ts';
import { toUuid } from '../../core/ids.ts';
import { consultSource, type Item, type ItemState, isSettled } from '../../core/item.ts';
import type { Offer } from '../../core/offer.ts';
import { type Database, run } from '../client.ts';
import { ITEM_SELECT, OFFER_BY_ID, OPEN_ITEM_SELECT, offerKeys, toEvent, toItem, toOffer } from '../rows.ts';

/** What an agent may see: open, and offered to, held by or to be picked by her. */
export interface AgentScope {
  readonly agent: string;
  readonly queues: readonly string[];
  readonly channels: readonly string[];
}

const IN_SCOPE = `(
  w.agent_id = $::text::jsonb->>'agent'
  or exists (select 1 from offer o where o.item_id = w.id and o.ended_at is null and o.agent_id = $::text::jsonb->>'agent')
  or (w.state = 'waiting' and jsonb_exists($::text::jsonb->'queues', w.queue)
    and jsonb_exists($::text::jsonb->'channels', w.channel)))`;

export interface ItemFilter {
  readonly scope?: AgentScope;
  readonly state?: string;
  readonly queue?: string;
  readonly agent?: string;
  readonly channel?: string;
  readonly source?: string;
  /** Id of the item that they follow. */
  readonly follows?: string;
  readonly createdAfter?: number;
  /** Id of the item that they are consults about. */
  readonly consults?: string;
  /** Without consults, which no rule looks at. */
  readonly handedIn?: true;
  /** Id of the last item of the page before. */
  readonly after?: string;
  readonly limit: number;
}

type Row = Record<string, unknown>;
export type ItemWithOffers = Item & { readonly offers: readonly Offer[] };

/** Newest first: ids are UUIDv7, so their order is that of time and the primary key serves it. */
export async function listItems(db: Database, filter: ItemFilter): Promise<ItemWithOffers[]> {
  const open = filter.scope !== undefined || (filter.state !== undefined && !isSettled(filter.state as ItemState));
  const [select, key] = open ? [OPEN_ITEM_SELECT, 'w.id'] : [ITEM_SELECT, 'p.id'];
  const wanted: [condition: string, value: string | undefined][] = [
    ['w.state = $', filter.state],
    ['w.queue = $', filter.queue],
    ['w.channel = $', filter.channel],
    ['p.source = $', filter.source],
    ['(p.source = $ and p.external_id is not null)', filter.consults && consultSource(filter.consults)],
    ["p.source not like $ || '%'", filter.handedIn && consultSource('')],
    ['p.follows = $::uuid', filter.follows === undefined ? undefined : toUuid(filter.follows)],
    [`${key} < $::uuid`, filter.after === undefined ? undefined : toUuid(filter.after)],
    [
      'w.created_at > $::timestamptz',
      filter.createdAfter === undefined ? undefined : new Date(filter.createdAfter).toISOString(),
    ],
    [
      '(w.agent_id = $ or exists (select 1 from offer o where o.item_id = w.id and o.ended_at is null and o.agent_id = $))',
      filter.agent,
    ],
    [IN_SCOPE, filter.scope === undefined ? undefined : JSON.stringify(filter.scope)],
  ];
  const given = wanted.filter(([, value]) => value !== undefined);
  const where = given.map(([condition], at) => condition.replaceAll('$', `$${at + 2}`)).join(' and ');
  const rows = await run<Row>(
    db,
    `select ${select} ${where === '' ? '' : `where ${where}`} order by ${key} desc limit $1`,
    [filter.limit, ...given.map(([, value]) => value!)],
  );
  return withOffers(db, rows.map(toItem));
}

export async function readItem(db: Database, id: string): Promise<ItemWithOffers | null> {
  const rows = await run<Row>(db, `select ${ITEM_SELECT} where p.id = $1::uuid`, [toUuid(id)]);
  const [item] = await withOffers(db, rows.map(toItem));
  return item ?? null;
}

async function withOffers(db: Database, items: readonly Item[]): Promise<ItemWithOffers[]> {
  const offered = items.filter((item) => item.state === 'offered').map((item) => toUuid(item.id));
  const rows =
    offered.length === 0
      ? []
      : await run<Row>(
          db,
          'select * from offer where ended_at is null and item_id in (select d::uuid from jsonb_array_elements_text($1::text::jsonb) d)',
          [JSON.stringify(offered)],
        );
  const offers = rows.map(toOffer);
  return items.map((item) => ({ ...item, offers: offers.filter((offer) => offer.itemId === item.id) }));
}

export async function readOffer(db: Database, id: string): Promise<Offer | null> {
  const [row] = await run<Row>(db, `select o.* from ${OFFER_BY_ID}`, [offerKeys([id])]);
  return row === undefined ? null : toOffer(row);
}

/** The history of an item, oldest first. */
export async function itemEvents(db: Database, at: { item: string; after: number; limit: number }): Promise<Event[]> {
  const rows = await run<Row>(db, 'select * from event where item_id = $1::uuid and seq > $2 order by seq limit $3', [
    toUuid(at.item),
    at.after,
    at.limit,
  ]);
  return rows.map(toEvent);
}
