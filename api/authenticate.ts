import { createHash } from 'node:crypto';
import type { Actor } from '../core/command.ts';
import type { Database } from '../db/client.ts';
import { findKey } from '../db/query/keys.ts';

export type KeyActor = Extract<Actor, { kind: 'key' }>;

/** `null` for a key that is unknown, revoked or expired. */
export type Authenticate = (header: string | undefined) => Promise<KeyActor | null>;

const KEPT_MS = 2_000;
const MOST_KEPT = 10_000;
export const hashKey = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Looks a key up by its hash; an answer is kept for 2 s, so a revoked key is dead within 5 s. */
export function createAuthenticate(db: Database, adminKey: string | null, now: () => number): Authenticate {
  const kept = new Map<string, { actor: KeyActor | null; until: number }>();
  const adminHash = adminKey === null ? null : hashKey(adminKey);
  return async (header) => {
    const secret = /^Bearer (\S{1,200})$/i.exec(header ?? '')?.[1];
    if (secret === undefined) return null;
    const hash = hashKey(secret);
    if (hash === adminHash) return { kind: 'key', id: 'ke_environment', role: 'admin', agent: null, source: null };
    const known = kept.get(hash);
    if (known !== undefined && known.until > now()) return known.actor;
    const row = await findKey(db, hash);
    const actor = row === null ? null : ({ kind: 'key', ...row } as const);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(hash, { actor, until: now() + KEPT_MS });
    return actor;
  };
}
