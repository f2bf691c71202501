import { compile } from '../core/configuration/compile.ts';
import type { Configuration } from '../core/configuration/compiled.ts';
import { SignalboxError } from '../core/error.ts';
import { compareRows } from '../core/verify/compare-rows.ts';
import { LogCheck } from '../core/verify/log-check.ts';
import { CALM_MS, type Lateness } from '../core/verify/offer-clock.ts';
import type { LoggedEvent, Violation } from '../core/verify/violation.ts';
import { close, connect, type Database } from '../db/client.ts';
import { configurationAt } from '../db/query/configuration.ts';
import { readLog, readStates, readTwins } from '../db/query/verify.ts';
import { connectTemporal, type TemporalAddress } from '../engine/temporal/connection.ts';
import { checkWorkflows } from '../engine/temporal/verify.ts';

export interface Verified {
  readonly events: number;
  readonly items: number;
  readonly lateness: Lateness;
  /** Offers and picks that the log says too little of: those of an earlier release. */
  readonly unjudged: number;
  /** Offers whose recorded reasons were derived again from the log, and those for which agents were too many for its length. */
  readonly reasons: { readonly judged: number; readonly passedOver: number };
  /** Whether Temporal's list was compared. */
  readonly workflows: boolean;
  readonly violations: readonly Violation[];
}

/** Checks the invariants over the log and the rows. Run it when nothing is being written, or be told of what moved. */
export async function verify(db: Database): Promise<Omit<Verified, 'workflows'>> {
  const log = new LogCheck();
  let events = 0;
  for await (const event of readLog(db)) {
    log.add(event, await publishedBy(db, event));
    events += 1;
  }
  log.end();
  const [rows, twins] = await Promise.all([readStates(db), readTwins(db)]);
  const violations = [...log.violations, ...compareRows(log, rows), ...twins.map(oneKey)];
  const { lateness, unjudged } = log;
  const { judged, passedOver } = log.reasons;
  return { events, items: rows.items.length, lateness, unjudged, reasons: { judged, passedOver }, violations };
}

/** What a publish puts in force, or `null` for a version that this release cannot read and for any other event. */
async function publishedBy(db: Database, { type, details }: LoggedEvent): Promise<Configuration | null> {
  if (type !== 'configuration.published') return null;
  const stored = await configurationAt(db, Number(details['version']));
  const compiled = stored === null ? null : compile(stored.document, stored.version, stored);
  return compiled?.ok ? compiled.configuration : null;
}

const oneKey = (ids: readonly string[]): Violation => ({
  invariant: 'I11',
  detail: `${ids.join(' and ')} have one source and external id.`,
});

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
export function verdict({ events, items, lateness, unjudged, reasons, workflows, violations }: Verified): string[] {
  const checked = workflows ? 'their workflows' : "not Temporal's list, whose address is not known";
  return [
    ...violations.map(({ invariant, detail }) => `${invariant} ${detail}`),
    ...(lateness.unanswered === 0 ? [] : [howLate(lateness)]),
    ...(unjudged === 0
      ? []
      : [`${unjudged} offers could not be judged: an earlier release logged too little of them.`]),
    ...(reasons.passedOver === 0
      ? []
      : [
          `The reasons of ${reasons.judged} offers were derived again from the log, of ${reasons.passedOver} they were not.`,
        ]),
    `${events} events, ${items} items, ${checked}: ${violations.length} violations.`,
  ];
}

const howLate = ({ unanswered, late, repaired, latestMs }: Lateness): string =>
  `${unanswered} unanswered offers ended, the latest ${latestMs} ms after its deadline; ${late} took over ${CALM_MS} ms, ${repaired} ended by repair.`;
