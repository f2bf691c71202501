import type { Agent } from '../core/agent.ts';
import type { BulkOperation } from '../core/bulk.ts';
import type { Event } from '../core/event.ts';
import { fromUuid, instantOf, seqOf, toUuid } from '../core/ids.ts';
import type { Given, Item, Payload, Requirements } from '../core/item.ts';
import type { Offer } from '../core/offer.ts';
import type { Recurrence } from '../core/recurrence/recurrence.ts';
import type { Served } from '../core/served.ts';

/** Between core's types and columns: ids lose their prefix, instants become timestamps. The only place that knows both. */
export interface Column {
  readonly name: string;
  readonly type: string;
  /** What it nearly always is: stored as null, which takes no room in a row that is rewritten at every step. */
  readonly usual?: Usual;
}
type Prefix = 'wi' | 'of' | 'rc' | 'bk' | null;
type Usual = 0 | false | readonly [] | Readonly<Record<string, never>>;

const columns = (type: string, ...names: string[]): Column[] => names.map((name) => ({ name, type }));
const usually = (usual: Usual, type: string, ...names: string[]): Column[] =>
  names.map((name) => ({ name, type, usual }));

/** Text rather than `jsonb` for what is small and only ever read whole: about half the bytes. */
export const ITEM_COLUMNS: readonly Column[] = [
  ...columns('uuid', 'id'),
  ...columns('integer', 'rev', 'priority', 'cost', 'configuration_version'),
  ...usually(0, 'integer', 'raised', 'escalation_step', 'ladder_from'),
  ...columns('integer', 'held_units'),
  ...columns(
    'text',
    'channel',
    'workstream',
    'queue',
    'state',
    'agent_id',
    'required_agent',
    'preferred_agent',
    'supervisor',
  ),
  ...usually({}, 'json', 'required_skills', 'required_attributes', 'back_offs'),
  ...usually([], 'json', 'required_groups', 'flags', 'widenings'),
  ...usually(false, 'boolean', 'manual'),
  ...columns('timestamptz', 'created_at', 'enqueued_at', 'waiting_since', 'offered_at', 'assigned_at', 'completed_at'),
  ...columns('timestamptz', 'closed_at', 'not_before', 'due_at', 'next_escalation_at', 'wrap_up_ends_at'),
  ...columns('timestamptz', 'time_to_live_ends_at', 'preferred_until', 'paused_at', 'resumes_at'),
  ...columns('text', 'paused_for'),
  ...usually({}, 'json', 'targets'),
  ...usually(0, 'integer', 'urged'),
  ...columns('json', 'attention'),
  ...usually(0, 'integer', 'wrap_up_extended'),
  ...columns('json', 'callback'),
  ...columns('uuid', 'interrupted_by'),
  ...columns('timestamptz', 'overflow_at', 'waits_from'),
  ...usually({}, 'json', 'overflow'),
];
export const PAYLOAD_COLUMNS: readonly Column[] = [
  ...columns('uuid', 'id'),
  ...columns('text', 'source', 'external_id', 'subject', 'customer_ref', 'outcome', 'note', 'message'),
  ...columns('jsonb', 'attributes'),
  ...usually({}, 'json', 'customer', 'derived', 'given'),
  ...columns('uuid', 'follows'),
];
/** Without `offered_at`: an offer's id begins with it. */
export const OFFER_COLUMNS: readonly Column[] = [
  ...columns('uuid', 'id', 'item_id'),
  ...columns('text', 'agent_id', 'state'),
  ...columns('integer', 'units'),
  ...columns('timestamptz', 'expires_at', 'ended_at'),
  ...usually(false, 'boolean', 'manual'),
];
export const AGENT_COLUMNS: readonly Column[] = [
  ...columns('text', 'id', 'name', 'profile', 'connectivity', 'intent', 'intent_reason', 'connection', 'kept_for'),
  ...columns('integer', 'rev', 'capacity', 'unanswered'),
  ...columns('bigint', 'last_offer_seq'),
  ...columns('jsonb', 'groups', 'skills', 'attributes', 'limits'),
  ...columns('timestamptz', 'intent_since', 'connection_since', 'idle_since'),
];
export const EVENT_COLUMNS: readonly Column[] = [
  ...columns('bigint', 'seq'),
  ...columns('text', 'type', 'agent_id', 'actor', 'cause', 'command_id', 'queue', 'channel', 'workstream'),
  ...columns('timestamptz', 'at'),
  ...columns('uuid', 'item_id', 'offer_id'),
  ...columns('integer', 'rev', 'agent_rev', 'units', 'configuration_version'),
  ...usually({}, 'json', 'details'),
];

