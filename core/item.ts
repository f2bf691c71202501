import type { Callback } from './callback/callback.ts';
import type { Targets } from './target.ts';

/** One unit of work from any channel. All instants are epoch milliseconds by the engine's clock; `null` means "not so". */

export const OPEN_STATES = [
  'scheduled',
  'waiting',
  'offered',
  'assigned',
  'paused',
  'wrapping_up',
  'needs_attention',
] as const;
const SETTLED_STATES = ['closed', 'cancelled', 'expired'] as const;
export const ITEM_STATES = [...OPEN_STATES, ...SETTLED_STATES] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** What an item asks of an agent. A relaxable skill is dropped by an escalation step that relaxes. */
export interface SkillRequirement {
  readonly level: number;
  readonly relaxable: boolean;
}

/** What one escalation step opens an item to; later ones add to it. */
export interface Widening {
  /** The least level that is then enough of a relaxable skill, 0 where it is dropped; `all`: every relaxable one is dropped. */
  readonly relax: 'all' | Readonly<Record<string, number>>;
  /** Agents of these groups, and those who serve these queues, may take it too. */
  readonly groups: readonly string[];
  readonly queues: readonly string[];
  /** How many agents may be asked at once from then on; 0: as many as before. */
  readonly atOnce: number;
  /** Whether it may interrupt whatever is asynchronous. */
  readonly ignoresMatrix?: boolean;
}

/** What overflow has done to an item, so that it does nothing twice. */
export interface Overflowed {
  /** Queues that it has left since somebody last had it or placed it: it goes back to none of them. */
  readonly left?: readonly string[];
  /** By queue, the workstream whose call-back has been offered there. */
  readonly callbacks?: Readonly<Record<string, string>>;
}

