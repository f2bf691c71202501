import { SignalboxError } from '../core/error.ts';
import { migrate } from '../db/migrate.ts';
import type { Settings } from '../env.ts';
import { runningPostgresUrl } from '../scripts/postgres.ts';

/**
 * DATABASE_URL, or the server that `npm start` runs here.
 * @throws SignalboxError `invalid` when there is neither
 */
export async function databaseUrl(settings: Settings): Promise<string> {
  const url = settings.DATABASE_URL ?? (await runningPostgresUrl(settings.SIGNALBOX_HOME));
  if (url !== null) return url;
  throw new SignalboxError(
    'invalid',
    `Set DATABASE_URL to the database, or start Signalbox with its own: npm start. None runs in ${settings.SIGNALBOX_HOME}.`,
  );
}

/** @throws SignalboxError `unavailable` that names the place and the next step */
export async function migrated(url: string): Promise<void> {
  await migrate(url).catch((error: unknown) => {
    throw databaseTrouble(url, error);
  });
}

/** Why a database cannot be reached, in one sentence with the next step. */
export function databaseTrouble(url: string, error: unknown): SignalboxError {
  const { hostname, port, pathname, username } = new URL(url);
  const code = (error as { code?: string }).code ?? '';
  const place = `${hostname}:${port || 5432}`;
  const database = decodeURIComponent(pathname.slice(1));
  const sentence: Record<string, string> = {
    ECONNREFUSED: `Nothing listens at ${place}: start PostgreSQL there, or correct DATABASE_URL.`,
    ENOTFOUND: `There is no host ${hostname}: correct DATABASE_URL.`,
    CONNECT_TIMEOUT: `${place} does not answer: is a firewall between, or the address in DATABASE_URL wrong?`,
    '28P01': `PostgreSQL at ${place} refuses the password of ${username}: correct DATABASE_URL.`,
    '28000': `PostgreSQL at ${place} does not let ${username} in: correct DATABASE_URL, or pg_hba.conf.`,
    '3D000': `PostgreSQL at ${place} has no database ${database}: create it with "createdb --encoding=UTF8 --template=template0 ${database}".`,
  };
  const message = error instanceof Error ? error.message : String(error);
  return new SignalboxError('unavailable', sentence[code] ?? `PostgreSQL at ${place} cannot be used: ${message}.`);
}
