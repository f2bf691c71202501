import postgres from 'postgres';
import { SignalboxError } from '../core/error.ts';

export interface Database {
  readonly sql: postgres.Sql;
  /** How long a statement may take before its outcome counts as unknown, in milliseconds. */
  readonly deadlineMs: number;
}

export interface ConnectOptions {
  readonly deadlineMs?: number;
  readonly connections?: number;
  /** Told of each statement as it is sent, with its parameters. */
  readonly onStatement?: (text: string, parameters: readonly unknown[]) => void;
}

/** Single statements only: the driver brings the process down when a connection drops inside a transaction of its own. */
export function connect(url: string, options: ConnectOptions = {}): Database {
  const { onStatement } = options;
  const sql = postgres(url, {
    max: options.connections ?? 4,
    connect_timeout: 5,
    backoff: () => 0.2,
    onnotice: () => undefined,
    ...(onStatement === undefined ? {} : { debug: (_, text, parameters) => onStatement(text, parameters) }),
    // A plan that was made while tables were small reads all of them in every batch, and is kept: 39 ms at 100,000 rows, 0.8 ms with
    // these. Every statement here has an index; the few that read all still do.
    connection: {
      application_name: 'signalbox',
      enable_hashjoin: 'off',
      enable_mergejoin: 'off',
      enable_seqscan: 'off',
    },
  });
  return { sql, deadlineMs: options.deadlineMs ?? 2_500 };
}

export const close = (db: Database): Promise<void> => db.sql.end({ timeout: 2 });

/** Runs one statement. Rejects with `unavailable` and an unknown outcome when it fails or is late: it may still take effect. */
export async function run<Row>(
  db: Database,
  text: string,
  parameters: readonly (string | number | null)[] = [],
): Promise<Row[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer from PostgreSQL within ${db.deadlineMs} ms`));
      forget(query);
    }, db.deadlineMs);
  });
  const query = db.sql.unsafe(text, [...parameters], { prepare: true });
  query.catch(() => undefined);
  try {
    return (await Promise.race([query, late])) as unknown as Row[];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SignalboxError('unavailable', `PostgreSQL did not confirm a statement: ${reason}.`, {
      unknownOutcome: true,
    });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What still waits for a connection must not run when PostgreSQL is back: a lease taken then would end the reign of its own
 * process. One that was sent is left alone, since the next epoch waits behind it.
 */
function forget(query: { readonly cancel: () => void }): void {
  if ((query as unknown as { state: unknown }).state === null) query.cancel();
}
