import type { Envelope } from '../core/command.ts';
import type { ErrorCode } from '../core/error.ts';
import type { Offer } from '../core/offer.ts';
import type { AgentView, ItemView, Outcome } from '../core/outcome.ts';
import type { ToldRow } from '../core/state-row.ts';
import type { Answers, Question } from './answer.ts';

/** A command with what the edge knows about repeating it. */
export interface Request {
  readonly envelope: Envelope;
  readonly idempotency: { readonly scope: string; readonly bodyHash: string } | null;
}

/** What is answered once the batch is committed: plain data, the same in-process and over HTTP. */
export type Reply = ReplyBody & { readonly replayed?: boolean };

type ReplyBody =
  | { readonly kind: 'item'; readonly created: boolean; readonly item: ItemView }
  | { readonly kind: 'offer'; readonly offer: Offer; readonly item: ItemView | null }
  | { readonly kind: 'agent'; readonly created: boolean; readonly agent: AgentView }
  | Exclude<Outcome, { kind: 'item' | 'offer' | 'agent' }>
  | RowReply;

/** What a workflow is answered, refusals included, so that it knows the newest row after each question. */
export interface RowReply {
  readonly kind: 'row';
  /** `null`: there is no such item. */
  readonly row: ToldRow | null;
  readonly refusal: { readonly code: ErrorCode; readonly detail: string } | null;
}

/** Where commands go, whichever process holds the lease. Rejects with `SignalboxError('unavailable')` when nobody does. */
export interface EngineClient {
  /** A question about the present. Rejects like `execute`. */
  readonly ask: <Q extends Question>(question: Q) => Promise<Answers[Q['kind']]>;
  readonly execute: (request: Request) => Promise<Reply>;
}
