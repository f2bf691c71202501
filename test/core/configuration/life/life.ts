import type { Draft, Putting, Skills } from './model.ts';

/** What was answered: a status as HTTP has it, and what it says besides. */
export interface Answer {
  readonly status: number;
  readonly version?: number;
  /** What a caller lost to. */
  readonly current?: { readonly version?: number; readonly rev?: number; readonly changeCount?: number } | null;
  readonly id?: string;
  readonly rev?: number;
}

export interface Logged {
  readonly type: string;
  readonly version: number;
}

/** Everything that can be seen. Drafts without their documents. */
export interface Seen {
  readonly versions: readonly number[];
  readonly drafts: ReadonlyMap<string, Pick<Draft, 'rev' | 'basedOn'>>;
  readonly agents: ReadonlyMap<string, Skills>;
  /** Each item's queue. */
  readonly items: ReadonlyMap<string, string | null>;
  /** What is offered to somebody or in somebody's hands, as it stands. */
  readonly inHand: readonly string[];
}

export interface Saving {
  readonly document: unknown;
  readonly basedOn: number;
}

/** What an administrator and her people do, in the core alone or over the API. */
export interface Life {
  readonly saveDraft: (draft: Saving) => Promise<Answer>;
  readonly replaceDraft: (id: string, at: { rev: number | '*'; draft: Saving }) => Promise<Answer>;
  readonly deleteDraft: (id: string, rev: number | '*') => Promise<Answer>;
  readonly readDraft: (id: string) => Promise<unknown>;
  readonly publish: (document: unknown, at: { ifMatch: number | '*'; reclassify: boolean }) => Promise<Answer>;
  readonly publishDraft: (
    id: string,
    at: { ifMatch: number | '*'; acknowledged: boolean; reclassify: boolean },
  ) => Promise<Answer>;
  readonly rollBack: (version: number, ifMatch: number | '*') => Promise<Answer>;
  /** Severities of what is found. */
  readonly validate: (document: unknown) => Promise<{ errors: number; warnings: number }>;
  /** Pointers of what differs. */
  readonly diff: (from: number, to: number) => Promise<readonly string[]>;
  /** `null` where there is no such version. */
  readonly read: (version: number) => Promise<unknown>;
  readonly putAgent: (agent: Putting) => Promise<Answer>;
  readonly putAgents: (agents: readonly Putting[]) => Promise<Answer>;
  readonly removeAgent: (id: string) => Promise<Answer>;
  readonly create: (queue: string) => Promise<Answer>;
  /** Anna comes to her desk and takes what she is offered. */
  readonly work: () => Promise<void>;
  readonly see: () => Promise<Seen>;
  /** What was logged since the last time. */
  readonly logged: () => Promise<readonly Logged[]>;
}
