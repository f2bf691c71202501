import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, link, mkdir, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SignalboxError } from '../core/error.ts';
import { type PostgresBinaries, program } from './postgres-binaries.ts';
import { type Account, isAlive, run } from './processes.ts';
import { isReachable } from './reachable.ts';

export const SUPERUSER = 'signalbox';

export type PostgresHome = {
  readonly directory: string;
  readonly dataDir: string;
  readonly logFile: string;
  readonly password: string;
};

/**
 * The data directory under `home`, created when missing. When the account that runs PostgreSQL cannot reach `home`, the
 * data goes to another place, the same one each time, and `log` says where.
 */
export async function preparePostgresHome(
  binaries: PostgresBinaries,
  options: { home: string; fsync: boolean; log: (line: string) => void },
): Promise<PostgresHome> {
  const directory = await ownedDirectory(options.home, binaries.account, options.log);
  const dataDir = join(directory, 'data');
  const password = await readOrMakePassword(directory, binaries.account);
  if (!existsSync(dataDir)) await initialise(binaries, { directory, dataDir, fsync: options.fsync });
  await requireSameMajor(binaries, dataDir);
  return { directory, dataDir, logFile: join(directory, 'postgres.log'), password };
}

async function ownedDirectory(home: string, account: Account | null, log: (line: string) => void): Promise<string> {
  await mkdir(join(home, 'postgres'), { recursive: true });
  const wanted = await realpath(join(home, 'postgres'));
  const directory = account && !isReachable(home, account) ? await reachableSubstitute(wanted, account) : wanted;
  if (directory !== wanted) {
    log(`PostgreSQL's data lies in ${directory}, since its account cannot enter ${resolve(home)}.`);
  }
  if (account) await chown(directory, account.uid, account.gid);
  await chmod(directory, 0o700);
  return directory;
}

/** What was prepared for `home` before; `null` when nothing was. Makes nothing. */
export async function existingPostgresHome(home: string): Promise<PostgresHome | null> {
  const wanted = await realpath(join(home, 'postgres')).catch(() => null);
  if (wanted === null) return null;
  const places = [wanted, ...SUBSTITUTES.map((parent) => join(parent, substituteName(wanted)))];
  const directory = places.find((place) => existsSync(join(place, 'data', 'PG_VERSION')));
  if (directory === undefined) return null;
  const password = (await readFile(join(directory, 'password'), 'utf8')).trim();
  return { directory, dataDir: join(directory, 'data'), logFile: join(directory, 'postgres.log'), password };
}

const SUBSTITUTES = ['/var/lib/signalbox', '/var/tmp/signalbox'];

const substituteName = (wanted: string): string => createHash('sha256').update(wanted).digest('hex').slice(0, 12);

async function reachableSubstitute(wanted: string, account: Account): Promise<string> {
  const key = substituteName(wanted);
  for (const parent of SUBSTITUTES) {
    try {
      await mkdir(parent, { recursive: true, mode: 0o755 });
      if (!isReachable(parent, account)) continue;
      const directory = join(parent, key);
      await mkdir(directory, { recursive: true });
      return directory;
    } catch {}
  }
  throw new SignalboxError(
    'unavailable',
    `The account that runs PostgreSQL cannot enter ${wanted}; choose another place: SIGNALBOX_HOME=/var/lib/signalbox npm start.`,
  );
}

/** Linked into place, not written there: of two starts at once both must end up with the same complete password. */
async function readOrMakePassword(directory: string, account: Account | null): Promise<string> {
  const file = join(directory, 'password');
  if (!existsSync(file)) {
    const draft = `${file}.${randomUUID()}`;
    await writeFile(draft, randomBytes(24).toString('hex'), { mode: 0o600 });
    if (account) await chown(draft, account.uid, account.gid);
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await rm(draft);
  }
  return (await readFile(file, 'utf8')).trim();
}

/** Renamed at the end: a kill in the middle must not leave something that looks like a database. */
async function initialise(
  binaries: PostgresBinaries,
  options: { directory: string; dataDir: string; fsync: boolean },
): Promise<void> {
  const { directory, dataDir, fsync } = options;
  const draft = join(directory, `data.draft.${process.pid}.${randomUUID()}`);
  await removeDrafts(directory);
  const args = ['-D', draft, '-U', SUPERUSER, `--pwfile=${join(directory, 'password')}`, '-A', 'scram-sha-256'];
  args.push('--data-checksums', '--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  args.push('--locale=C', '--no-instructions', ...(fsync ? [] : ['--no-sync']));
  const done = await runAs(binaries, { name: 'initdb', args, cwd: directory, deadlineMs: 120_000 });
  if (done.code !== 0) {
    throw new SignalboxError(
      'unavailable',
      `A database could not be created in ${dataDir}: ${lastLines(done.output)}. Free some space or choose another place: SIGNALBOX_HOME=/somewhere npm start.`,
    );
  }
  await rename(draft, dataDir).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(join(dataDir, 'PG_VERSION'))) throw error;
  });
}

/** Drafts of processes that are gone; one of a process that lives may still be wanted. */
async function removeDrafts(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const pid = Number(/^data\.draft\.(\d+)\./.exec(name)?.[1] ?? Number.NaN);
    if (pid > 0 && !isAlive(pid)) {
      await rm(join(directory, name), { recursive: true, force: true });
    }
  }
}

async function requireSameMajor(binaries: PostgresBinaries, dataDir: string): Promise<void> {
  const found = (await readFile(join(dataDir, 'PG_VERSION'), 'utf8')).trim();
  const wanted = binaries.version.split('.')[0] ?? '';
  if (found === wanted) return;
  throw new SignalboxError(
    'precondition',
    `The data in ${dataDir} was written by PostgreSQL ${found}, this is PostgreSQL ${wanted}; dump it with the old version and restore it, or move it away to begin anew.`,
  );
}

/** With an environment of its own: PGPORT and its like from ours must not steer a server of ours. */
export function runAs(
  binaries: PostgresBinaries,
  options: { name: string; args: readonly string[]; cwd: string; deadlineMs: number },
): ReturnType<typeof run> {
  const env = process.platform === 'win32' ? undefined : { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' };
  return run(program(binaries, options.name), options.args, {
    deadlineMs: options.deadlineMs,
    account: binaries.account,
    cwd: options.cwd,
    ...(env ? { env } : {}),
  });
}

export function lastLines(output: string): string {
  return output.trim().split('\n').slice(-3).join(' / ');
}
