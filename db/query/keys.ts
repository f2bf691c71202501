import type { Role } from '../../core/command.ts';
import { fromUuid, toUuid } from '../../core/ids.ts';
import { type Database, run } from '../client.ts';

export interface KeyRow {
  readonly id: string;
  readonly role: Role;
  readonly agent: string | null;
  readonly source: string | null;
}

export async function findKey(db: Database, hash: string): Promise<KeyRow | null> {
  const [row] = await run<KeyRow>(
    db,
    `select id, role, agent, source from api_key
     where hash = $1 and revoked_at is null and (expires_at is null or expires_at > clock_timestamp())`,
    [hash],
  );
  return row === undefined ? null : { ...row, id: fromUuid('ke', row.id) };
}

export interface ListedKey extends KeyRow {
  readonly name: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

const LISTED = `select id, name, role, agent, source, created_at as "createdAt", expires_at as "expiresAt", revoked_at as "revokedAt"
  from api_key`;
const toListed = (row: ListedKey): ListedKey => ({ ...row, id: fromUuid('ke', row.id) });

/** Oldest first: ids are UUIDv7. `after`: id of the last key of the page before. */
export async function listKeys(db: Database, at: { after: string | null; limit: number }): Promise<ListedKey[]> {
  const rows = await run<ListedKey>(db, `${LISTED} where $1::uuid is null or id > $1::uuid order by id limit $2`, [
    at.after === null ? null : toUuid(at.after),
    at.limit,
  ]);
  return rows.map(toListed);
}

/** Revoked and expired ones too. */
export async function readKey(db: Database, id: string): Promise<ListedKey | null> {
  const [row] = await run<ListedKey>(db, `${LISTED} where id = $1::uuid`, [toUuid(id)]);
  return row === undefined ? null : toListed(row);
}
