import { setTimeout as sleep } from 'node:timers/promises';
import { isId } from '../../core/ids.ts';
import type { Database } from '../../db/client.ts';
import { type OpenItem, readOpenItems, readSettledItems } from '../../db/query/open-items.ts';
import type { Searchable } from '../../workflows/messages.ts';
import type { TemporalClient } from './connection.ts';
import type { Relay } from './relay.ts';
import { describeRunning, endRunning, listRunning } from './running.ts';

export interface Reconciliation {
  readonly temporal: TemporalClient;
  readonly db: Database;
  readonly relay: Pick<Relay, 'isTold' | 'tell'>;
  /** Logs that an open item's workflow has to be told again, or started. */
  readonly repair: (item: string, reason: string) => Promise<void>;
  readonly log: (message: string, details?: Record<string, unknown>) => void;
}

/** Items whose workflow showed another state than the row, with the revision of the row. */
export type Suspects = ReadonlyMap<string, number>;

/** At most 50 repairs a second, so that a wiped namespace does not keep the work of the day waiting. */
const BETWEEN_REPAIRS_MS = 20;

/**
 * Compares open rows with Temporal's list. One without a running workflow gets one; one whose workflow shows another state than the
 * row, twice in a row, is told again (after a reset); a workflow whose item is settled is told so, and ends itself; one whose item
 * is not there is ended.
 */
export async function reconcile(at: Reconciliation, before: Suspects): Promise<Suspects> {
  // In this order: an item that comes in between has a workflow soon, and is not mistaken for one of a settled item.
  const running = await listRunning(at.temporal);
  const open = await readOpenItems(at.db);
  const suspects = new Map<string, number>();
  for (const item of open) {
    const shown = running.get(item.id);
    running.delete(item.id);
    if (!at.relay.isTold(item.id)) continue;
    if (shown === undefined) await repairMissing(at, item);
    else if (differs(shown, item)) {
      if (before.get(item.id) === item.rev) await repairStale(at, item);
      else suspects.set(item.id, item.rev);
    }
  }
  await endOthers(at, [...running.keys()]);
  return suspects;
}

async function repairMissing(at: Reconciliation, { id }: OpenItem): Promise<void> {
  if ((await describeRunning(at.temporal, id)) !== null) return;
  // It may have ended by itself meanwhile, with its item.
  const [still] = await readOpenItems(at.db, [id]);
  if (still === undefined || !at.relay.isTold(id)) return;
  await at.repair(id, 'no running workflow');
  await sleep(BETWEEN_REPAIRS_MS);
}

async function repairStale(at: Reconciliation, item: OpenItem): Promise<void> {
  const shown = await describeRunning(at.temporal, item.id);
  const [still] = await readOpenItems(at.db, [item.id]);
  if (shown === null || still?.rev !== item.rev || !differs(shown, still) || !at.relay.isTold(item.id)) return;
  await at.repair(item.id, 'the workflow showed another state');
  await sleep(BETWEEN_REPAIRS_MS);
}

const differs = (shown: Searchable, item: OpenItem): boolean =>
  shown.state !== item.state ||
  shown.queue !== item.queue ||
  shown.agent !== item.agentId ||
  shown.escalationStep !== item.escalationStep;

/** Workflows of no open item: of a settled one they are told so and end themselves, of one that is not there they are ended. */
async function endOthers(at: Reconciliation, ids: readonly string[]): Promise<void> {
  const known = ids.filter((id) => isId('wi', id) && at.relay.isTold(id));
  const settled = known.length === 0 ? [] : await readSettledItems(at.db, known);
  at.relay.tell(settled);
  const there = new Set(settled.map((item) => item.id));
  for (const id of known) if (!there.has(id)) await endUnknown(at, id);
  const strange = ids.filter((id) => !isId('wi', id));
  if (strange.length > 0) at.log('workflows without an item', { count: strange.length, first: strange[0] });
}

/**
 * A workflow is started after its row was committed, and no row is ever deleted: one that was running before the rows were read and
 * has none belongs to a time that was lost with the database, or was started by hand.
 */
async function endUnknown(at: Reconciliation, id: string): Promise<void> {
  const [open] = await readOpenItems(at.db, [id]);
  if (open !== undefined || !at.relay.isTold(id) || (await describeRunning(at.temporal, id)) === null) return;
  await at.repair(id, 'no such item');
  if (await endRunning(at.temporal, id, 'Signalbox has no such item: its row is not in the database.'))
    at.log('a workflow of no item was ended', { item: id });
  await sleep(BETWEEN_REPAIRS_MS);
}
