import { setTimeout as sleep } from 'node:timers/promises';
import { isId } from '../../core/ids.ts';
import type { Violation } from '../../core/verify/violation.ts';
import type { Database } from '../../db/client.ts';
import { readOpenItems } from '../../db/query/open-items.ts';
import type { TemporalClient } from './connection.ts';
import { describeRunning, listRunning } from './running.ts';

/** A workflow may be some seconds behind its item: only what stays so is a violation. */
const LOOKS = 10;
const BETWEEN_MS = 500;

/** I1 and I11 against Temporal's list: an open item has one running workflow; a settled one, and one that does not exist, has none. */
export async function checkWorkflows(temporal: TemporalClient, db: Database): Promise<Violation[]> {
  const running = await listRunning(temporal);
  const open = await openOf(db, null);
  let suspects = [...new Set([...running.keys(), ...open])].filter((id) => running.has(id) !== open.has(id));
  for (let look = 0; look < LOOKS && suspects.length > 0; look += 1) {
    if (look > 0) await sleep(BETWEEN_MS);
    const opened = await openOf(
      db,
      suspects.filter((id) => isId('wi', id)),
    );
    const wrong: string[] = [];
    for (const id of suspects) {
      if (((await describeRunning(temporal, id)) !== null) !== opened.has(id)) wrong.push(id);
    }
    suspects = wrong;
  }
  return suspects.map((id) => wrongly(id, open.has(id)));
}

function wrongly(id: string, isOpen: boolean): Violation {
  if (isOpen) return { invariant: 'I1', detail: `${id} is open and no workflow runs.` };
  // A workflow has the id of its item, so that an item has one: under another id it is a second one, or nobody's.
  if (!isId('wi', id)) return { invariant: 'I11', detail: `A workflow runs as ${id}, which is the id of no item.` };
  return { invariant: 'I1', detail: `A workflow runs for ${id}, which is not open.` };
}

const openOf = async (db: Database, ids: readonly string[] | null): Promise<Set<string>> =>
  new Set((await readOpenItems(db, ids)).map((item) => item.id));
