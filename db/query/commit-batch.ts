import type { Changes, PublishedVersion } from '../../core/changes.ts';
import { toUuid } from '../../core/ids.ts';
import { type Database, run } from '../client.ts';
import {
  AGENT_COLUMNS,
  BULK_CHANGES,
  BULK_COLUMNS,
  bulkRow,
  type Column,
  EVENT_COLUMNS,
  ITEM_COLUMNS,
  itemRow,
  OFFER_COLUMNS,
  PAYLOAD_COLUMNS,
  payloadRow,
  RECURRENCE_COLUMNS,
  recurrenceRow,
  SERVED_COLUMNS,
  servedRow,
  toRow,
} from '../rows.ts';

/** An answer kept for 24 h: the same key and body get it again. */
export interface IdempotencyRecord {
  /** API key, route and `Idempotency-Key`, joined by the edge. */
  readonly scope: string;
  readonly bodyHash: string;
  readonly reply: unknown;
}

/** All that one batch writes. */
export interface BatchWrite {
  readonly epoch: number;
  readonly leaseMs: number;
  readonly now: number;
  readonly seqBefore: number;
  readonly changes: Changes;
  readonly idempotency: readonly IdempotencyRecord[];
  /** Up to which event the items' workflows have been told; a lower one than before changes nothing. */
  readonly deliveredSeq: number;
}

const names = (columns: readonly Column[]): string => columns.map(({ name }) => `"${name}"`).join(', ');
const typed = (columns: readonly Column[]): string => columns.map(({ name, type }) => `"${name}" ${type}`).join(', ');
const sets = (columns: readonly Column[], constant: readonly string[]): string =>
  columns
    .filter(({ name }) => !constant.includes(name))
    .map(({ name }) => `"${name}" = d."${name}"`)
    .join(', ');
const rows = (parameter: number, columns: string): string =>
  `fence, json_to_recordset($${parameter}::text::json) as d(${columns})`;
const taken = (columns: readonly Column[]): string => columns.map(({ name }) => `d."${name}"`).join(', ');
const insert = (table: string, parameter: number, columns: readonly Column[]): string =>
  `insert into ${table} (${names(columns)}) select ${taken(columns)} from ${rows(parameter, typed(columns))}`;
const counted = (parts: readonly string[]): string => parts.map((part) => `(select count(*) from ${part})`).join(', ');

const ITEM_CONSTANT = ['id', 'channel', 'workstream', 'created_at'];
const PAYLOAD_CONSTANT = ['id', 'source', 'external_id', 'follows'];
/** Every part is counted but `keys_revoked`: to revoke a key that does not exist is the caller's mistake, not the batch's. */
const PARTS = [
  'items_created',
  'items_changed',
  'payloads_created',
  'payloads_changed',
  'offers_created',
  'offers_changed',
  'agents_created',
  'agents_changed',
  'agents_removed',
  'events',
  'published',
  'drafts_saved',
  'drafts_deleted',
  'recurrences_saved',
  'recurrences_deleted',
  'keys_created',
  'kept',
  'remembered',
  'forgotten',
  'bulks_created',
  'bulks_changed',
];

/**
 * Where the row to be changed lies, asked for each by itself. As a plain join PostgreSQL, which expects a handful of rows while
 * tables are young, compares every row of the batch with every row of the table: 2 s for a batch of 900.
 */
const place = (table: string, by: string): string => `lateral (select ctid from ${table} where ${by} offset 0) place`;

/**
 * The whole batch in one statement that begins with the fence, which every other part reads from: a holder that lost its lease
 * writes nothing. One JSON parameter a table rather than one array a column: 60 arrays would have to agree in length.
 */
