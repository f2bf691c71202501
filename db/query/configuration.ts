import { type Database, run } from '../client.ts';

export interface Published {
  readonly version: number;
  readonly publishedAt: Date;
  readonly author: string;
  readonly document: unknown;
}

export async function latestConfiguration(db: Database): Promise<Published | null> {
  const [row] = await run<Published>(
    db,
    `select version, published_at as "publishedAt", author, document from configuration_version order by version desc limit 1`,
  );
  return row ?? null;
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
