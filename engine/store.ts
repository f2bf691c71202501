import type { Changes } from '../core/changes.ts';
import type { Item } from '../core/item.ts';
import type { Offer } from '../core/offer.ts';
import type { Rows } from '../core/rebuild.ts';

/** An answer kept for 24 h: the same key and body get it again, another body is refused. */
export interface IdempotencyRecord {
  /** API key, route and `Idempotency-Key`, joined by the edge. */
  readonly scope: string;
  readonly bodyHash: string;
  readonly reply: unknown;
}

/** Up to which revision an item's workflow has been told. */
export interface Mark {
  readonly itemId: string;
  readonly rev: number;
}

/** All that one batch writes, in one statement. */
export interface BatchWrite {
  readonly epoch: number;
  readonly leaseMs: number;
  readonly now: number;
  readonly seqBefore: number;
  readonly changes: Changes;
  readonly idempotency: readonly IdempotencyRecord[];
  readonly marks: readonly Mark[];
}

export interface Lease {
  readonly epoch: number;
  readonly databaseNow: number;
  /** The last `now` that any holder wrote. */
  readonly storedNow: number;
}

export interface Rebuilt extends Rows {
  readonly configuration: { readonly version: number; readonly document: unknown } | null;
}

/** What a gather needs of rows that memory does not hold. */
export interface Wanted {
  readonly items: readonly string[];
  readonly offers: readonly string[];
  readonly external: readonly { readonly source: string; readonly externalId: string }[];
  readonly scopes: readonly string[];
}

export interface Found {
  readonly items: readonly Item[];
  readonly offers: readonly Offer[];
  readonly idempotency: readonly IdempotencyRecord[];
}

/** What the engine asks of PostgreSQL. Any rejection means that the outcome is unknown. */
export interface Store {
  readonly commit: (batch: BatchWrite) => Promise<{ kind: 'committed'; databaseNow: number } | { kind: 'fenced' }>;
  /** A new epoch for this holder, or `null` while another one's lease is valid. Waits behind a statement of the old epoch. */
  readonly takeLease: () => Promise<Lease | null>;
  readonly renewLease: (epoch: number, now: number) => Promise<{ databaseNow: number } | null>;
  readonly handOver: (epoch: number) => Promise<void>;
  readonly rebuild: () => Promise<Rebuilt>;
  readonly lookup: (wanted: Wanted) => Promise<Found>;
}