export const RECURRENCE_COLUMNS: readonly Column[] = [
  ...columns('uuid', 'id'),
  ...columns('integer', 'rev'),
  ...columns('text', 'name', 'rule', 'start', 'time_zone', 'until'),
  ...columns('json', 'item', 'exceptions'),
  ...columns('boolean', 'paused'),
  ...columns('bigint', 'prepare_ms'),
  ...columns('timestamptz', 'created_at', 'changed_at', 'done_until'),
];

export const SERVED_COLUMNS: readonly Column[] = [
  ...columns('text', 'workstream', 'customer_ref', 'agent_id'),
  ...columns('timestamptz', 'at'),
  ...columns('bigint', 'seq'),
];

const BULK_STANDING: readonly Column[] = [
  ...columns('integer', 'rev', 'position', 'done', 'skipped', 'failed'),
  ...columns('text', 'state'),
  ...columns('json', 'skipped_reasons'),
  ...columns('timestamptz', 'changed_at', 'ended_at'),
];
export const BULK_COLUMNS: readonly Column[] = [
  ...columns('uuid', 'id'),
  ...columns('text', 'action', 'reason', 'author', 'role'),
  ...columns('json', 'filter', 'parameters', 'items'),
  ...columns('timestamptz', 'created_at'),
  ...BULK_STANDING,
];
/** What a step changes: never its items, which may be many. */
export const BULK_CHANGES: readonly Column[] = [...columns('uuid', 'id'), ...BULK_STANDING];

const isUsual = (usual: Usual, field: unknown): boolean =>
  typeof usual === 'object' ? Object.keys(field as object).length === 0 : field === usual;
const freshly = (usual: Usual): unknown => (Array.isArray(usual) ? [] : typeof usual === 'object' ? {} : usual);
const USUAL = new Map(
  [...ITEM_COLUMNS, ...PAYLOAD_COLUMNS, ...OFFER_COLUMNS, ...EVENT_COLUMNS].flatMap(({ name, usual }) =>
    usual === undefined ? [] : [[name, usual]],
  ),
);

const UUID_FIELDS: Readonly<Record<string, 'wi' | 'of'>> = {
  item_id: 'wi',
  offer_id: 'of',
  interrupted_by: 'wi',
  follows: 'wi',
};

/** Names are few and asked for once a field: remembered, since replacing them took a quarter of the time of a rebuild. */
const remembered = (rename: (name: string) => string) => {
  const known = new Map<string, string>();
  return (name: string): string => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const renamed = rename(name);
    known.set(name, renamed);
    return renamed;
  };
};
const camel = remembered((name) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()));

/** A value of core as the JSON of a row, nulls left out: `json_to_recordset` puts them back. `prefix` is that of the row's own id, `null` when the id is text. */
export function toRow(value: object, of: { columns: readonly Column[]; prefix: Prefix }): Record<string, unknown> {
  const fields = value as Readonly<Record<string, unknown>>;
  const row: Record<string, unknown> = {};
  for (const { name, type, usual } of of.columns) {
    const field = fields[camel(name)] ?? null;
    if (field === null || (usual !== undefined && isUsual(usual, field))) continue;
    if (type === 'timestamptz') row[name] = new Date(field as number).toISOString();
    else row[name] = type === 'uuid' && (name !== 'id' || of.prefix !== null) ? toUuid(field as string) : field;
  }
  return row;
}

/** The reverse; dates become epoch milliseconds. */
function fromRow(row: Record<string, unknown>, prefix: Prefix): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, field]) => {
      if (field instanceof Date) return [camel(name), field.getTime()];
      if (field === null) return [camel(name), USUAL.has(name) ? freshly(USUAL.get(name)!) : null];
      if (name === 'last_offer_seq' || name === 'prepare_ms') return [camel(name), Number(field)];
      const kind = name === 'id' ? prefix : (UUID_FIELDS[name] ?? null);
      return [camel(name), kind === null ? field : fromUuid(kind, field as string)];
    }),
  );
}

/** A row that came as JSON, as the driver would have given it. */
export const fromJson = (row: Record<string, unknown>, columns: readonly Column[]): Record<string, unknown> => ({
  ...row,
  ...Object.fromEntries(
    columns
      .filter(({ name, type }) => type === 'timestamptz' && row[name] !== null)
      .map(({ name }) => [name, new Date(row[name] as string)]),
  ),
});

export const itemRow = (item: Item): Record<string, unknown> =>
  toRow({ ...item, ...requiredOf(item.requirements) }, { columns: ITEM_COLUMNS, prefix: 'wi' });

