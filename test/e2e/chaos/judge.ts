import { verifyAll } from '../../../cli/verify.ts';
import { idOfEvent } from '../../../core/ids.ts';
import { close, connect, type Database } from '../../../db/client.ts';
import { connectTemporal, type TemporalAddress, type TemporalClient } from '../../../engine/temporal/connection.ts';
import { WORKFLOW_TYPE } from '../../../workflows/messages.ts';
import { until } from '../../engine/harness.ts';
import type { Load } from './load.ts';
import type { Stage } from './stage.ts';

/** Everybody's workflow is told within this, the pause after an outage and a crowd of workflow tasks included. */
const TOLD_MS = 120_000;

/**
 * Lets work come to its end; names what was answered and is not there exactly once, and every broken invariant. With the workflows
 * too, unless `temporal` is `null`.
 */
export async function judge(load: Load, databaseUrl: string, temporal: TemporalAddress | null): Promise<string[]> {
  const db = connect(databaseUrl);
  try {
    await load.drain();
    await until('every workflow was told', () => allTold(db), TOLD_MS);
    const { violations } = await verifyAll(databaseUrl, temporal);
    const broken = [...load.undone, ...violations.map(({ invariant, detail }) => `${invariant} ${detail}`)];
    broken.push(...(await checkAnswers(load, db)));
    if (temporal !== null) broken.push(...(await checkClocks(db)), ...(await checkRuns(temporal, db)));
    return broken;
  } finally {
    await close(db);
  }
}

async function allTold(db: Database): Promise<boolean> {
  const [row] = await db.sql`
    select delivered_seq >= (select max(seq) from event where item_id is not null) as told from engine_lease`;
  return row?.told === true;
}

async function checkAnswers({ answered }: Load, db: Database): Promise<string[]> {
  const broken: string[] = [];
  const rows =
    await db.sql`select p.external_id, 'wi_' || w.id as id, w.state from work_item w join work_item_payload p on p.id = w.id`;
  const kept = new Map(rows.map((row) => [row.external_id, row.id]));
  for (const [externalId, { id }] of answered) if (kept.get(externalId) !== id) broken.push(`lost: ${id}`);
  for (const { external_id, id, state } of rows) {
    const end = answered.get(external_id)?.end;
    if (end === undefined) broken.push(`never answered: ${id}`);
    else if (state !== end) broken.push(`${state} and not ${end}: ${id}`);
  }
  if (rows.length !== answered.size) broken.push(`${rows.length} rows for ${answered.size} answered items`);
  return broken;
}

/** Alerts that the log knows and that nobody was told of, once the receiver has had its time; each may be heard more than once. */
export async function missedAlerts({ databaseUrl, alerts }: Pick<Stage, 'databaseUrl' | 'alerts'>): Promise<string[]> {
  const db = connect(databaseUrl);
  try {
    const rows = await db.sql`select seq, at from event where type = 'item.alerted' order by seq`;
    const known = rows.map(({ seq, at }) => idOfEvent('ev', (at as Date).getTime(), Number(seq)));
    const missing = (): string[] => {
      const heard = new Set(alerts.heard.filter(({ signed }) => signed).map(({ id }) => id));
      return known.filter((id) => !heard.has(id));
    };
    await until('every alert is heard', async () => missing().length === 0, TOLD_MS).catch(() => undefined);
    return known.length === 0 ? ['there was no alert at all'] : missing();
  } finally {
    await close(db);
  }
}

/** What only time does: a load in which the sweeper did all of it would prove nothing about timers and activities. */
const BY_TIMERS = ['offer.expired', 'item.wrap_up_ended', 'item.admitted', 'item.escalated', 'item.expired'];

async function checkClocks(db: Database): Promise<string[]> {
  const rows = await db.sql`select distinct type from event where actor = 'temporal:timer'`;
  const seen = new Set(rows.map((row) => row.type));
  return BY_TIMERS.filter((type) => !seen.has(type)).map((type) => `no timer ever led to ${type}`);
}

/** Each item had a workflow, and a second one only where the log says why. */
async function checkRuns(at: TemporalAddress, db: Database): Promise<string[]> {
  const temporal = connectTemporal(at);
  try {
    const runs = await countRuns(temporal);
    const rows = await db.sql`
      select 'wi_' || w.id as id, (select count(*)::int from event e where e.item_id = w.id and e.type = 'repair.workflow') as repairs
      from work_item w`;
    return rows.flatMap(({ id, repairs }) => {
      const found = runs.get(id) ?? 0;
      if (found === 0) return [`no workflow ever ran for ${id}`];
      return found > 1 + repairs ? [`${found} workflows ran for ${id}, which was repaired ${repairs} times`] : [];
    });
  } finally {
    await temporal.close();
  }
}

async function countRuns({ client }: TemporalClient): Promise<Map<string, number>> {
  const runs = new Map<string, number>();
  for await (const { workflowId } of client.workflow.list({
    query: `WorkflowType = '${WORKFLOW_TYPE}'`,
    pageSize: 1_000,
  }))
    runs.set(workflowId, (runs.get(workflowId) ?? 0) + 1);
  return runs;
}
