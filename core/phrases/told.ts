import type { Intent } from '../agent.ts';
import type { AttemptOutcome } from '../callback/callback.ts';
import type { QueueReason, RuleResult } from '../classify/trace.ts';
import type { Method, OverflowAction, OverflowCondition } from '../configuration/compiled.ts';
import type { Change } from '../configuration/diff/change.ts';
import type { Remedy } from '../explain/remedy.ts';
import type { RuledOut } from '../explain/ruled-out.ts';
import type { AttentionReason, ItemState } from '../item.ts';
import type { Reason } from '../matching/shelf.ts';
import type { PartResult } from '../rules/expression.ts';
import type { Target, TargetName } from '../target.ts';
import type { Instant } from './instant.ts';

type Groups = readonly RuledOut[];
/** How long ago, in milliseconds. */
type Ago = { readonly ms: number };

/** What a rule could not work out. */
export type EffectPart =
  | { readonly kind: 'priority' | 'skill_from' | 'preferred' }
  | { readonly kind: 'skill' | 'attribute' | 'agent_attribute'; readonly name: string };

/** What becomes of an item that was given out or is settled. */
interface Recorded {
  'recorded.offered': Ago & { readonly agent: string | null };
  'recorded.assigned': Ago & { readonly agent: string | null };
  'recorded.interrupted': Ago & { readonly agent: string | null; readonly by: string };
  'recorded.paused': Ago & {
    readonly agent: string | null;
    readonly forCustomer: boolean;
    readonly until: Instant | null;
  };
  'recorded.took_up': { readonly agent: string };
  'recorded.wrapping_up': Ago & { readonly agent: string | null };
  'recorded.closed': Ago & { readonly agent: string | null };
  'recorded.ended': Ago & { readonly state: 'cancelled' | 'expired'; readonly reason: string | null };
  'recorded.in_between': { readonly state: ItemState };
  'recorded.picked': { readonly agent: string };
  'recorded.by_hand': { readonly agent: string; readonly actor: string };
  'recorded.first': { readonly agent: string };
  'recorded.chosen': {
    readonly agent: string;
    readonly able: number;
    readonly considered: number;
    readonly ruledOut: Groups;
  };
  'recorded.nobody': Record<never, never>;
  'recorded.last_offer': {
    readonly agent: string;
    readonly end: 'declined' | 'expired' | 'withdrawn' | 'agent_lost' | null;
  };
  'recorded.both': { readonly became: string; readonly why: string };
}

interface OfItems {
  'item.waiting': { readonly waitedMs: number; readonly agents: number; readonly ruledOut: Groups };
  'item.to_pick': { readonly waitedMs: number };
  'item.scheduled': { readonly notBefore: Instant };
  'item.needs_attention': Ago & { readonly reason: AttentionReason };
  'item.target': {
    readonly target: TargetName;
    readonly stage: Target['stage'];
    readonly due: Instant;
    /** Open time that is left, where it stands still. */
    readonly leftMs: number | null;
  };
  'item.preferred': {
    readonly agent: string;
    readonly until: Instant;
    /** She is preferred since she served the customer last, since she has paused it, or by a rule. */
    readonly because: 'served_last' | 'owner' | 'rule';
  };
  'item.named': { readonly agent: string };
  'item.slot': { readonly slot: Instant };
  'item.attempt': {
    readonly number: number;
    readonly agent: string;
    readonly at: Instant;
    readonly outcome: AttemptOutcome;
  };
  'item.consult': { readonly asker: string; readonly about: string };
  'item.consulted': Ago & { readonly agent: string; readonly asked: string; readonly consult: string };
  'item.advised': Ago & { readonly by: string; readonly consult: string };
  'item.place': { readonly position: number; readonly queue: string };
  'item.ruled_out': { readonly group: RuledOut };
  'new.no_queue': Record<never, never>;
  'new.turned_away': { readonly queue: string };
  'new.to_pick': { readonly queue: string };
  'new.waits': { readonly queue: string; readonly agents: number; readonly ruledOut: Groups };
  'new.first': { readonly queue: string; readonly agent: string; readonly able: number };
  'new.taken_in': {
    readonly workstream: string;
    readonly priority: number;
    readonly cost: number;
    readonly asks: Asked;
  };
  'new.agent': {
    readonly place: number;
    readonly agent: string;
    readonly method: Method;
    readonly score: number;
    readonly widening: number;
    readonly interrupts: boolean;
    readonly now: number;
  };
}

/** An overflow rule that acts, and what it saw: how many wait with the item, or milliseconds. */
export interface Overflowing {
  readonly queue: string;
  readonly rule: number;
  readonly when: OverflowCondition;
  readonly saw: number | null;
  readonly then: OverflowAction;
  readonly fallback: boolean;
}

interface OfOverflow {
  'overflow.did': Overflowing & Ago;
  'overflow.would': Overflowing;
}

/** What an item asks of an agent. */
export interface Asked {
  readonly skills: Readonly<Record<string, { readonly level: number; readonly relaxable: boolean }>>;
  readonly groups: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly agent: string | null;
}

