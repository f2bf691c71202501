import { SignalboxError } from '../core/error.ts';
import { close, connect } from '../db/client.ts';
import { holderAddress } from '../db/query/lease.ts';
import { markRestored } from '../db/query/restored.ts';
import { databaseTrouble } from './database.ts';

/**
 * After PostgreSQL was restored from a backup, before anything is started: the next engine takes the rows for the truth, and
 * brings every workflow to them. A second time does the same again.
 * @throws SignalboxError `conflict` while an engine leads, `unavailable` when the database cannot be used
 */
export async function restored(databaseUrl: string): Promise<{ incarnation: number; open: number }> {
  const db = connect(databaseUrl, { connections: 1 });
  try {
    const [lease] = await db.sql`select delivered_seq from engine_lease`;
    const marked = lease === undefined ? null : await markRestored(db);
    if (marked !== null) return marked;
    if (lease === undefined) throw oldSchema();
    throw new SignalboxError(
      'conflict',
      `The engine at ${await holderAddress(db)} leads: stop every API process first, then run this again.`,
    );
  } catch (error) {
    if (error instanceof SignalboxError) throw error;
    const { code = '' } = error as { code?: string };
    throw OLD_SCHEMA.includes(code) ? oldSchema() : databaseTrouble(databaseUrl, error);
  } finally {
    await close(db);
  }
}

const oldSchema = (): SignalboxError =>
  new SignalboxError('conflict', 'The schema is not that of this program: run signalbox migrate first.');

/** A table or a column is not there. */
const OLD_SCHEMA: readonly string[] = ['42P01', '42703'];
