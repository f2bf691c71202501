import type { Role } from '../../core/command.ts';
import { fromUuid } from '../../core/ids.ts';
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

export async function listKeys(db: Database): Promise<ListedKey[]> {
  const rows = await run<ListedKey>(
    db,
    `select id, name, role, agent, source, created_at as "createdAt", expires_at as "expiresAt", revoked_at as "revokedAt"
     from api_key order by created_at, id limit 1000`,
  );
  return rows.map((row) => ({ ...row, id: fromUuid('ke', row.id) }));
}
