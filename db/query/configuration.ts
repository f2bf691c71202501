import { type Database, run } from '../client.ts';

export interface Published {
  readonly version: number;
  readonly publishedAt: Date;
  readonly author: string;
  readonly reason: string | null;
  readonly document: unknown;
}

const ABOUT = 'version, published_at as "publishedAt", author, reason';

export async function latestConfiguration(db: Database): Promise<Published | null> {
  const [row] = await run<Published>(
    db,
    `select ${ABOUT}, document from configuration_version order by version desc limit 1`,
  );
  return row ?? null;
}

export async function readVersion(db: Database, version: number): Promise<Published | null> {
  const [row] = await run<Published>(db, `select ${ABOUT}, document from configuration_version where version = $1`, [
    version,
  ]);
  return row ?? null;
}

/** Newest first. `before`: the last version of the page before. */
export async function listVersions(
  db: Database,
  at: { before: number | null; limit: number },
): Promise<Omit<Published, 'document'>[]> {
  return run(
    db,
    `select ${ABOUT} from configuration_version where $1::integer is null or version < $1 order by version desc limit $2`,
    [at.before, at.limit],
  );
}

/** One version, whatever is in force now; `null` where there is none of that number. */
export async function configurationAt(
  db: Database,
  version: number,
): Promise<{ version: number; document: unknown; classifiedSince: number } | null> {
  const [row] = await run<{ version: number; document: unknown; classifiedSince: number }>(
    db,
    'select version, document, classified_since as "classifiedSince" from configuration_version where version = $1',
    [version],
  );
  return row ?? null;
}
