import { SignalboxError } from '../core/error.ts';
import { CALM_MS, type Lateness } from '../core/offer-clock.ts';
import { compareRows, LogCheck, type Violation } from '../core/verify.ts';
import { close, connect, type Database } from '../db/client.ts';
import { readLog, readStates } from '../db/query/verify.ts';
import { connectTemporal, type TemporalAddress } from '../engine/temporal/connection.ts';
import { checkWorkflows } from '../engine/temporal/verify.ts';

export interface Verified {
  readonly events: number;
  readonly items: number;
  readonly lateness: Lateness;
  /** Whether Temporal's list was compared. */
  readonly workflows: boolean;
  readonly violations: readonly Violation[];
}

/** Checks the invariants over the log and the rows. Run it when nothing is being written, or be told of what moved. */
export async function verify(db: Database): Promise<Omit<Verified, 'workflows'>> {
  const log = new LogCheck();
  let events = 0;
  for await (const event of readLog(db)) {
    log.add(event);
    events += 1;
  }
  const rows = await readStates(db);
  const violations = [...log.violations, ...compareRows(log, rows)];
  return { events, items: rows.items.length, lateness: log.lateness, violations };
}

/**
 * As `verify`, while work goes on: what moved between the two readings is not found a second time. With Temporal's list, unless
 * `temporal` is `null`.
 * @throws SignalboxError `unavailable` when Temporal does not answer
 */
export async function verifyAll(databaseUrl: string, temporal: TemporalAddress | null): Promise<Verified> {
  const db = connect(databaseUrl);
  try {
    const first = await verify(db);
    const found = first.violations.length === 0 ? first : await confirmed(db, first);
    const workflows = temporal === null ? [] : await verifyWorkflows(db, temporal);
    return { ...found, workflows: temporal !== null, violations: [...found.violations, ...workflows] };
  } finally {
    await close(db);
  }
}

async function confirmed(db: Database, first: Awaited<ReturnType<typeof verify>>): ReturnType<typeof verify> {
  const second = await verify(db);
  const before = new Set(first.violations.map(({ detail }) => detail));
  return { ...second, violations: second.violations.filter(({ detail }) => before.has(detail)) };
}

async function verifyWorkflows(db: Database, at: TemporalAddress): Promise<Violation[]> {
  const temporal = connectTemporal(at);
  try {
    return await checkWorkflows(temporal, db);
  } catch (error) {
    throw new SignalboxError(
      'unavailable',
      `Temporal at ${at.address} does not give its list (${(error as Error).message}): start it, or correct TEMPORAL_ADDRESS.`,
    );
  } finally {
    await temporal.close();
  }
}

/** What was checked, and what is wrong, for people. */
export function verdict({ events, items, lateness, workflows, violations }: Verified): string[] {
  const checked = workflows ? 'their workflows' : "not Temporal's list, whose address is not known";
  return [
    ...violations.map(({ invariant, detail }) => `${invariant} ${detail}`),
    ...(lateness.unanswered === 0 ? [] : [howLate(lateness)]),
    `${events} events, ${items} items, ${checked}: ${violations.length} violations.`,
  ];
}

const howLate = ({ unanswered, late, repaired, latestMs }: Lateness): string =>
  `${unanswered} unanswered offers ended, the latest ${latestMs} ms after its deadline; ${late} took over ${CALM_MS} ms, ${repaired} ended by repair.`;
