import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SignalboxError } from '../core/error.ts';
import { commandLine, isAlive } from '../scripts/processes.ts';

/** The directory that outlives a process: data, keys, and who runs here. */
export interface Home {
  readonly path: string;
  readonly release: () => void;
}

/** @throws SignalboxError `conflict` when another copy runs here */
export function claimHome(directory: string): Home {
  const path = resolve(directory);
  mkdirSync(path, { recursive: true });
  const file = join(path, 'signalbox.pid');
  const other = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (other > 0 && other !== process.pid && isAlive(other) && commandLine(other)?.includes('cli/main.ts')) {
    throw new SignalboxError(
      'conflict',
      `Signalbox runs already with ${path} (process ${other}). Stop it first: kill ${other}`,
    );
  }
  writeFileSync(file, String(process.pid));
  return { path, release: () => rmSync(file, { force: true }) };
}

/** The directory for keys only: several API processes may share it. */
export function openHome(directory: string): { readonly path: string } {
  const path = resolve(directory);
  mkdirSync(path, { recursive: true });
  return { path };
}

type Keeper = Pick<Home, 'path'>;

/** The admin key of this installation. */
export const adminKey = (home: Keeper, given: string | undefined): string =>
  given ?? kept(join(home.path, 'admin-key'), 'sbk_');

/** What the processes of this installation show each other; on several machines it has to be given to each. */
export const engineSecret = (home: Keeper, given: string | undefined): string =>
  given ?? kept(join(home.path, 'engine-secret'), 'sbe_');

/** Made once and kept readable by its owner only. Of two processes that make it at once, one wins and both read the same. */
function kept(file: string, prefix: string): string {
  if (!existsSync(file)) {
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, `${prefix}${randomBytes(24).toString('base64url')}`, { mode: 0o600 });
    try {
      linkSync(draft, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }
  return readFileSync(file, 'utf8').trim();
}
