import type { Role, Verb } from '../command.ts';
import { type ItemState, OPEN_STATES } from '../item.ts';

export type DeadlineName = 'notBefore' | 'offerExpiresAt' | 'nextEscalationAt' | 'wrapUpEndsAt' | 'timeToLiveEndsAt';

/** One row of the table that the 409s, the documentation and the property generators come from. */
export interface ItemVerb {
  readonly from: readonly ItemState[];
  /** Where it may lead; several where the data decides. */
  readonly to: readonly ItemState[];
  readonly who: readonly (Role | 'temporal' | 'engine')[];
  readonly capacity: 'none' | 'held' | 'kept' | 'freed';
  readonly starts: readonly DeadlineName[];
  readonly ends: readonly DeadlineName[];
}

const PEOPLE = ['supervisor', 'admin', 'temporal'] as const;
const CLOCKS = ['temporal', 'engine'] as const;
const ON_ENQUEUE = ['nextEscalationAt'] as const;

export const ITEM_VERBS = {
  patch: row(['scheduled', 'waiting', 'needs_attention'], ['scheduled', 'waiting'], ['channel', ...PEOPLE], 'none'),
  accept: row(['offered'], ['assigned'], ['agent', ...PEOPLE], 'kept', [], ['offerExpiresAt', 'nextEscalationAt']),
  decline: row(['offered'], ['waiting'], ['agent', ...PEOPLE], 'freed', [], ['offerExpiresAt']),
  expire_offer: row(['offered'], ['waiting'], CLOCKS, 'freed', [], ['offerExpiresAt']),
  complete: row(['assigned'], ['wrapping_up', 'closed'], ['agent', ...PEOPLE], 'freed', ['wrapUpEndsAt'], []),
  end_wrap_up: row(['wrapping_up'], ['closed'], ['agent', ...PEOPLE, 'engine'], 'freed', [], ['wrapUpEndsAt']),
  cancel: row(
    OPEN_STATES,
    ['cancelled'],
    ['channel', ...PEOPLE],
    'freed',
    [],
    ['notBefore', 'offerExpiresAt', 'nextEscalationAt', 'wrapUpEndsAt', 'timeToLiveEndsAt'],
  ),
  release: row(['assigned'], ['waiting'], ['agent', ...PEOPLE], 'freed', ON_ENQUEUE, []),
  transfer: row(['waiting', 'offered', 'assigned'], ['waiting'], ['agent', ...PEOPLE], 'freed', ON_ENQUEUE, [
    'offerExpiresAt',
  ]),
  assign: row(
    ['waiting', 'offered', 'assigned', 'needs_attention'],
    ['offered', 'assigned'],
    PEOPLE,
    'held',
    ['offerExpiresAt'],
    [],
  ),
  pick: row(['waiting'], ['assigned'], ['agent', ...PEOPLE], 'held', [], ['nextEscalationAt']),
  reschedule: row(
    ['scheduled', 'waiting', 'offered'],
    ['scheduled', 'waiting'],
    ['channel', 'agent', ...PEOPLE],
    'freed',
    ['notBefore'],
    [],
  ),
  admit: row(['scheduled'], ['waiting'], CLOCKS, 'none', ON_ENQUEUE, ['notBefore']),
  escalate: row(['waiting'], ['waiting'], ['supervisor', 'admin', ...CLOCKS], 'none', ON_ENQUEUE, ['nextEscalationAt']),
  expire_item: row(
    ['scheduled', 'waiting', 'offered', 'needs_attention'],
    ['expired'],
    CLOCKS,
    'freed',
    [],
    ['timeToLiveEndsAt'],
  ),
} as const satisfies Partial<Record<Verb, ItemVerb>>;

export type ItemVerbName = keyof typeof ITEM_VERBS;

function row(
  from: ItemVerb['from'],
  to: ItemVerb['to'],
  who: ItemVerb['who'],
  capacity: ItemVerb['capacity'],
  starts: ItemVerb['starts'] = [],
  ends: ItemVerb['ends'] = [],
): ItemVerb {
  return { from, to, who, capacity, starts, ends };
}

/** Roles for the verbs that concern no single item. */
export const OTHER_VERBS = {
  create: ['channel', 'supervisor', 'admin'],
  put_agent: ['supervisor', 'admin'],
  remove_agent: ['supervisor', 'admin'],
  set_presence: ['agent', 'supervisor', 'admin'],
  heartbeat: ['agent', 'supervisor', 'admin'],
  publish: ['admin'],
  create_key: ['admin'],
  revoke_key: ['admin'],
  tick: ['engine'],
  note_workflow_repair: ['engine', 'temporal'],
} as const satisfies Partial<Record<Verb, readonly (Role | 'temporal' | 'engine')[]>>;
