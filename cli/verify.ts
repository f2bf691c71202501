import { compareRows, LogCheck, type Violation } from '../core/verify.ts';
import { close, connect, type Database } from '../db/client.ts';
import { readLog, readStates } from '../db/query/verify.ts';

/** Checks the invariants over the log and the rows. Run it when nothing is being written, or be told of what moved. */
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

/** As `verify`, while work goes on: what moved between the two readings is not found a second time. */
export async function verifyUrl(databaseUrl: string): ReturnType<typeof verify> {
  const db = connect(databaseUrl);
  try {
    const first = await verify(db);
    if (first.violations.length === 0) return first;
    const second = await verify(db);
    const before = new Set(first.violations.map(({ detail }) => detail));
    return { ...second, violations: second.violations.filter(({ detail }) => before.has(detail)) };
  } finally {
    await close(db);
  }
}
