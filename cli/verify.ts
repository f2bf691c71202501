import { compareRows, LogCheck, type Violation } from '../core/verify.ts';
import { close, connect, type Database } from '../db/client.ts';
import { readLog, readStates } from '../db/query/verify.ts';

/** Checks the invariants over the log and the rows. Run it when nothing is being written, or expect to be told of what moved. */
export async function verify(db: Database): Promise<{ events: number; items: number; violations: Violation[] }> {
  const log = new LogCheck();
  let events = 0;
  for await (const event of readLog(db)) {
    log.add(event);
    events += 1;
  }
  const rows = await readStates(db);
  return { events, items: rows.items.length, violations: [...log.violations, ...compareRows(log, rows)] };
}

export async function verifyUrl(databaseUrl: string): ReturnType<typeof verify> {
  const db = connect(databaseUrl);
  return verify(db).finally(() => close(db));
}
