import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { SignalboxError } from '../core/error.ts';
import { freePort, requireFreePort } from './ports.ts';
import { findPostgres, type PostgresBinaries } from './postgres-binaries.ts';
import {
  existingPostgresHome,
  lastLines,
  type PostgresHome,
  preparePostgresHome,
  runAs,
  SUPERUSER,
} from './postgres-home.ts';
import { commandLine, isAlive, sendSignal, waitForExit } from './processes.ts';

export type RunningPostgres = {
  /** Of the database `postgres`, with user and password. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly dataDir: string;
  /** True when it ran already: a process before us was killed and left it behind. */
  readonly adopted: boolean;
  /** Disconnects everybody, writes everything out, resolves when it is gone. */
  stop(): Promise<void>;
  /** SIGKILL to the postmaster only, as a crash would; its children leave by themselves. */
  kill(): void;
};

export type PostgresOptions = {
  readonly home: string;
  /** Free to choose when left out. A server that is adopted keeps the port it has. */
  readonly port?: number;
  /** False only for throw-away data in tests. */
  readonly fsync?: boolean;
  /** Further settings of the server, by PostgreSQL's own names. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
};

type Lock = { pid: number; port: number; status: string };

const RECOVERY_MS = 10_000;

/** @throws SignalboxError `conflict` when the port is taken, `unavailable` when the server does not come up */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const binaries = await findPostgres();
  const home = await preparePostgresHome(binaries, { ...options, fsync: options.fsync ?? true });
  const until = performance.now() + RECOVERY_MS;
  for (;;) {
    const lock = await runningServer(home, until);
    if (lock) return describe(binaries, home, { ...lock, adopted: true });
    const refusal = await launch(binaries, home, options);
    if (!refusal) break;
    if (!refusal.temporary || performance.now() > until) {
      throw new SignalboxError(
        'unavailable',
        `PostgreSQL does not start: ${refusal.reason}. Its log is ${home.logFile}.`,
      );
    }
    await sleep(200);
  }
  const lock = await readLock(home.dataDir);
  if (!lock)
    throw new SignalboxError('unavailable', `PostgreSQL started and left at once; its log is ${home.logFile}.`);
  return describe(binaries, home, { ...lock, adopted: false });
}

/** The url of the server that runs on the data of `home`; `null` when none does. Starts nothing. */
export async function runningPostgresUrl(home: string): Promise<string | null> {
  const found = await existingPostgresHome(home);
  const lock = found === null ? null : await readLock(found.dataDir);
  if (found === null || lock === null || !(await answersFor(found, lock.port))) return null;
  return urlOf(found, lock.port);
}

/** Waits for a server that is starting or stopping, and removes the lock of one that is gone for certain. */
async function runningServer(home: PostgresHome, until: number): Promise<Lock | null> {
  for (;;) {
    const lock = await readLock(home.dataDir);
    if (!lock || !isAlive(lock.pid)) return null;
    if (!commandLine(lock.pid)?.includes('postgres')) {
      await rm(join(home.dataDir, 'postmaster.pid'), { force: true });
      return null;
    }
    if (lock.status === 'ready' && (await answersFor(home, lock.port))) return lock;
    if (performance.now() > until) {
      throw new SignalboxError(
        'unavailable',
        `PostgreSQL (process ${lock.pid}) holds ${home.dataDir} but does not answer; end it with "kill -INT ${lock.pid}" and start again.`,
      );
    }
    await sleep(100);
  }
}

/** The lines of postmaster.pid: pid, data directory, start, port, socket directory, address, shared memory, status. */
async function readLock(dataDir: string): Promise<Lock | null> {
  try {
    const lines = (await readFile(join(dataDir, 'postmaster.pid'), 'utf8')).split('\n');
    const pid = Number(lines[0]);
    return pid > 0 ? { pid, port: Number(lines[3]), status: (lines[7] ?? '').trim() } : null;
  } catch {
    return null;
  }
}

