import type { Agent } from '../core/agent.ts';
import type { Event } from '../core/event.ts';
import { fromUuid, toUuid } from '../core/ids.ts';
import type { Item, Payload } from '../core/item.ts';
import type { Offer } from '../core/offer.ts';

/** Between core's types and columns: ids lose their prefix, instants become timestamps. The only place that knows both. */
export interface Column {
  readonly name: string;
  readonly type: string;
}

const columns = (type: string, ...names: string[]): Column[] => names.map((name) => ({ name, type }));

export const ITEM_COLUMNS: readonly Column[] = [
  ...columns('uuid', 'id'),
  ...columns('integer', 'rev', 'priority', 'raised', 'cost', 'escalation_step', 'configuration_version'),
  ...columns('text', 'source', 'external_id', 'channel', 'workstream', 'queue', 'state', 'agent_id'),
  ...columns('jsonb', 'requirements', 'flags', 'back_offs'),
  ...columns('boolean', 'relaxed', 'manual'),
  ...columns('timestamptz', 'created_at', 'enqueued_at', 'waiting_since', 'offered_at', 'assigned_at', 'completed_at'),
  ...columns('timestamptz', 'closed_at', 'not_before', 'due_at', 'next_escalation_at', 'wrap_up_ends_at'),
  ...columns('timestamptz', 'time_to_live_ends_at'),
];
export const PAYLOAD_COLUMNS: readonly Column[] = [
  ...columns('uuid', 'id'),
  ...columns('text', 'subject', 'customer_ref', 'outcome', 'note'),
  ...columns('jsonb', 'attributes'),
];
export const OFFER_COLUMNS: readonly Column[] = [
  ...columns('uuid', 'id', 'item_id'),
  ...columns('text', 'agent_id', 'state'),
  ...columns('integer', 'units'),
  ...columns('timestamptz', 'offered_at', 'expires_at', 'ended_at'),
  ...columns('boolean', 'manual'),
];
export const AGENT_COLUMNS: readonly Column[] = [
  ...columns('text', 'id', 'name', 'profile', 'connectivity', 'intent', 'intent_reason', 'connection', 'kept_for'),
  ...columns('integer', 'rev', 'capacity', 'unanswered'),
  ...columns('bigint', 'last_offer_seq'),
  ...columns('jsonb', 'groups', 'skills'),
  ...columns('timestamptz', 'intent_since', 'connection_since', 'idle_since'),
];
export const EVENT_COLUMNS: readonly Column[] = [
  ...columns('bigint', 'seq'),
  ...columns('text', 'type', 'agent_id', 'actor', 'cause', 'command_id', 'queue', 'channel', 'workstream'),
  ...columns('timestamptz', 'at'),
  ...columns('uuid', 'item_id', 'offer_id'),
  ...columns('integer', 'rev', 'agent_rev', 'units', 'configuration_version'),
  ...columns('jsonb', 'details'),
];

const UUID_FIELDS: Readonly<Record<string, 'wi' | 'of'>> = { item_id: 'wi', offer_id: 'of' };

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

/** A value of core as the JSON of a row; `prefix` is that of the row's own id, `null` when the id is text. */
export function toRow(
  value: object,
  of: { columns: readonly Column[]; prefix: 'wi' | 'of' | null },
): Record<string, unknown> {
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    of.columns.map(({ name, type }) => {
      const field = fields[camel(name)] ?? null;
      if (field === null) return [name, null];
      if (type === 'timestamptz') return [name, new Date(field as number).toISOString()];
      if (type === 'uuid' && (name !== 'id' || of.prefix !== null)) return [name, toUuid(field as string)];
      return [name, field];
    }),
  );
}

/** The reverse; dates become epoch milliseconds. */
function fromRow(row: Record<string, unknown>, prefix: 'wi' | 'of' | null): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, field]) => {
      if (field instanceof Date) return [camel(name), field.getTime()];
      if (name === 'last_offer_seq') return [camel(name), Number(field)];
      const kind = name === 'id' ? prefix : (UUID_FIELDS[name] ?? null);
      return [camel(name), kind !== null && field !== null ? fromUuid(kind, field as string) : field];
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

export function toItem(row: Record<string, unknown>): Item {
  const { subject, customerRef, attributes, outcome, note, ...state } = fromRow(row, 'wi');
  return { ...state, payload: { subject, customerRef, attributes, outcome, note } as Payload } as unknown as Item;
}

export const toOffer = (row: Record<string, unknown>): Offer => fromRow(row, 'of') as unknown as Offer;
export function toEvent(row: Record<string, unknown>): Event {
  const { itemId: item, agentId: agent, offerId: offer, seq, ...rest } = fromRow(row, null);
  return { ...rest, seq: Number(seq), item, agent, offer } as unknown as Event;
}
export const toAgent = (row: Record<string, unknown>): Agent => fromRow(row, null) as unknown as Agent;

export const ITEM_SELECT = `w.*, p.subject, p.customer_ref, p.attributes, p.outcome, p.note
  from work_item w join work_item_payload p on p.id = w.id`;
