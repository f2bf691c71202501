import type { Requirements, Widening } from '../item.ts';
import { stateAfter } from './lives.ts';
import type { LoggedEvent } from './violation.ts';

/** An open item as its events tell of it. */
export interface Work {
  readonly id: string;
  readonly channel: string;
  readonly workstream: string;
  state: string;
  queue: string | null;
  priority: number;
  raised: number;
  /** Steps that each target has added by its warning and its breach. */
  readonly bumps: Map<string, number>;
  dueAt: number | null;
  cost: number;
  requirements: Requirements;
  widenings: readonly Widening[];
  preferred: { readonly agent: string; readonly until: number } | null;
  enqueuedAt: number | null;
  /** Since when it is in hand, by its last assignment. */
  assignedAt: number | null;
  /** When it entered its queue, as a place in the log. */
  enteredAs: number;
  /** Its wait counts from here for overflow, where that is later. */
  waitsFrom: number;
  /** A person has sent it where it goes. */
  sent: boolean;
  /** Queues that it has left by overflow, and those in which a call-back has been offered. */
  readonly left: Set<string>;
  readonly callbacks: Set<string>;
  /** It is a call-back itself, or asks for advice: none is offered. */
  readonly noCallback: boolean;
  /** Until when it is kept from an agent. */
  /** Who has asked for the advice that it is; never advises herself. */
  readonly asker: string | null;
  readonly backOffs: Map<string, number>;
  /** The version of the configuration that it was last taken in by. */
  classifiedBy: number;
  /** Escalation steps in all, and those of them before its present ladder. */
  steps: number;
  ladderFrom: number;
  /** Who has it by assignment or wrap-up, or is asked, and what it takes of her: several only while several are asked. */
  readonly held: Map<string, number>;
  /** Who has paused it, and is still there. */
  pausedBy: string | null;
  /** For what its agent has left it. */
  interruptedBy: string | null;
  /** A person chose who has it or is asked. */
  manual: boolean;
  /** Whether the log says all that decides: one of an earlier release does not. */
  known: boolean;
}

/** Priority and all bumps, in steps. */
export const stepsOf = ({ priority, raised, bumps }: Work): number =>
  [...bumps.values()].reduce((sum, steps) => sum + steps, priority + raised);

const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const askerOf = ({ details }: LoggedEvent): string | null =>
  (details['consults'] as { asker: string } | undefined)?.asker ?? null;

export const createdBy = (event: LoggedEvent): Work => ({
  id: event.item!,
  channel: event.channel ?? '',
  workstream: event.workstream ?? '',
  state: 'scheduled',
  queue: event.queue,
  priority: 0,
  raised: 0,
  bumps: new Map(),
  dueAt: null,
  cost: 0,
  requirements: { skills: {}, groups: [], attributes: {}, agent: null },
  widenings: [],
  preferred: null,
  enqueuedAt: number(event.details['enqueuedAt']),
  assignedAt: null,
  enteredAs: 0,
  waitsFrom: 0,
  sent: false,
  left: new Set(),
  callbacks: new Set(),
  noCallback: 'callback' in event.details || 'consults' in event.details,
  asker: askerOf(event),
  backOffs: new Map(),
  classifiedBy: event.configurationVersion,
  steps: 0,
  ladderFrom: 0,
  held: new Map(),
  pausedBy: null,
  interruptedBy: null,
  manual: false,
  known: 'requirements' in event.details,
});

/** What one event makes of an item. */
export function takePlace(work: Work, event: LoggedEvent): void {
  const { type, at, details } = event;
  if (type.startsWith('item.')) work.queue = event.queue;
  if ('requirements' in details) takeIn(work, event);
  if (type === 'item.admitted') work.classifiedBy = event.configurationVersion;
  else if (type === 'item.rescheduled') reschedule(work, event);
  else if (leavesHands(event)) work.bumps.clear();
  else if (type === 'item.enqueued') enqueue(work, event);
  else if (type === 'item.needs_attention') work.enqueuedAt ??= at;
  else if (type === 'item.transferred') transfer(work, event);
  else if (type === 'item.overflowed') work.left.add(event.queue!);
  else if (type === 'item.callback_offered') work.callbacks.add(event.queue!);
  else if (type === 'item.assigned' && details['by'] !== 'resume') work.assignedAt = at;
  else if (type === 'item.unbound') unbind(work, event);
  // Where its owner has it again at once, a preference that still runs stays what it was.
  else if (type === 'item.resumed' && 'preferred' in details)
    work.preferred = details['preferred'] as Work['preferred'];
  else if (type === 'item.escalated') {
    work.raised += Number(details['raisePriority']);
    const widening = wideningIn(details);
    if (widening !== null) work.widenings = [...work.widenings, widening];
    work.steps = Number(details['step']);
  } else if (type === 'item.target_warned' || type === 'item.target_breached') {
    const target = String(details['target']);
    work.bumps.set(target, (work.bumps.get(target) ?? 0) + Number(details['raisePriority']));
  } else if (type === 'item.released' || type === 'offer.declined' || type === 'offer.expired') backOff(work, event);
  hold(work, event);
  const next = stateAfter(event) ?? work.state;
  work.state = next === 'waiting' && work.held.size > 0 ? 'offered' : next;
  if (type === 'item.paused') work.pausedBy = event.agent;
  else if (type === 'item.released' || work.state !== 'paused') work.pausedBy = null;
  if (type === 'item.interrupted') work.interruptedBy = text(details['by']);
  else if (type === 'item.continued' || work.state !== 'assigned') work.interruptedBy = null;
}

