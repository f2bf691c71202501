import type { Role, Verb } from '../command.ts';
import type { ItemState } from '../item.ts';

export type DeadlineName =
  | 'notBefore'
  | 'offerExpiresAt'
  | 'nextEscalationAt'
  | 'overflowAt'
  | 'resumesAt'
  | 'targetAt'
  | 'wrapUpEndsAt'
  | 'timeToLiveEndsAt';

/** What happens to the units that the item holds: held of somebody else, kept, freed; `none` where it holds none. */
export type CapacityEffect = 'none' | 'held' | 'kept' | 'freed';

/** One row of the table that the 409s, the documentation and the property tests come from. What the match does next is not in it. */
export interface ItemVerb {
  /** Where it leads from each state: several where the data decides. A state that is missing is a 409. */
  readonly to: Readonly<Partial<Record<ItemState, readonly ItemState[]>>>;
  readonly who: readonly (Role | 'temporal' | 'engine')[];
  readonly capacity: readonly CapacityEffect[];
  /** Which of the instants that the item's workflow waits for may begin and end. */
  readonly starts: readonly DeadlineName[];
  readonly ends: readonly DeadlineName[];
}

const PEOPLE = ['supervisor', 'admin', 'temporal'] as const;
const CLOCKS = ['temporal', 'engine'] as const;
const HANDS = ['offered', 'assigned'] as const;
/** Others may be asked still. */
const ASKED = ['waiting', 'offered'] as const;
/** In a queue, or where no rule leads to one. */
const PLACED = ['waiting', 'needs_attention'] as const;
const LATER = ['scheduled', 'waiting'] as const;

