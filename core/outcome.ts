import type { Agent } from './agent.ts';
import type { BulkView } from './bulk.ts';
import type { ErrorCode } from './error.ts';
import type { Item } from './item.ts';
import type { Offer } from './offer.ts';
import type { Recurrence } from './recurrence/recurrence.ts';

/**
 * What became of a command: the live rows, to be copied (`itemView`, `agentView`) once the batch has been matched, or a refusal
 * that changed nothing but passed deadlines.
 */
export type Outcome =
  | { readonly kind: 'item'; readonly created: boolean; readonly item: Item }
  | { readonly kind: 'offer'; readonly offer: Offer; readonly item: Item | null }
  | { readonly kind: 'agent'; readonly created: boolean; readonly agent: Agent }
  | { readonly kind: 'published'; readonly version: number; readonly warnings: readonly Finding[] }
  | { readonly kind: 'agents'; readonly added: number; readonly changed: number }
  /** `at`: epoch milliseconds. */
  | { readonly kind: 'draft'; readonly draft: string; readonly rev: number; readonly at: number }
  /** `next`: the next occurrence, in epoch milliseconds. */
  | {
      readonly kind: 'recurrence';
      readonly created: boolean;
      readonly recurrence: Recurrence;
      readonly next: number | null;
    }
  /** It has been dealt with, now or before. */
  | {
      readonly kind: 'occurrence';
      readonly recurrence: string;
      readonly nominal: number;
      readonly next: number | null;
    }
  | { readonly kind: 'bulk'; readonly created: boolean; readonly bulk: BulkView }
  | { readonly kind: 'done' }
  | Refusal;

export interface Refusal {
  readonly kind: 'refused';
  readonly code: ErrorCode;
  readonly detail: string;
  readonly findings: readonly Finding[];
  /** The state that the caller lost to, for a 409. */
  readonly current: Readonly<Record<string, unknown>> | null;
}

/** A finding of a validator: `pointer` is a JSON pointer into what was sent. */
export interface Finding {
  readonly pointer: string;
  readonly detail: string;
}

export interface ItemView extends Item {
  readonly offers: readonly Offer[];
  /** The order key in integer milliseconds; `null` unless the item is in a queue. */
  readonly key: number | null;
}

export interface AgentView extends Agent {
  /** Units in all, and how many are held by offers, assignments and wrap-up. */
  readonly units: number;
  readonly held: { readonly offered: number; readonly active: number; readonly wrappingUp: number };
  /** How many items she has left for something that may interrupt them. */
  readonly interrupted: number;
}

export const refuse = (
  code: ErrorCode,
  detail: string,
  more: { pointer?: string; findings?: readonly Finding[]; current?: Refusal['current'] } = {},
): Refusal => ({
  kind: 'refused',
  code,
  detail,
  findings: more.findings ?? (more.pointer === undefined ? [] : [{ pointer: more.pointer, detail }]),
  current: more.current ?? null,
});