function takeIn(work: Work, { details, configurationVersion }: LoggedEvent): void {
  const asked = details['requirements'] as Partial<Requirements>;
  const dueAt = (details['dueAt'] ?? null) as number | null;
  // Another due time is another promise.
  if (dueAt !== work.dueAt) work.bumps.delete('due');
  Object.assign(work, {
    priority: details['priority'],
    cost: details['cost'],
    dueAt,
    requirements: { skills: {}, groups: [], attributes: {}, agent: null, ...asked },
    preferred: details['preferred'] ?? null,
    classifiedBy: configurationVersion,
  });
}

function reschedule(work: Work, { details, at, configurationVersion }: LoggedEvent): void {
  if (Number(details['notBefore']) > at) {
    work.enqueuedAt = (details['enqueuedAt'] ?? null) as number | null;
    work.left.clear();
    if ('enqueuedAt' in details) work.waitsFrom = Number(details['notBefore']);
    work.bumps.clear();
  } else if (work.state === 'scheduled') work.classifiedBy = configurationVersion;
}

/** An earlier release knew one kind: every relaxable skill is dropped. */
function wideningIn(details: LoggedEvent['details']): Widening | null {
  if (details['relax'] === true) return { relax: 'all', groups: [], queues: [], atOnce: 0 };
  return (details['widening'] as Widening | undefined) ?? null;
}

function enqueue(work: Work, { details, at, seq }: LoggedEvent): void {
  work.enteredAs = seq;
  if (details['reason'] === 'returned' || work.sent) {
    work.waitsFrom = at;
    work.left.clear();
  }
  work.sent = false;
  work.enqueuedAt = details['age'] === 'reset' ? at : Math.min(work.enqueuedAt ?? at, at);
  if ((details['reason'] !== 'moved' && details['reason'] !== 'new') || details['continues'] === true) return;
  Object.assign(work, { raised: 0, widenings: [], ladderFrom: work.steps });
}

function transfer(work: Work, event: LoggedEvent): void {
  work.sent = true;
  const to = event.details['to'] as { agent?: unknown } | undefined;
  work.requirements = { ...work.requirements, agent: text(to?.agent) };
  work.preferred = null;
  if ('backOffUntil' in event.details) backOff(work, event);
}

/** The agent whom it was for alone or first has left. */
function unbind(work: Work, { agent }: LoggedEvent): void {
  if (work.requirements.agent === agent) work.requirements = { ...work.requirements, agent: null };
  if (work.preferred?.agent === agent) work.preferred = null;
}

function backOff(work: Work, { agent, details }: LoggedEvent): void {
  const until = details['backOffUntil'];
  if (until === undefined) work.known = false;
  if (typeof until === 'number' && agent !== null) work.backOffs.set(agent, until);
}

/** An attempt after which it rests: its age goes on, and what was promised begins anew. */
const leavesHands = ({ type, details }: LoggedEvent): boolean => type === 'item.attempted' && 'notBefore' in details;

const ENDS_HOLD = new Set(['item.enqueued', 'item.paused', 'item.needs_attention']);
const GIVEN_BACK = new Set([
  'offer.declined',
  'offer.expired',
  'offer.withdrawn',
  'offer.agent_lost',
  'offer.cancelled',
]);

function hold(work: Work, event: LoggedEvent): void {
  const { type, agent, units, details } = event;
  if (ENDS_HOLD.has(type) || leavesHands(event)) work.held.clear();
  else if (type === 'offer.made') {
    work.held.set(agent!, units ?? 0);
    work.manual = details['byHand'] === true;
  } else if (GIVEN_BACK.has(type)) work.held.delete(agent!);
  else if (type === 'item.assigned') {
    work.held.clear();
    work.held.set(agent!, units ?? 0);
    work.manual = details['by'] === 'assign' || (details['by'] !== 'pick' && work.manual);
  }
  if (work.held.size === 0 && type !== 'item.paused') work.manual = false;
}
