import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine, isAlive, stopProcess } from '../../scripts/processes.ts';

const PREFIX = 'signalbox-test-';

/** Everything of one test run: data, logs, and who owns it. */
export function makeRunDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), PREFIX));
  // As root, PostgreSQL runs under another account, which has to walk through here.
  chmodSync(directory, 0o711);
  writeFileSync(join(directory, 'owner'), String(process.pid));
  return directory;
}

export function recordServers(directory: string, pids: readonly (number | null | undefined)[]): void {
  writeFileSync(join(directory, 'servers'), pids.filter((pid) => typeof pid === 'number').join('\n'));
}

export function removeRunDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}

/** Stops the servers of runs that were killed before they could, and removes their files. */
export async function sweepDeadRuns(parent: string = tmpdir()): Promise<void> {
  for (const name of readdirSync(parent).filter((entry) => entry.startsWith(PREFIX))) {
    const directory = join(parent, name);
    const [owner] = readNumbers(join(directory, 'owner'));
    if (owner === undefined || isAlive(owner)) continue;
    for (const pid of readNumbers(join(directory, 'servers'))) {
      if (commandLine(pid)?.includes(directory)) await stopProcess(pid, 3_000);
    }
    removeRunDirectory(directory);
  }
}

function readNumbers(file: string): number[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number);
}
