import type { Database } from '../db/client.ts';
import { type BatchWrite, commitBatch, type IdempotencyRecord } from '../db/query/commit-batch.ts';
import { handOver, type Lease, renewLease, takeLease } from '../db/query/lease.ts';
import { type Found, lookup, type Wanted } from '../db/query/lookup.ts';
import { type Rebuilt, rebuild } from '../db/query/rebuild.ts';

export type { BatchWrite, Found, IdempotencyRecord, Lease, Rebuilt, Wanted };

/** What the engine asks of PostgreSQL. Any rejection means that the outcome is unknown. */
export interface Store {
  readonly commit: (batch: BatchWrite) => ReturnType<typeof commitBatch>;
  /** A new epoch for this holder, or `null` while another one's lease is valid. */
  readonly takeLease: () => Promise<Lease | null>;
  readonly renewLease: (epoch: number, now: number) => Promise<{ databaseNow: number } | null>;
  readonly handOver: (epoch: number) => Promise<void>;
  readonly rebuild: () => Promise<Rebuilt>;
  readonly lookup: (wanted: Wanted) => Promise<Found>;
}

export const postgresStore = (db: Database, by: { holder: string; address: string; leaseMs: number }): Store => ({
  commit: (batch) => commitBatch(db, batch),
  takeLease: () => takeLease(db, by),
  renewLease: (epoch, now) => renewLease(db, { epoch, now, leaseMs: by.leaseMs }),
  handOver: (epoch) => handOver(db, epoch),
  rebuild: () => rebuild(db),
  lookup: (wanted) => lookup(db, wanted),
});
