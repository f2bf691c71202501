import type { BulkView } from '../../core/bulk.ts';
import { toUuid } from '../../core/ids.ts';
import { type Database, run } from '../client.ts';
import { toBulk } from '../rows.ts';

/** Without the ids of its items, which may be many. */
const SELECT = `select id, rev, action, filter, parameters, reason, author, role, state, json_array_length(items) as matched,
  position, done, skipped, failed, skipped_reasons, created_at, changed_at, ended_at from bulk_operation`;

const toView = (row: Record<string, unknown>): BulkView => toBulk(row) as unknown as BulkView;

/** The newest first: ids begin with the instant. `after`: id of the last one of the page before. */
export async function listBulks(db: Database, page: { after?: string; limit: number }): Promise<BulkView[]> {
  const { after, limit } = page;
  const rows = await run<Record<string, unknown>>(
    db,
    `${SELECT} ${after === undefined ? '' : 'where id < $2::uuid'} order by id desc limit $1`,
    after === undefined ? [limit] : [limit, toUuid(after)],
  );
  return rows.map(toView);
}

export async function readBulk(db: Database, id: string): Promise<BulkView | null> {
  const [row] = await run<Record<string, unknown>>(db, `${SELECT} where id = $1::uuid`, [toUuid(id)]);
  return row === undefined ? null : toView(row);
}
