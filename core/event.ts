/** The append-only log. `seq` has no gap and its order is causal: what frees comes before what is offered with it. */
export const EVENT_TYPES = [
  'item.created',
  'item.enqueued',
  'item.admitted',
  'item.assigned',
  'item.paused',
  'item.resumed',
  'item.interrupted',
  'item.continued',
  'item.escalated',
  'item.alerted',
  'item.overflowed',
  'item.callback_offered',
  'item.patched',
  'item.classified',
  'item.rescheduled',
  'item.transferred',
  'item.released',
  'item.unbound',
  'item.completed',
  'item.wrap_up_extended',
  'item.wrap_up_ended',
  'item.closed',
  'item.cancelled',
  'item.expired',
  'item.needs_attention',
  'item.responded',
  'item.attempted',
  'item.consulted',
  'item.advised',
  'item.target_warned',
  'item.target_breached',
  'offer.made',
  'offer.accepted',
  'offer.declined',
  'offer.expired',
  'offer.withdrawn',
  'offer.cancelled',
  'offer.agent_lost',
  'agent.added',
  'agent.changed',
  'agent.removed',
  'agent.intent_changed',
  'agent.connection_lost',
  'agent.connection_returned',
  'agent.kept_free',
  'agent.alerted',
  'queue.alerted',
  'configuration.published',
  'configuration.draft_saved',
  'configuration.draft_deleted',
  'recurrence.saved',
  'recurrence.deleted',
  'recurrence.paused',
  'recurrence.resumed',
  'recurrence.occurred',
  'recurrence.missed',
  'recurrence.failed',
  'bulk.started',
  'bulk.advanced',
  'bulk.paused',
  'bulk.resumed',
  'bulk.cancelled',
  'bulk.finished',
  'key.created',
  'key.revoked',
  'repair.workflow',
  'repair.deadline',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export interface Event {
  readonly seq: number;
  readonly type: EventType;
  /** Epoch milliseconds; all events of one batch share it. */
  readonly at: number;
  readonly item: string | null;
  readonly rev: number | null;
  readonly agent: string | null;
  readonly agentRev: number | null;
  readonly offer: string | null;
  /** `key:…`, `agent:…`, `engine` or `temporal:…`. */
  readonly actor: string;
  readonly cause: string;
  readonly commandId: string;
  readonly units: number | null;
  readonly queue: string | null;
  readonly channel: string | null;
  readonly workstream: string | null;
  readonly configurationVersion: number;
  readonly details: Readonly<Record<string, unknown>>;
}