export interface Requirements {
  readonly skills: Readonly<Record<string, SkillRequirement>>;
  readonly groups: readonly string[];
  /** Attributes that the agent must have, by name. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly agent: string | null;
}

/** What was asked for by whoever handed the item in or changed it since; the rules work from it each time. */
export interface Given {
  readonly priority: number;
  readonly queue: string | null;
  readonly requirements: Requirements;
  readonly dueAt: number | null;
}

/** `customer`: until the customer answers, at the latest until its time. */
export type PausedFor = 'time' | 'customer';

/** Keeps one agent from one item until an instant; `times` doubles the next one. */
export interface BackOff {
  readonly until: number;
  readonly times: number;
}

export const ATTENTION_REASONS = ['no_queue', 'wrong_number'] as const;
/** Why somebody has to look at an item before it can be offered. `no_queue`: no rule leads to a queue; `wrong_number`: of its customer. */
export type AttentionReason = (typeof ATTENTION_REASONS)[number];
export interface Attention {
  readonly reason: AttentionReason;
  readonly since: number;
}

/** What people wrote: never used for order or capacity, never sent to Temporal. */
export interface Payload {
  subject: string | null;
  customerRef: string | null;
  /** What the channel said of the customer. */
  customer: Record<string, unknown>;
  attributes: Record<string, unknown>;
  /** Attributes that rules have set; they stand before those that were sent. */
  derived: Record<string, string | number | boolean | null>;
  given: Given;
  outcome: string | null;
  note: string | null;
  /** What its customer is to read, where overflow has ended it. */
  message: string | null;
}

export interface Item {
  readonly id: string;
  rev: number;
  readonly source: string;
  readonly externalId: string | null;
  /** The item that it goes on from. */
  readonly follows: string | null;
  readonly channel: string;
  readonly workstream: string;
  queue: string | null;
  state: ItemState;
  /** −100…100, greater is more urgent. */
  priority: number;
  /** Priority steps gained by escalation; counts for the order, never shown as `priority`. */
  raised: number;
  /** The same by targets that warned or were missed: it stays through every move. */
  urged: number;
  /** Capacity units it takes of an agent, fixed when it is classified. */
  cost: number;
  /** Units it takes of the agent who has it now, where her profile prices the channel itself. */
  heldUnits: number | null;
  requirements: Requirements;
  /** Beside what it asks for: what the steps of its present ladder have opened it to, in their order. */
  widenings: readonly Widening[];
  /** How many escalation steps have acted, in all queues. */
  escalationStep: number;
  /** How many of them had acted when the ladder of its present queue began. */
  ladderFrom: number;
  /** Who answers for it, by an escalation step. */
  supervisor: string | null;
  flags: readonly string[];
  agentId: string | null;
  /** The item for which its agent leaves it for now. */
  interruptedBy: string | null;
  /** Until then only this agent is offered it. */
  preferredAgent: string | null;
  preferredUntil: number | null;
  /** A person chose this agent; automation leaves it alone unless the agent is gone. */
  manual: boolean;
  backOffs: Readonly<Record<string, BackOff>>;
  readonly createdAt: number;
  /** Age counts from here; kept when the item comes back from an agent. */
  enqueuedAt: number | null;
  /** Since when it has been in state `waiting` without interruption. */
  waitingSince: number | null;
  offeredAt: number | null;
  assignedAt: number | null;
  completedAt: number | null;
  closedAt: number | null;
  notBefore: number | null;
  dueAt: number | null;
  /** Deadlines the item's workflow waits for. */
  nextEscalationAt: number | null;
  wrapUpEndsAt: number | null;
  /** How often its wrap-up has been extended. */
  wrapUpExtended: number;
  timeToLiveEndsAt: number | null;
  /** Set while it is paused: since when, until when (`null`: until somebody resumes it), and what for. */
  pausedAt: number | null;
  resumesAt: number | null;
  pausedFor: PausedFor | null;
  /** What has been promised of it, since it was taken in. */
  targets: Targets;
  /** Set while it needs attention. */
  attention: Attention | null;
  /** `null`: it is no call-back. */
  callback: Callback | null;
  /** When its wait is next looked at by the overflow rules of its queue. */
  overflowAt: number | null;
  /** Its wait counts from here for overflow, where this is later than `enqueuedAt`: somebody had it until then, or sent it here. */
  waitsFrom: number | null;
  overflow: Overflowed;
  configurationVersion: number;
  payload: Payload;
}

export const isSettled = (state: ItemState): boolean => (SETTLED_STATES as readonly string[]).includes(state);

/** How many agents may be asked at once: what the workstream says, or the most that a step has allowed since. */
export const atOnce = (
  { workstreams }: { readonly workstreams: Readonly<Record<string, { readonly atOnce: number }>> },
  { workstream, widenings }: Pick<Item, 'workstream' | 'widenings'>,
): number => Math.max(workstreams[workstream]?.atOnce ?? 1, ...widenings.map((step) => step.atOnce));

/** Whether a step of a ladder lets it interrupt whatever is asynchronous. */
export const ignoresMatrix = ({ widenings }: Pick<Item, 'widenings'>): boolean =>
  widenings.some((step) => step.ignoresMatrix === true);

/** The skills that an agent must have once the item has been widened so often; all of its widenings where nothing is said. */
export function skillsAsked(
  { requirements, widenings }: Pick<Item, 'requirements' | 'widenings'>,
  times = widenings.length,
): [skill: string, level: number][] {
  const least = (skill: string, asked: number): number =>
    widenings
      .slice(0, times)
      .reduce((level, { relax }) => Math.min(level, relax === 'all' ? 0 : (relax[skill] ?? level)), asked);
  return Object.entries(requirements.skills)
    .map(([skill, need]): [string, number] => [skill, need.relaxable ? least(skill, need.level) : need.level])
    .filter(([, level]) => level > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * A consult asks for advice on an item that stays where it is. It is an item of its own, whose source names the one that it is about;
 * its external id is its own id, by which the consults of an item are found among rows.
 */
export const consultSource = (about: string): string => `${PREFIX}${about}`;
const PREFIX = 'consult/';

/** An item of somebody else may not look like a consult. */
export const isConsultSource = (source: string): boolean => source.startsWith(PREFIX);

/** The item that a consult is about; `null` for any other item. */
export const aboutOf = ({ source }: Pick<Item, 'source'>): string | null =>
  isConsultSource(source) ? source.slice(PREFIX.length) : null;
