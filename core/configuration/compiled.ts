import type { Intent } from '../agent.ts';
import type { Calendar } from '../calendar/calendar.ts';
import type { CallbackPolicy } from '../callback/callback.ts';
import type { Widening } from '../item.ts';
import type { Expression } from '../rules/expression.ts';

/** A published document in the form the engine decides with: every default filled in, every duration in milliseconds. */
export interface Configuration {
  readonly version: number;
  /** The version by which everything that waits has to be classified: what was taken in under an older one is not offered before. */
  readonly classifiedSince: number;
  readonly organisation: { readonly name: string; readonly timeZone: string };
  readonly channels: Readonly<Record<string, Channel>>;
  readonly skills: Readonly<Record<string, { readonly name: string; readonly levels: readonly string[] }>>;
  readonly groups: Readonly<Record<string, { readonly name: string }>>;
  readonly calendars: Readonly<Record<string, Calendar>>;
  readonly escalations: Readonly<Record<string, readonly EscalationStep[]>>;
  readonly queues: Readonly<Record<string, Queue>>;
  readonly workstreams: Readonly<Record<string, Workstream>>;
  readonly profiles: Readonly<Record<string, Profile>>;
  /** Creates missing agents, never changes or deletes one. */
  readonly agents: Readonly<Record<string, ConfiguredAgent>>;
}

export interface Channel {
  readonly live: boolean;
  readonly offerTimeoutMs: number;
  /** Units of an item where the workstream does not say. */
  readonly cost: number;
}

/** When a step acts, and what it does; empty and `null`: nothing of the kind. */
export interface EscalationStep {
  /** What its time is counted from: when the item was enqueued, or when it is due. */
  readonly from: 'enqueued' | 'due';
  /** Milliseconds; below 0 for a step that acts before the item is due. */
  readonly afterMs: number;
  /** Priority steps added to the order key. */
  readonly raisePriority: number;
  readonly relax: Widening['relax'];
  readonly admit: Pick<Widening, 'groups' | 'queues'>;
  /** How many agents may be asked at once from then on; 0: as many as before. */
  readonly atOnce: number;
  /** Whether it may interrupt whatever is asynchronous from then on. */
  readonly ignoresMatrix: boolean;
  readonly moveTo: { readonly queue: string; readonly keepsAge: boolean } | null;
  /** Whether supervisors are told. */
  readonly alert: boolean;
  /** Who answers for the item from then on, in the words of the organisation. */
  readonly supervisor: string | null;
}

/** When an overflow rule applies; the words are those of the document. */
export type OverflowCondition =
  | { readonly kind: 'outsideHours' }
  /** More wait than this, the item included. */
  | { readonly kind: 'waitingOver'; readonly over: number }
  /** Milliseconds. */
  | { readonly kind: 'expectedWaitOver' | 'waitedOver'; readonly over: number };

export type OverflowAction =
  | { readonly kind: 'waitForOpening' }
  | { readonly kind: 'queue'; readonly queue: string }
  | { readonly kind: 'offerCallback'; readonly workstream: string }
  | { readonly kind: 'scheduleForOpening'; readonly keepsAge: boolean }
  | { readonly kind: 'end'; readonly message: string };

export interface OverflowRule {
  readonly when: OverflowCondition;
  readonly then: OverflowAction;
}

export const METHODS = ['longest-idle', 'most-free-capacity', 'best-skill', 'round-robin', 'least-flexible'] as const;
export type Method = (typeof METHODS)[number];

export interface Queue {
  readonly name: string;
  /** How much earlier one priority step counts; a strict queue uses `STRICT_STEP_MS`. */
  readonly millisPerPriority: number;
  /** Within windows of so long the newest item comes first; 0: the oldest always does. */
  readonly newestFirstWithinMs: number;
  readonly method: Method;
  /** Name of the calendar outside which nothing is offered; `null`: always open. */
  readonly hours: string | null;
  /** Name of the ladder, or `null`. */
  readonly escalation: string | null;
  readonly serviceLevel: { readonly answerWithinMs: number; readonly target: number } | null;
  /** Beyond what supervisors are told of it; `null`: of nothing. */
  readonly alerts: { readonly waitingOver: number | null; readonly longestWaitOverMs: number | null } | null;
  /** In order: the first that applies and can act does. */
  readonly overflow: readonly OverflowRule[];
  /** Where an item goes to which a rule applies and none can act; `null`: it stays. */
  readonly fallback: string | null;
}

export const MODES = ['offer', 'auto-accept', 'pick'] as const;
/** `offer`: she is asked; `auto-accept`: she has it at once; `pick`: she takes it from the list. */
export type Mode = (typeof MODES)[number];

/** What a rule sets: a value that is written down, or one that is worked out from the item. */
export type Given<T> = { readonly fixed: T } | { readonly from: Expression };

/** What a rule does when its condition holds; `null` and empty: nothing of the kind. */
export interface Effect {
  readonly priority: Given<number> | null;
  readonly skills: Readonly<Record<string, Given<number>>>;
  /** The value names a skill that is then asked for. */
  readonly skillFrom: {
    readonly value: Expression;
    readonly skills: Readonly<Record<string, { readonly skill: string; readonly level: number }>>;
  } | null;
  /** Whether the skills that it adds may be dropped by an escalation. */
  readonly relaxable: boolean;
  readonly groups: readonly string[];
  readonly agentAttributes: Readonly<Record<string, Expression>>;
  readonly set: Readonly<Record<string, Given<string | number | boolean | null>>>;
  readonly cost: number | null;
  readonly dueMs: number | null;
  readonly prefer: { readonly agent: Expression; readonly forMs: number } | null;
  readonly queue: string | null;
}

