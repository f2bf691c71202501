import type { Event } from '../core/event.ts';
import type { Database } from '../db/client.ts';
import { type BatchWrite, commitBatch, type IdempotencyRecord } from '../db/query/commit-batch.ts';
import { handOver, type Lease, renewLease, takeLease } from '../db/query/lease.ts';
import { type Found, lookup, type Wanted } from '../db/query/lookup.ts';
import { type Rebuilt, rebuild } from '../db/query/rebuild.ts';
import { readUndelivered, type Undelivered } from '../db/query/undelivered.ts';
import { readUndeliveredAlerts } from '../db/query/undelivered-alerts.ts';

export type { BatchWrite, Found, IdempotencyRecord, Lease, Rebuilt, Undelivered, Wanted };

/** What the engine asks of PostgreSQL. Any rejection means that the outcome is unknown. */
export interface Store {
  readonly commit: (batch: BatchWrite) => ReturnType<typeof commitBatch>;
  /** A new epoch for this holder, or `null` while another one's lease is valid. */
  readonly takeLease: () => Promise<Lease | null>;
  readonly renewLease: (at: {
    epoch: number;
    now: number;
    deliveredSeq: number;
  }) => Promise<{ databaseNow: number } | null>;
  readonly handOver: (at: { epoch: number; deliveredSeq: number }) => Promise<void>;
  readonly rebuild: () => Promise<Rebuilt>;
  /** What the last holder had not told Temporal. */
  readonly undelivered: () => Promise<{ items: Undelivered[]; alerts: Event[] }>;
  readonly lookup: (wanted: Wanted) => Promise<Found>;
}

export const postgresStore = (db: Database, by: { holder: string; address: string; leaseMs: number }): Store => ({
  commit: (batch) => commitBatch(db, batch),
  takeLease: () => takeLease(db, by),
  renewLease: (at) => renewLease(db, { ...at, leaseMs: by.leaseMs }),
  handOver: (at) => handOver(db, at),
  rebuild: () => rebuild(db),
  undelivered: async () => {
    const [items, alerts] = await Promise.all([readUndelivered(db), readUndeliveredAlerts(db)]);
    return { items, alerts };
  },
  lookup: (wanted) => lookup(db, wanted),
});
