import { toUuid } from '../../core/ids.ts';
import type { Item } from '../../core/item.ts';
import type { Offer } from '../../core/offer.ts';
import { type Database, run } from '../client.ts';
import { ITEM_SELECT, toItem, toOffer } from '../rows.ts';
import type { IdempotencyRecord } from './commit-batch.ts';

/** What a gather needs of rows that memory does not hold. Ids must be well formed. */
export interface Wanted {
  readonly items: readonly string[];
  readonly offers: readonly string[];
  readonly external: readonly { readonly source: string; readonly externalId: string }[];
  readonly scopes: readonly string[];
}

export interface Found {
  readonly items: readonly Item[];
  readonly offers: readonly Offer[];
  readonly idempotency: readonly IdempotencyRecord[];
}

type Row = Record<string, unknown>;
const DAY = `interval '24 hours'`;

/** At most three small reads a gather, at once, and only those that it needs. */
export async function lookup(db: Database, wanted: Wanted): Promise<Found> {
  const offers =
    wanted.offers.length === 0
      ? []
      : await run<Row>(
          db,
          'select o.* from offer o join jsonb_array_elements_text($1::text::jsonb) as d(id) on o.id = d.id::uuid',
          [JSON.stringify(wanted.offers.map(toUuid))],
        );
  const found = offers.map(toOffer);
  const items = [...wanted.items, ...found.map((offer) => offer.itemId)];
  const [itemRows, records] = await Promise.all([itemsOf(db, { ...wanted, items }), recordsOf(db, wanted.scopes)]);
  return { items: itemRows.map(toItem), offers: found, idempotency: records };
}

async function itemsOf(db: Database, wanted: Wanted): Promise<Row[]> {
  if (wanted.items.length + wanted.external.length === 0) return [];
  return run<Row>(
    db,
    `select ${ITEM_SELECT} where w.id in (select d::uuid from jsonb_array_elements_text($1::text::jsonb) d)
       or (w.source, w.external_id) in (select d.source, d.external_id from jsonb_to_recordset($2::text::jsonb) as d(source text, external_id text))`,
    [
      JSON.stringify(wanted.items.map(toUuid)),
      JSON.stringify(wanted.external.map((one) => ({ source: one.source, external_id: one.externalId }))),
    ],
  );
}

async function recordsOf(db: Database, scopes: readonly string[]): Promise<IdempotencyRecord[]> {
  if (scopes.length === 0) return [];
  const rows = await run<{ scope: string; body_hash: string; reply: unknown }>(
    db,
    `select scope, body_hash, reply from idempotency
     where scope in (select jsonb_array_elements_text($1::text::jsonb)) and created_at > clock_timestamp() - ${DAY}`,
    [JSON.stringify(scopes)],
  );
  return rows.map((row) => ({ scope: row.scope, bodyHash: row.body_hash, reply: row.reply }));
}