interface OfClassification {
  'trace.rule': { readonly ruleset: string | null; readonly place: number; readonly result: RuleResult };
  'trace.condition': { readonly part: PartResult };
  'trace.queue': { readonly queue: string | null; readonly because: QueueReason };
  'trace.no_rules': Record<never, never>;
  'trace.missing': { readonly path: string };
  'trace.not_boolean': Record<never, never>;
  'trace.not_single': Record<never, never>;
  'trace.failed': { readonly said: string | null };
  'effect.unworkable': { readonly what: EffectPart; readonly because: string };
  'effect.no_number': { readonly what: EffectPart; readonly value: unknown };
  'effect.no_skill': { readonly value: unknown };
  'effect.no_agent': { readonly value: unknown };
}

interface OfAgents {
  'agent.lost': Ago & { readonly name: string };
  'agent.offline': Ago & { readonly name: string };
  'agent.draining': Ago & { readonly name: string; readonly items: number };
  'agent.idle': Ago & { readonly name: string; readonly intent: Intent };
  'agent.in_hand': { readonly name: string; readonly offers: number; readonly items: number };
  'agent.waiting': {
    readonly name: string;
    readonly open: readonly { readonly count: number; readonly pick: boolean }[];
    readonly ruledOut: readonly KeptFrom[];
  };
  'agent.kept': KeptFrom & { readonly queue: string; readonly channel: string };
  'agent.remedy': {
    readonly name: string;
    readonly remedy: Remedy;
    readonly item: { readonly id: string; readonly channel: string; readonly waitedMs: number };
    readonly now: number;
    readonly timeZone: string;
  };
  'agent.no_remedy': {
    readonly name: string;
    /** All that one item would need, where the fewest are needed. */
    readonly needs: readonly Remedy[];
    readonly item: string | null;
    readonly now: number;
    readonly timeZone: string;
  };
}

/** Items that one condition, the first that an agent fails, keeps from her. */
export interface KeptFrom {
  readonly reason: Reason;
  readonly count: number;
  readonly skill?: string;
  readonly needs?: number;
  readonly group?: string;
  readonly attribute?: string;
  readonly of?: 'queue' | 'shift';
}

/** What items ask for that not everybody has. */
export type Requirement =
  | { readonly kind: 'skill'; readonly skill: string; readonly needs: number }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'attribute'; readonly attribute: string; readonly value: string }
  | { readonly kind: 'agent'; readonly agent: string };

interface OfQueues {
  'queue.now': {
    readonly waiting: number;
    readonly oldestMs: number;
    readonly able: number;
    /** What stands in the way most, where nobody is able. */
    readonly scarcest: (Requirement & { readonly have: number; readonly here: number }) | null;
    readonly serving: number;
    readonly here: number;
    readonly open: boolean;
  };
  'queue.hours': { readonly open: boolean; readonly until: Instant | null };
  'queue.next': { readonly item: string; readonly why: string };
  'queue.profile': {
    readonly profile: string;
    readonly rank: number;
    readonly afterMs: number;
    readonly serving: number;
    readonly here: number;
    readonly able: number;
    readonly agents: readonly string[];
    readonly freeUnits: number;
  };
  'queue.line': {
    readonly workstream: string;
    readonly channel: string;
    readonly cost: number;
    readonly pick: boolean;
    readonly able: number;
    readonly freeUnits: number;
    readonly more: number;
  };
  'queue.cannot': { readonly workstream: string; readonly group: RuledOut };
  'queue.requirement': Requirement & {
    readonly waiting: number;
    readonly have: number;
    readonly here: number;
    readonly room: number;
  };
}

/** What past items would have been. */
interface OfSimulations {
  'simulation.head': {
    readonly items: number;
    readonly changed: number;
    readonly version: number;
    readonly complete: boolean;
  };
  'simulation.field': { readonly field: SimulatedField; readonly count: number };
  'simulation.example': {
    readonly item: string;
    readonly field: SimulatedField;
    readonly before: string | number | Asked | null;
    readonly after: string | number | Asked | null;
  };
  'simulation.eligible': { readonly count: number; readonly nobody: number };
  'simulation.eligible_example': {
    readonly item: string;
    readonly before: number;
    readonly after: number;
    readonly gained: readonly string[];
    readonly gainedCount: number;
    readonly lost: readonly string[];
    readonly lostCount: number;
  };
  'simulation.unplaced': { readonly count: number };
  'simulation.unplaced_example': { readonly item: string; readonly reason: string };
  'simulation.no_queue': Record<never, never>;
  'simulation.no_workstream': { readonly channel: string };
  'simulation.several_workstreams': { readonly channel: string; readonly workstreams: readonly string[] };
  'simulation.gone': { readonly kind: 'workstream' | 'queue' | 'skill' | 'group'; readonly name: string };
  'simulation.no_level': { readonly skill: string; readonly level: number };
}
export type SimulatedField = 'workstream' | 'queue' | 'priority' | 'cost' | 'requirements' | 'overflow';

interface OfDocuments {
  'diff.change': { readonly change: Change };
}

type OutByReason = { [R in Reason as `agents.${R}`]: RuledOut };
type KeptByReason = { [R in Reason as `items.${R}`]: KeptFrom };

/** What each phrase is told. The ids are stable: a translation is keyed by them. */
export interface Told
  extends Recorded,
    OfItems,
    OfOverflow,
    OfClassification,
    OfAgents,
    OfQueues,
    OfSimulations,
    OfDocuments,
    OutByReason,
    KeptByReason {}

/** A language: it has a phrase for each id, or it does not compile. */
export type Phrases = { readonly [Id in keyof Told]: (told: Told[Id]) => string };