export const ITEM_VERBS = {
  patch: {
    to: { scheduled: ['scheduled'], waiting: PLACED, needs_attention: PLACED },
    who: ['channel', ...PEOPLE],
    capacity: ['none'],
    starts: ['nextEscalationAt', 'overflowAt', 'targetAt'],
    ends: ['nextEscalationAt', 'overflowAt', 'targetAt'],
  },
  accept: {
    to: { offered: ['assigned'] },
    who: ['agent', ...PEOPLE],
    capacity: ['kept', 'freed'],
    starts: [],
    ends: ['offerExpiresAt', 'timeToLiveEndsAt', 'targetAt'],
  },
  decline: {
    to: { offered: ASKED },
    who: ['agent', ...PEOPLE],
    capacity: ['freed'],
    starts: ['nextEscalationAt', 'overflowAt'],
    ends: ['offerExpiresAt'],
  },
  expire_offer: {
    to: { offered: ASKED },
    who: CLOCKS,
    capacity: ['freed'],
    starts: ['nextEscalationAt', 'overflowAt'],
    ends: ['offerExpiresAt'],
  },
  complete: {
    to: { assigned: ['wrapping_up', 'closed'] },
    who: ['agent', ...PEOPLE],
    capacity: ['kept', 'freed'],
    starts: ['wrapUpEndsAt'],
    ends: ['targetAt'],
  },
  respond: {
    to: { assigned: ['assigned'] },
    who: ['agent', ...PEOPLE],
    capacity: ['kept'],
    starts: [],
    ends: ['targetAt'],
  },
  consult: {
    to: { assigned: ['assigned'] },
    who: ['agent', 'supervisor', 'admin'],
    capacity: ['kept'],
    starts: [],
    ends: [],
  },
  note_target: {
    to: {
      waiting: ['waiting'],
      offered: ['offered'],
      assigned: ['assigned'],
      paused: ['paused'],
      needs_attention: ['needs_attention'],
    },
    who: CLOCKS,
    capacity: ['none', 'kept'],
    starts: [],
    ends: ['targetAt'],
  },
  pause: {
    to: { assigned: ['paused'] },
    who: ['agent', ...PEOPLE],
    capacity: ['freed'],
    starts: ['resumesAt'],
    ends: ['targetAt'],
  },
  resume: {
    to: { paused: ['assigned', 'waiting'] },
    who: ['channel', 'agent', ...PEOPLE],
    capacity: ['none', 'held'],
    starts: ['nextEscalationAt', 'overflowAt', 'timeToLiveEndsAt', 'targetAt'],
    ends: ['resumesAt'],
  },
  wake: {
    to: { paused: ['waiting'] },
    who: CLOCKS,
    capacity: ['none'],
    starts: ['nextEscalationAt', 'overflowAt', 'timeToLiveEndsAt', 'targetAt'],
    ends: ['resumesAt'],
  },
  close: {
    to: { wrapping_up: ['closed'] },
    who: ['agent', ...PEOPLE],
    capacity: ['none', 'freed'],
    starts: [],
    ends: ['wrapUpEndsAt'],
  },
  end_wrap_up: {
    to: { wrapping_up: ['closed'] },
    who: CLOCKS,
    capacity: ['none', 'freed'],
    starts: [],
    ends: ['wrapUpEndsAt'],
  },
  extend: {
    to: { wrapping_up: ['wrapping_up'] },
    who: ['agent', ...PEOPLE],
    capacity: ['none', 'kept'],
    starts: [],
    ends: [],
  },
  cancel: {
    to: {
      scheduled: ['cancelled'],
      waiting: ['cancelled'],
      offered: ['cancelled'],
      assigned: ['cancelled'],
      paused: ['cancelled'],
      wrapping_up: ['cancelled'],
      needs_attention: ['cancelled'],
    },
    who: ['channel', 'agent', ...PEOPLE],
    capacity: ['none', 'freed'],
    starts: [],
    ends: [
      'notBefore',
      'offerExpiresAt',
      'nextEscalationAt',
      'overflowAt',
      'resumesAt',
      'wrapUpEndsAt',
      'timeToLiveEndsAt',
      'targetAt',
    ],
  },
  release: {
    to: { assigned: ['waiting'] },
    who: ['agent', ...PEOPLE],
    capacity: ['freed'],
    starts: ['nextEscalationAt', 'overflowAt', 'timeToLiveEndsAt'],
    ends: [],
  },
  transfer: {
    to: {
      waiting: ['waiting'],
      offered: ['waiting'],
      assigned: ['waiting'],
      paused: ['waiting'],
      needs_attention: ['waiting'],
    },
    who: ['agent', ...PEOPLE],
    capacity: ['none', 'freed'],
    starts: ['nextEscalationAt', 'overflowAt', 'timeToLiveEndsAt', 'targetAt'],
    ends: ['offerExpiresAt', 'nextEscalationAt', 'overflowAt', 'resumesAt'],
  },
  assign: {
    to: { waiting: HANDS, offered: HANDS, assigned: HANDS, paused: HANDS },
    who: PEOPLE,
    capacity: ['held', 'kept', 'freed'],
    starts: ['offerExpiresAt', 'timeToLiveEndsAt', 'targetAt'],
    ends: ['offerExpiresAt', 'nextEscalationAt', 'overflowAt', 'resumesAt', 'timeToLiveEndsAt', 'targetAt'],
  },
  pick: {
    to: { waiting: ['assigned'] },
    who: ['agent', ...PEOPLE],
    capacity: ['held'],
    starts: [],
    ends: ['nextEscalationAt', 'overflowAt', 'timeToLiveEndsAt', 'targetAt'],
  },
  reschedule: {
    to: { scheduled: [...LATER, 'needs_attention'], waiting: LATER, offered: LATER },
    who: ['channel', 'agent', ...PEOPLE],
    capacity: ['none', 'freed'],
    starts: ['notBefore', 'nextEscalationAt', 'overflowAt', 'timeToLiveEndsAt', 'targetAt'],
    ends: ['notBefore', 'offerExpiresAt', 'nextEscalationAt', 'overflowAt', 'timeToLiveEndsAt', 'targetAt'],
  },
  retry: {
    to: { needs_attention: PLACED },
    who: ['channel', ...PEOPLE],
    capacity: ['none'],
    starts: ['nextEscalationAt', 'overflowAt', 'targetAt'],
    ends: ['targetAt'],
  },
  call_back: {
    to: { waiting: ['cancelled'], offered: ['cancelled'] },
    who: ['channel', 'supervisor', 'admin'],
    capacity: ['none', 'freed'],
    starts: [],
    ends: ['offerExpiresAt', 'nextEscalationAt', 'overflowAt', 'timeToLiveEndsAt', 'targetAt'],
  },
  attempt: {
    to: { assigned: ['assigned', 'scheduled', 'needs_attention', 'closed'] },
    who: ['agent', 'supervisor', 'admin'],
    capacity: ['kept', 'freed'],
    starts: ['notBefore', 'timeToLiveEndsAt'],
    ends: ['targetAt'],
  },
  admit: {
    to: { scheduled: PLACED },
    who: CLOCKS,
    capacity: ['none'],
    starts: ['nextEscalationAt', 'overflowAt', 'timeToLiveEndsAt', 'targetAt'],
    ends: ['notBefore'],
  },
  escalate: {
    to: { waiting: ['waiting'] },
    who: ['supervisor', 'admin', ...CLOCKS],
    capacity: ['none'],
    starts: ['overflowAt'],
    ends: ['nextEscalationAt', 'overflowAt'],
  },
  overflow: {
    to: { waiting: ['waiting', 'scheduled', 'cancelled'] },
    who: CLOCKS,
    capacity: ['none'],
    starts: ['notBefore', 'nextEscalationAt'],
    ends: ['nextEscalationAt', 'overflowAt', 'timeToLiveEndsAt', 'targetAt'],
  },
  expire_item: {
    to: { waiting: ['expired'], offered: ['expired'], needs_attention: ['expired'] },
    who: CLOCKS,
    capacity: ['none', 'freed'],
    starts: [],
    ends: ['offerExpiresAt', 'nextEscalationAt', 'overflowAt', 'timeToLiveEndsAt', 'targetAt'],
  },
} as const satisfies Partial<Record<Verb, ItemVerb>>;

export type ItemVerbName = keyof typeof ITEM_VERBS;

/** Roles for the verbs that concern no single item. */
export const OTHER_VERBS = {
  create: ['channel', 'agent', 'supervisor', 'admin'],
  put_agent: ['supervisor', 'admin'],
  put_agents: ['supervisor', 'admin'],
  remove_agent: ['supervisor', 'admin'],
  set_presence: ['agent', 'supervisor', 'admin'],
  heartbeat: ['agent', 'supervisor', 'admin'],
  publish: ['admin'],
  put_draft: ['admin'],
  delete_draft: ['admin'],
  put_recurrence: ['supervisor', 'admin'],
  delete_recurrence: ['supervisor', 'admin'],
  pause_recurrence: ['supervisor', 'admin', 'temporal'],
  resume_recurrence: ['supervisor', 'admin', 'temporal'],
  occur: ['temporal', 'engine'],
  start_bulk: ['supervisor', 'admin'],
  pause_bulk: ['supervisor', 'admin', 'temporal'],
  resume_bulk: ['supervisor', 'admin', 'temporal'],
  cancel_bulk: ['supervisor', 'admin', 'temporal'],
  bulk_step: ['temporal', 'engine'],
  create_key: ['admin'],
  revoke_key: ['admin'],
  tick: ['engine'],
  note_workflow_repair: ['engine', 'temporal'],
} as const satisfies Partial<Record<Verb, readonly (Role | 'temporal' | 'engine')[]>>;