/** Our password opens it and it serves our directory: then it is ours. */
async function answersFor(home: PostgresHome, port: number): Promise<boolean> {
  const sql = connectOnce(urlOf(home, port));
  try {
    const [row] = await sql`select current_setting('data_directory') as directory`;
    return row?.directory === home.dataDir;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

type Refusal = { reason: string; temporary: boolean };

async function launch(
  binaries: PostgresBinaries,
  home: PostgresHome,
  options: PostgresOptions,
): Promise<Refusal | null> {
  if (options.port) await requireFreePort(options.port, 'PostgreSQL', 'name a server of your own in DATABASE_URL');
  const port = options.port ?? (await freePort());
  const settings: Record<string, string> = { ...options.settings, listen_addresses: '127.0.0.1' };
  // Unix sockets would need a directory with a short path; nobody uses them here.
  settings.unix_socket_directories = '';
  if (options.fsync === false) settings.fsync = 'off';
  const flags = Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`);
  const logged = await logSize(home);
  const args = [
    'start',
    '-w',
    '-t',
    '60',
    '-D',
    home.dataDir,
    '-l',
    home.logFile,
    '-o',
    `-p ${port} ${flags.join(' ')}`,
  ];
  const done = await runAs(binaries, { name: 'pg_ctl', args, cwd: home.directory, deadlineMs: 70_000 });
  if (done.code === 0) return null;
  const said = await logSince(home, logged);
  // The children of a killed postmaster need a moment to notice; and a port that was free may be taken by now.
  const temporary =
    /lock file|pre-existing shared memory|starting up/i.test(said) ||
    (options.port === undefined && /could not bind|could not create any TCP/i.test(said));
  return { reason: lastLines(said || done.output), temporary };
}

async function logSize(home: PostgresHome): Promise<number> {
  return stat(home.logFile).then(
    (file) => file.size,
    () => 0,
  );
}

async function logSince(home: PostgresHome, offset: number): Promise<string> {
  return readFile(home.logFile).then(
    (content) => content.subarray(offset).toString('utf8'),
    () => '',
  );
}

function describe(
  binaries: PostgresBinaries,
  home: PostgresHome,
  found: { pid: number; port: number; adopted: boolean },
): RunningPostgres {
  const { pid, port, adopted } = found;
  const stop = async () => {
    if ((await readLock(home.dataDir))?.pid !== pid) return;
    const args = (mode: string) => ['stop', '-D', home.dataDir, '-m', mode, '-w', '-t', '8'];
    const calm = await runAs(binaries, { name: 'pg_ctl', args: args('fast'), cwd: home.directory, deadlineMs: 10_000 });
    if (calm.code === 0 || !isAlive(pid)) return;
    await runAs(binaries, { name: 'pg_ctl', args: args('immediate'), cwd: home.directory, deadlineMs: 10_000 });
    await waitForExit(pid, 2_000);
  };
  const kill = () => sendSignal(pid, 'SIGKILL');
  return { url: urlOf(home, port), port, pid, dataDir: home.dataDir, adopted, stop, kill };
}

function urlOf(home: PostgresHome, port: number): string {
  return `postgres://${SUPERUSER}:${home.password}@127.0.0.1:${port}/postgres`;
}

function connectOnce(url: string): postgres.Sql {
  return postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {}, backoff: () => 0.2 });
}

/** Creates the database unless it exists, as a copy of `template` when one is named, and returns its url. */
export async function createDatabase(url: string, name: string, template?: string): Promise<string> {
  const sql = connectOnce(url);
  try {
    await sql`create database ${sql(name)} ${template ? sql`template ${sql(template)}` : sql``}`;
  } catch (error) {
    if ((error as { code?: string }).code !== DUPLICATE_DATABASE) throw error;
  } finally {
    await sql.end({ timeout: 1 });
  }
  const named = new URL(url);
  named.pathname = `/${name}`;
  return named.href;
}

const DUPLICATE_DATABASE = '42P04';
