import { readFileSync } from 'node:fs';
import postgres from 'postgres';
import type { Settings } from '../../env.ts';
import { runningPostgresUrl } from '../../scripts/postgres.ts';
import { findPostgres } from '../../scripts/postgres-binaries.ts';
import { databaseTrouble } from '../database.ts';
import { type Finding, note, ok, wrong } from './finding.ts';

const OLDEST_MAJOR = 15;
/** Above this the engine alarms: deadlines would be told by two different clocks. */
const MOST_APART_MS = 5_000;

export async function checkPostgres(settings: Settings): Promise<Finding[]> {
  const own = settings.DATABASE_URL === undefined;
  const url = settings.DATABASE_URL ?? (await runningPostgresUrl(settings.SIGNALBOX_HOME));
  if (url === null) return [await ownBinaries()];
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined, backoff: () => 0.2 });
  try {
    const before = Date.now();
    const [row] = await sql<[Row]>`
      select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
             current_setting('server_encoding') as encoding, clock_timestamp() as now,
             to_regclass('drizzle.__drizzle_migrations') is not null as migrated`;
    const after = Date.now();
    const applied = row.migrated ? (await sql`select count(*)::int as n from drizzle.__drizzle_migrations`)[0]!.n : 0;
    return [
      ok('PostgreSQL', own ? `our own answers, on port ${new URL(url).port}` : 'DATABASE_URL answers'),
      version(row),
      encoding(row),
      schema(applied),
      clock(row.now.getTime() - (before + after) / 2),
    ];
  } catch (error) {
    return [wrong('PostgreSQL', 'cannot be reached', databaseTrouble(url, error).message)];
  } finally {
    await sql.end({ timeout: 1 });
  }
}

interface Row {
  readonly version: string;
  readonly number: number;
  readonly encoding: string;
  readonly now: Date;
  readonly migrated: boolean;
}

async function ownBinaries(): Promise<Finding> {
  const found = await findPostgres().catch((error: Error) => error);
  if (found instanceof Error) return wrong('PostgreSQL', 'none', `${found.message} Or name one in DATABASE_URL.`);
  return note('PostgreSQL', `${found.version} is installed with the packages, not running`, 'npm start starts it.');
}

function version(row: Row): Finding {
  const major = Math.floor(row.number / 10_000);
  if (major >= OLDEST_MAJOR) return ok('PostgreSQL version', row.version);
  return wrong('PostgreSQL version', row.version, `Use PostgreSQL ${OLDEST_MAJOR} or newer.`);
}

function encoding(row: Row): Finding {
  if (row.encoding === 'UTF8') return ok('PostgreSQL encoding', row.encoding);
  const remedy =
    'Names would be spoilt: create a new database with "createdb --encoding=UTF8 --template=template0 NAME".';
  return wrong('PostgreSQL encoding', row.encoding, remedy);
}

const JOURNAL = new URL('../../db/migrations/meta/_journal.json', import.meta.url);

function schema(applied: number): Finding {
  const { entries } = JSON.parse(readFileSync(JOURNAL, 'utf8')) as { entries: unknown[] };
  const value = `${applied} of ${entries.length} migrations`;
  if (applied === entries.length) return ok('Schema', value);
  if (applied > entries.length)
    return wrong('Schema', value, 'The database was used by a newer release: run that one, or restore a backup.');
  return wrong('Schema', value, 'Run: npx signalbox migrate');
}

function clock(apartMs: number): Finding {
  const value = `${apartMs >= 0 ? '+' : '−'}${Math.abs(Math.round(apartMs))} ms against this machine`;
  if (Math.abs(apartMs) <= MOST_APART_MS) return ok('Clock of the database', value);
  return wrong(
    'Clock of the database',
    value,
    'Synchronise both clocks with NTP: above 5 s deadlines cannot be trusted.',
  );
}
