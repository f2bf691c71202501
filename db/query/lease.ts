import { type Database, run } from '../client.ts';

/**
 * Nobody has the lease. One that lasts for longer than `--lease-ms` allows was given by a clock that has been set back since: its
 * holder would have renewed it by now, and it would be waited for for as long as the clock was set back.
 */
export const IS_FREE = `(expires_at <= clock_timestamp() or expires_at > clock_timestamp() + interval '1 minute')`;

export interface Lease {
  readonly epoch: number;
  readonly databaseNow: number;
  /** Raised when the data came from a backup: what workflows were told before counts no more. */
  readonly incarnation: number;
  /** The engine's time at the last batch of any holder. */
  readonly storedNow: number;
}

/** A new epoch, when the lease is free or ours already. The update waits behind a statement of the old epoch. */
export async function takeLease(
  db: Database,
  by: { holder: string; address: string; leaseMs: number },
): Promise<Lease | null> {
  const [row] = await run<{ epoch: string; at: Date; now: Date; incarnation: number }>(
    db,
    `update engine_lease set epoch = epoch + 1, holder = $1, address = $2, expires_at = clock_timestamp() + $3 * interval '1 millisecond'
     where name = 'engine' and (${IS_FREE} or holder = $1)
     returning epoch, clock_timestamp() as at, "now", incarnation`,
    [by.holder, by.address, by.leaseMs],
  );
  return row === undefined
    ? null
    : {
        epoch: Number(row.epoch),
        databaseNow: row.at.getTime(),
        storedNow: row.now.getTime(),
        incarnation: row.incarnation,
      };
}

export async function renewLease(
  db: Database,
  at: { epoch: number; leaseMs: number; now: number; deliveredSeq: number },
): Promise<{ databaseNow: number } | null> {
  const [row] = await run<{ at: Date }>(
    db,
    `update engine_lease set expires_at = clock_timestamp() + $2 * interval '1 millisecond', "now" = greatest("now", $3::timestamptz),
       delivered_seq = greatest(delivered_seq, $4)
     where name = 'engine' and epoch = $1 returning clock_timestamp() as at`,
    [at.epoch, at.leaseMs, new Date(at.now).toISOString(), at.deliveredSeq],
  );
  return row === undefined ? null : { databaseNow: row.at.getTime() };
}

/** A clean stop: the next holder need not wait. */
export async function handOver(db: Database, at: { epoch: number; deliveredSeq: number }): Promise<void> {
  await run(
    db,
    `update engine_lease set expires_at = 'epoch', holder = '', delivered_seq = greatest(delivered_seq, $2)
     where name = 'engine' and epoch = $1`,
    [at.epoch, at.deliveredSeq],
  );
}

/** Where the holder can be reached; `null` while nobody holds a valid lease. */
export async function holderAddress(db: Database): Promise<string | null> {
  const [row] = await run<{ address: string }>(
    db,
    `select address from engine_lease where name = 'engine' and not ${IS_FREE}`,
  );
  return row?.address ?? null;
}
