import { fromUuid, toUuid } from '../../core/ids.ts';
import { type Database, run } from '../client.ts';

export interface DraftAbout {
  readonly id: string;
  readonly rev: number;
  readonly name: string;
  readonly basedOn: number;
  readonly author: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
export interface StoredDraft extends DraftAbout {
  readonly document: unknown;
}

const ABOUT = 'id, rev, name, based_on as "basedOn", author, created_at as "createdAt", updated_at as "updatedAt"';
const named = <D extends DraftAbout>(row: D): D => ({ ...row, id: fromUuid('dr', row.id) });

/** Oldest first: ids are UUIDv7. `after`: id of the last draft of the page before. */
export async function listDrafts(db: Database, at: { after: string | null; limit: number }): Promise<DraftAbout[]> {
  const rows = await run<DraftAbout>(
    db,
    `select ${ABOUT} from configuration_draft where $1::uuid is null or id > $1::uuid order by id limit $2`,
    [at.after === null ? null : toUuid(at.after), at.limit],
  );
  return rows.map(named);
}

export async function readDraft(db: Database, id: string): Promise<StoredDraft | null> {
  const [row] = await run<StoredDraft>(db, `select ${ABOUT}, document from configuration_draft where id = $1::uuid`, [
    toUuid(id),
  ]);
  return row === undefined ? null : named(row);
}