const COMMIT = `
with fence as (
  update engine_lease set seq = $2, "now" = $3, expires_at = clock_timestamp() + $4 * interval '1 millisecond',
    delivered_seq = greatest(delivered_seq, $28)
  where name = 'engine' and epoch = $5 and seq = $6 returning 1),
items_created as (${insert('work_item', 7, ITEM_COLUMNS)} returning 1),
items_changed as (
  update work_item w set ${sets(ITEM_COLUMNS, ITEM_CONSTANT)}
  from ${rows(8, `${typed(ITEM_COLUMNS)}, rev_before integer`)}, ${place('work_item', 'id = d.id and closed_at is null')}
  where w.ctid = place.ctid and w.rev = d.rev_before returning 1),
payloads_created as (${insert('work_item_payload', 9, PAYLOAD_COLUMNS)} returning 1),
payloads_changed as (
  update work_item_payload p set ${sets(PAYLOAD_COLUMNS, PAYLOAD_CONSTANT)}
  from ${rows(10, typed(PAYLOAD_COLUMNS))}, ${place('work_item_payload', 'id = d.id')} where p.ctid = place.ctid returning 1),
offers_created as (${insert('offer', 11, OFFER_COLUMNS)} returning 1),
offers_changed as (
  update offer o set state = d.state, ended_at = d.ended_at
  from ${rows(12, typed(OFFER_COLUMNS))}, ${place('offer', 'item_id = d.item_id and id = d.id')}
  where o.ctid = place.ctid and o.state = 'pending' returning 1),
agents_created as (${insert('agent', 13, AGENT_COLUMNS)} returning 1),
agents_changed as (
  update agent a set ${sets(AGENT_COLUMNS, ['id'])}
  from ${rows(14, `${typed(AGENT_COLUMNS)}, rev_before integer`)}, ${place('agent', 'id = d.id')}
  where a.ctid = place.ctid and a.rev = d.rev_before returning 1),
agents_removed as (
  delete from agent a using ${rows(15, 'id text')}, ${place('agent', 'id = d.id')} where a.ctid = place.ctid returning 1),
events as (${insert('event', 16, EVENT_COLUMNS)} returning 1),
published as (
  insert into configuration_version (version, document, author, reason, classified_since, published_at)
  select d.version, d.document, d.author, d.reason, d.classified_since, $3::timestamptz
  from ${rows(17, 'version integer, document json, author text, reason text, classified_since integer')} returning 1),
drafts_saved as (
  insert into configuration_draft (id, rev, name, document, based_on, author, created_at, updated_at)
  select d.id, d.rev, d.name, d.document, d.based_on, d.author, d.saved_at, d.saved_at
  from ${rows(18, 'id uuid, rev integer, name text, document json, based_on integer, author text, saved_at timestamptz')}
  on conflict (id) do update set rev = excluded.rev, name = excluded.name, document = excluded.document, based_on = excluded.based_on,
    author = excluded.author, updated_at = excluded.updated_at returning 1),
drafts_deleted as (
  delete from configuration_draft c using ${rows(19, 'id uuid')} where c.id = d.id returning 1),
recurrences_saved as (
  insert into recurrence (${names(RECURRENCE_COLUMNS)}) select ${taken(RECURRENCE_COLUMNS)}
  from ${rows(20, typed(RECURRENCE_COLUMNS))}
  on conflict (id) do update set ${RECURRENCE_COLUMNS.map(({ name }) => `"${name}" = excluded."${name}"`).join(', ')} returning 1),
recurrences_deleted as (
  delete from recurrence r using ${rows(21, 'id uuid')} where r.id = d.id returning 1),
keys_created as (
  insert into api_key (id, name, role, agent, source, hash, created_at, expires_at)
  select d.id, d.name, d.role, d.agent, d.source, d.hash, $3::timestamptz, d.expires_at
  from ${rows(22, 'id uuid, name text, role text, agent text, source text, hash text, expires_at timestamptz')} returning 1),
keys_revoked as (
  update api_key k set revoked_at = coalesce(k.revoked_at, $3::timestamptz) from ${rows(29, 'id uuid')} where k.id = d.id returning 1),
kept as (
  insert into idempotency (scope, body_hash, reply, created_at) select d.scope, d.body_hash, d.reply, $3::timestamptz
  from ${rows(23, 'scope text, body_hash text, reply jsonb')}
  on conflict (scope) do update set body_hash = excluded.body_hash, reply = excluded.reply, created_at = excluded.created_at returning 1),
remembered as (
  ${insert('served', 24, SERVED_COLUMNS)}
  on conflict (workstream, customer_ref) do update set agent_id = excluded.agent_id, at = excluded.at, seq = excluded.seq returning 1),
forgotten as (
  delete from served s using ${rows(25, 'workstream text, customer_ref text')}
  where s.workstream = d.workstream and s.customer_ref = d.customer_ref returning 1),
bulks_created as (${insert('bulk_operation', 26, BULK_COLUMNS)} returning 1),
bulks_changed as (
  update bulk_operation b set ${sets(BULK_CHANGES, ['id'])} from ${rows(27, `${typed(BULK_CHANGES)}, rev_before integer`)}
  where b.id = d.id and b.rev = d.rev_before returning 1)
select assert_counts(array[${counted(PARTS)}], $1::text::bigint[]) as whole,
  case when $2 > $6 then pg_notify('signalbox', $2::text) end as told, clock_timestamp() as at
from fence`;