export interface Rule {
  /** `null`: always. */
  readonly when: Expression | null;
  readonly effect: Effect;
}

/** The first rule that holds acts; later rulesets see what earlier ones have set. */
export interface Ruleset {
  readonly name: string;
  readonly rules: readonly Rule[];
}

export interface QueueRule {
  /** `null`: always. */
  readonly when: Expression | null;
  /** Where the item goes, by percent; they total 100. */
  readonly split: readonly { readonly queue: string; readonly percent: number }[];
}

/** What is promised of each item, and how it counts. */
export interface TargetPolicy {
  readonly firstResponseMs: number | null;
  readonly resolutionMs: number | null;
  /** Name of the calendar in whose open time they are counted; `null`: all time. */
  readonly calendar: string | null;
  /** The part of the time after which it warns. */
  readonly warnAt: number;
  /** Steps of priority that each adds to the order. */
  readonly raise: { readonly warned: number; readonly breached: number };
}

export interface Workstream {
  readonly name: string;
  readonly channel: string;
  /** Which items it takes in when none is named; `null`: any of its channel. */
  readonly when: Expression | null;
  readonly rulesets: readonly Ruleset[];
  /** In order: the first that holds and whose queue is open. */
  readonly queueRules: readonly QueueRule[];
  /** Where the item goes when no rule does; `null`: nowhere. */
  readonly fallback: string | null;
  readonly cost: number;
  readonly mode: Mode;
  /** How many agents may be asked at once. */
  readonly atOnce: number;
  readonly offerTimeoutMs: number;
  /** A big item that nobody has room for is kept a free agent after this long. */
  readonly reserveAfterMs: number;
  readonly backOffMs: number;
  /** Unanswered offers in a row after which the agent's intent becomes `away`. */
  readonly awayAfter: number;
  readonly wrapUp: {
    readonly timeoutMs: number;
    readonly holdsCapacity: boolean;
    /** What may be said of the outcome; empty: anything. */
    readonly codes: readonly string[];
    /** Whether something has to be. */
    readonly required: boolean;
    /** How often it may be extended, and by how much at once; `null`: never. */
    readonly extension: { readonly byMs: number; readonly times: number } | null;
  } | null;
  readonly requirements: Readonly<Record<string, { readonly level: number; readonly relaxable: boolean }>>;
  readonly timeToLiveMs: number | null;
  /** The ladder of its items in queues that have none of their own; `null`: none. */
  readonly escalation: string | null;
  /** What becomes of its items so long after their agent has gone. */
  readonly ownerGoneAfterMs: number;
  readonly ownerGoneThen: 'back-to-queue' | 'stay';
  /** How long its owner is preferred once a paused item waits again. */
  readonly ownerPreferredForMs: number;
  /** Who served the customer last within a time is preferred for another; `null`: nobody is. */
  readonly affinity: { readonly withinMs: number; readonly forMs: number } | null;
  readonly targets: TargetPolicy;
  /** `null`: its items are no call-backs. */
  readonly callback: CallbackPolicy | null;
  /** Queues to which agents may hand its items; `null`: any that their profiles allow. */
  readonly transferTo: readonly string[] | null;
}

/** A channel that an agent may take. */
export interface TakenChannel {
  /** How many at once. */
  readonly atMost: number;
  /** Units of an item here; `null`: what the item costs. */
  readonly cost: number | null;
  /** Channels whose work may interrupt work of this one. */
  readonly interruptibleBy: readonly string[];
}

export interface Profile {
  readonly name: string;
  readonly capacity: number;
  /** Most items at once, of all channels together. */
  readonly atMost: number;
  readonly channels: Readonly<Record<string, TakenChannel>>;
  readonly queues: Readonly<Record<string, { readonly rank: number; readonly afterMs: number }>>;
  /** Added to the key for each rank below the first; a strict profile uses `STRICT_STEP_MS`. */
  readonly rankHandicapMs: number;
  readonly groups: readonly string[];
  /** Channels whose work may come in each intent. */
  readonly presence: Readonly<Record<Intent, readonly string[]>>;
  /** How work comes to these agents; `null`: as the workstream says. */
  readonly mode: Mode | null;
  /** Name of the calendar outside which they are offered nothing; `null`: always on duty. */
  readonly shift: string | null;
  readonly may: {
    readonly decline: boolean;
    readonly pause: boolean;
    readonly pick: readonly string[];
    readonly transferTo: readonly string[];
  };
  /** What agents and supervisors may override; `max` units of capacity, or `null` when they may not. */
  readonly overrides: { readonly skills: boolean; readonly capacityMax: number | null; readonly limits: boolean };
}

export interface ConfiguredAgent {
  readonly name: string;
  readonly profile: string;
  readonly groups: readonly string[];
  readonly skills: Readonly<Record<string, number>>;
  readonly attributes: Readonly<Record<string, string>>;
  readonly capacity: number | null;
  /** Most items at once of a channel, where it is less than what the profile says. */
  readonly limits: Readonly<Record<string, number>>;
  readonly connectivity: 'heartbeat' | 'assumed';
}

/** Larger than any age in milliseconds: a step of it always comes first. 100 steps stay exact in a double. */
export const STRICT_STEP_MS = 1e13;
