import type { Intent } from '../agent.ts';

/** A published document in the form the engine decides with: every default filled in, every duration in milliseconds. */
export interface Configuration {
  readonly version: number;
  readonly organisation: { readonly name: string; readonly timeZone: string };
  readonly channels: Readonly<Record<string, Channel>>;
  readonly skills: Readonly<Record<string, { readonly name: string; readonly levels: readonly string[] }>>;
  readonly groups: Readonly<Record<string, { readonly name: string }>>;
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
}

export interface EscalationStep {
  readonly afterMs: number;
  /** Priority steps added to the order key. */
  readonly raisePriority: number;
  /** Drops the relaxable requirements. */
  readonly relax: boolean;
}

export const METHODS = ['longest-idle', 'most-free-capacity', 'best-skill', 'round-robin', 'least-flexible'] as const;
export type Method = (typeof METHODS)[number];

export interface Queue {
  readonly name: string;
  /** How much earlier one priority step counts; a strict queue uses `STRICT_STEP_MS`. */
  readonly millisPerPriority: number;
  readonly method: Method;
  /** Name of the ladder, or `null`. */
  readonly escalation: string | null;
  readonly serviceLevel: { readonly answerWithinMs: number; readonly target: number } | null;
}

export interface Workstream {
  readonly name: string;
  readonly channel: string;
  readonly cost: number;
  readonly mode: 'offer' | 'auto-accept' | 'pick';
  readonly offerTimeoutMs: number;
  /** A big item that nobody has room for is kept a free agent after this long. */
  readonly reserveAfterMs: number;
  readonly backOffMs: number;
  /** Unanswered offers in a row after which the agent's intent becomes `away`. */
  readonly awayAfter: number;
  readonly wrapUp: {
    readonly timeoutMs: number;
    readonly holdsCapacity: boolean;
    readonly codes: readonly string[];
  } | null;
  readonly requirements: Readonly<Record<string, { readonly level: number; readonly relaxable: boolean }>>;
  /** The queue its items enter unless the request names one. */
  readonly queue: string;
  readonly timeToLiveMs: number | null;
  readonly ownerGoneAfterMs: number;
}

export interface Profile {
  readonly name: string;
  readonly capacity: number;
  /** Channels the agent may take, with how many at once. */
  readonly channels: Readonly<Record<string, { readonly atMost: number }>>;
  readonly queues: Readonly<Record<string, { readonly rank: number; readonly afterMs: number }>>;
  /** Added to the key for each rank below the first; a strict profile uses `STRICT_STEP_MS`. */
  readonly rankHandicapMs: number;
  readonly groups: readonly string[];
  /** Channels whose work may come in each intent. */
  readonly presence: Readonly<Record<Intent, readonly string[]>>;
  readonly may: {
    readonly decline: boolean;
    readonly pick: readonly string[];
    readonly transferTo: readonly string[];
  };
  /** What agents and supervisors may override; `max` units of capacity, or `null` when they may not. */
  readonly overrides: { readonly skills: boolean; readonly capacityMax: number | null };
}

export interface ConfiguredAgent {
  readonly name: string;
  readonly profile: string;
  readonly groups: readonly string[];
  readonly skills: Readonly<Record<string, number>>;
  readonly capacity: number | null;
  readonly connectivity: 'heartbeat' | 'assumed';
}

/** Larger than any age in milliseconds: a step of it always comes first. 100 steps stay exact in a double. */
export const STRICT_STEP_MS = 1e13;
