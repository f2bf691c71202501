import type { Agent } from '../../core/agent.ts';
import type { BulkOperation } from '../../core/bulk.ts';
import { fromUuid } from '../../core/ids.ts';
import type { Item } from '../../core/item.ts';
import type { Offer } from '../../core/offer.ts';
import type { Recurrence } from '../../core/recurrence/recurrence.ts';
import type { Served } from '../../core/served.ts';
import { type Database, run } from '../client.ts';
import { OPEN_ITEM_SELECT, toAgent, toBulk, toItem, toOffer, toRecurrence, toServed } from '../rows.ts';

export interface Rebuilt {
  readonly seq: number;
  readonly items: readonly Item[];
  readonly offers: readonly Offer[];
  readonly agents: readonly Agent[];
  readonly drafts: readonly { readonly id: string; readonly rev: number }[];
  readonly recurrences: readonly Recurrence[];
  readonly bulks: readonly BulkOperation[];
  readonly served: readonly Served[];
  readonly configuration: { version: number; document: unknown; classifiedSince: number } | null;
}

type Row = Record<string, unknown>;

/**
 * Everything open: items by their partial index, a pending offer by its item, whatever the item's state claims. The alternatives
 * are in docs/decisions/0002. Safe as eight statements: the caller holds the newest epoch, so nobody else writes.
 */
export async function rebuild(db: Database): Promise<Rebuilt> {
  const patient = { ...db, deadlineMs: 60_000 };
  const [items, offers, agents, drafts, recurrences, bulks, served, [head]] = await Promise.all([
    run<Row>(patient, `select ${OPEN_ITEM_SELECT} order by w.id`),
    run<Row>(
      patient,
      'select o.* from work_item w join offer o on o.item_id = w.id where w.closed_at is null and o.ended_at is null order by o.id',
    ),
    run<Row>(patient, 'select * from agent order by id'),
    run<{ id: string; rev: number }>(patient, 'select id, rev from configuration_draft order by id'),
    run<Row>(patient, 'select * from recurrence order by id'),
    run<Row>(patient, 'select * from bulk_operation where ended_at is null order by id'),
    run<Row>(patient, 'select * from served order by seq'),
    run<{ seq: string; version: number | null; document: unknown; classifiedSince: number }>(
      patient,
      `select l.seq, c.version, c.document, c.classified_since as "classifiedSince" from engine_lease l
       left join lateral (select version, document, classified_since from configuration_version order by version desc limit 1) c on true
       where l.name = 'engine'`,
    ),
  ]);
  return {
    seq: Number(head!.seq),
    items: items.map(toItem),
    offers: offers.map(toOffer),
    agents: agents.map(toAgent),
    drafts: drafts.map(({ id, rev }) => ({ id: fromUuid('dr', id), rev })),
    recurrences: recurrences.map(toRecurrence),
    bulks: bulks.map(toBulk),
    served: served.map(toServed),
    configuration: head!.version === null ? null : { ...head!, version: head!.version },
  };
}
