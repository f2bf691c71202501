import type { Database } from '../client.ts';

/**
 * Calls `wake` at each notification of a batch, and each time the connection that listens is there anew: what was notified
 * meanwhile is lost. The driver keeps that connection apart from the pool, opens it again by itself, and ends it with the pool.
 */
export function listenForBatches(db: Database, wake: () => void): void {
  db.sql.listen('signalbox', wake, wake).catch(() => undefined);
}