const requiredOf = ({ skills, groups, attributes, agent }: Requirements) => ({
  requiredSkills: skills,
  requiredGroups: groups,
  requiredAttributes: attributes,
  requiredAgent: agent,
});

export const payloadRow = ({ id, source, externalId, follows, payload }: Item): Record<string, unknown> =>
  toRow(
    { ...payload, given: sparse(payload.given, NOTHING_GIVEN), id, source, externalId, follows },
    { columns: PAYLOAD_COLUMNS, prefix: 'wi' },
  );

const NOTHING_REQUIRED: Requirements = { skills: {}, groups: [], attributes: {}, agent: null };
const NOTHING_GIVEN: Given = { priority: 0, queue: null, requirements: NOTHING_REQUIRED, dueAt: null };

/** The fields that are not as they nearly always are. */
function sparse<T extends object>(value: T, usual: T): Partial<T> {
  const given = Object.entries(value).filter(
    ([name, field]) => JSON.stringify(field) !== JSON.stringify(usual[name as keyof T]),
  );
  return Object.fromEntries(given) as Partial<T>;
}

export function toItem(row: Record<string, unknown>): Item {
  const { subject, customerRef, customer, attributes, derived, given, outcome, note, message, ...rest } = fromRow(
    row,
    'wi',
  );
  const { requiredSkills, requiredGroups, requiredAttributes, requiredAgent, ...state } = rest;
  const requirements = {
    skills: requiredSkills,
    groups: requiredGroups,
    attributes: requiredAttributes,
    agent: requiredAgent,
  } as Requirements;
  const asked: Given = { ...NOTHING_GIVEN, ...(given as Partial<Given>) };
  const payload = {
    subject,
    customerRef,
    customer,
    attributes,
    derived,
    given: asked,
    outcome,
    note,
    message,
  } as Payload;
  return { ...state, requirements, payload } as unknown as Item;
}

export function toOffer(row: Record<string, unknown>): Offer {
  const offer = fromRow(row, 'of') as unknown as Offer;
  return { ...offer, offeredAt: instantOf(offer.id) };
}
export function toEvent(row: Record<string, unknown>): Event {
  const { itemId: item, agentId: agent, offerId: offer, seq, ...rest } = fromRow(row, null);
  return { ...rest, seq: Number(seq), item, agent, offer } as unknown as Event;
}
export const recurrenceRow = (recurrence: Recurrence): Record<string, unknown> =>
  toRow(recurrence, { columns: RECURRENCE_COLUMNS, prefix: 'rc' });
export const toRecurrence = (row: Record<string, unknown>): Recurrence => fromRow(row, 'rc') as unknown as Recurrence;
export const servedRow = (served: Served): Record<string, unknown> =>
  toRow(served, { columns: SERVED_COLUMNS, prefix: null });
export const toServed = (row: Record<string, unknown>): Served => {
  const { seq, ...rest } = fromRow(row, null);
  return { ...rest, seq: Number(seq) } as unknown as Served;
};
export const bulkRow = (bulk: BulkOperation, of: readonly Column[]): Record<string, unknown> =>
  toRow(bulk, { columns: of, prefix: 'bk' });
export const toBulk = (row: Record<string, unknown>): BulkOperation => fromRow(row, 'bk') as unknown as BulkOperation;
export const toAgent = (row: Record<string, unknown>): Agent => fromRow(row, null) as unknown as Agent;

const PAYLOAD = `p.source, p.external_id, p.subject, p.customer_ref, p.attributes, p.outcome, p.note, p.customer, p.derived,
  p.given, p.message, p.follows`;

/**
 * Any item, by `p.id`. Its row is in one of two indexes, of the open and of the settled: both are asked. A union without `lateral`
 * reads all rows when the id comes from a join.
 */
export const ITEM_SELECT = `w.*, ${PAYLOAD}
  from work_item_payload p cross join lateral (
    select * from work_item where id = p.id and closed_at is null
    union all select * from work_item where id = p.id and closed_at is not null) w`;

/** Open ones only, in the order of `w.id` if wanted. */
export const OPEN_ITEM_SELECT = `w.*, ${PAYLOAD}
  from (select * from work_item where closed_at is null) w join work_item_payload p on p.id = w.id`;

/** An offer has no index on its id: the id names the event that made it, and the event its item. `$1` is made by `offerKeys`. */
export const OFFER_BY_ID = `json_to_recordset($1::text::json) as d(id uuid, seq bigint)
  join event e on e.seq = d.seq and e.offer_id = d.id join offer o on o.item_id = e.item_id and o.id = d.id`;
export const offerKeys = (ids: readonly string[]): string =>
  JSON.stringify(ids.map((id) => ({ id: toUuid(id), seq: String(seqOf(id)) })));
