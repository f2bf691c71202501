import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** The admin key of this installation: given by the environment, or made once and kept readable by its owner only. */
export function adminKey(home: Home, given: string | undefined): string {
  if (given !== undefined) return given;
  const file = join(home.path, 'admin-key');
  if (!existsSync(file)) writeFileSync(file, `sbk_${randomBytes(24).toString('base64url')}`, { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}
