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