/** Rejects when the outcome is unknown, and when a row was not as this holder believed: then nothing was written. */
export async function commitBatch(
  db: Database,
  batch: BatchWrite,
): Promise<{ kind: 'committed'; databaseNow: number } | { kind: 'fenced' }> {
  const parameters = parametersOf(batch);
  const [done] = await run<{ at: Date }>(db, COMMIT, parameters);
  return done === undefined ? { kind: 'fenced' } : { kind: 'committed', databaseNow: done.at.getTime() };
}

function parametersOf({ changes, ...batch }: BatchWrite): string[] {
  const offer = (one: object) => toRow(one, { columns: OFFER_COLUMNS, prefix: 'of' });
  const agent = (one: object) => toRow(one, { columns: AGENT_COLUMNS, prefix: null });
  const events = changes.events.map(({ item: itemId, agent: agentId, offer: offerId, ...rest }) =>
    toRow({ ...rest, itemId, agentId, offerId }, { columns: EVENT_COLUMNS, prefix: null }),
  );
  const tables = [
    changes.createdItems.map(itemRow),
    changes.changedItems.map((one) => ({ ...itemRow(one.item), rev_before: one.revBefore })),
    changes.createdItems.map(payloadRow),
    changes.changedItems.filter((one) => one.payload).map((one) => payloadRow(one.item)),
    changes.createdOffers.map(offer),
    changes.changedOffers.map(offer),
    changes.createdAgents.map(agent),
    changes.changedAgents.map((one) => ({ ...agent(one.agent), rev_before: one.revBefore })),
    changes.removedAgents.map((id) => ({ id })),
    events,
    changes.versions.map(publishedRow),
    changes.savedDrafts.map(({ id, basedOn, savedAt, ...draft }) => ({
      ...draft,
      id: toUuid(id),
      based_on: basedOn,
      saved_at: new Date(savedAt).toISOString(),
    })),
    changes.deletedDrafts.map((id) => ({ id: toUuid(id) })),
    changes.savedRecurrences.map(recurrenceRow),
    changes.deletedRecurrences.map((id) => ({ id: toUuid(id) })),
    changes.createdKeys.map((key) => ({
      ...key,
      id: toUuid(key.id),
      expires_at: key.expiresAt === null ? null : new Date(key.expiresAt).toISOString(),
    })),
    batch.idempotency.map((one) => ({ scope: one.scope, body_hash: one.bodyHash, reply: one.reply })),
    changes.remembered.map(servedRow),
    changes.forgotten.map(servedRow),
    changes.createdBulks.map((bulk) => bulkRow(bulk, BULK_COLUMNS)),
    changes.changedBulks.map(({ bulk, revBefore }) => ({ ...bulkRow(bulk, BULK_CHANGES), rev_before: revBefore })),
  ];
  const revoked = changes.revokedKeys.map((id) => ({ id: toUuid(id) }));
  return [
    `{${tables.map((table) => table.length).join(',')}}`,
    String(batch.seqBefore + changes.events.length),
    new Date(batch.now).toISOString(),
    String(batch.leaseMs),
    String(batch.epoch),
    String(batch.seqBefore),
    ...tables.map((table) => JSON.stringify(table)),
    String(batch.deliveredSeq),
    JSON.stringify(revoked),
  ];
}

const publishedRow = ({ classifiedSince, ...published }: PublishedVersion) => ({
  ...published,
  classified_since: classifiedSince,
});
