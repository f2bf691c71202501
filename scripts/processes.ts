import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The uid and gid of the account a program runs under, when it must not be our own. */
export type Account = { readonly uid: number; readonly gid: number };

export type Finished = { readonly code: number | null; readonly output: string };

/**
 * Starts a program in its own process group, so that Ctrl-C in the terminal reaches only us and we stop it in order.
 * It outlives us when we are killed: whoever starts next must find and adopt it.
 */
export function spawnInBackground(options: {
  command: string;
  args: readonly string[];
  logFile: string;
  account?: Account | null;
}): ChildProcess {
  const log = openSync(options.logFile, 'a', 0o600);
  try {
    const child = spawn(options.command, [...options.args], {
      detached: true,
      stdio: ['ignore', log, log],
      ...(options.account ?? {}),
    });
    child.on('error', () => {});
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/** Runs a program to its end and never throws: `code` is `null` when it could not start or was killed at the deadline. */
export function run(
  command: string,
  args: readonly string[],
  options: { deadlineMs: number; account?: Account | null; env?: NodeJS.ProcessEnv; cwd?: string },
): Promise<Finished> {
  const { deadlineMs, account, ...rest } = options;
  return new Promise((resolve) => {
    const settings = { ...rest, ...(account ?? {}), timeout: deadlineMs, maxBuffer: 16 * 1024 * 1024 };
    execFile(command, [...args], settings, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : null) : 0;
      const why = code === null && error ? `${error.message}\n` : '';
      resolve({ code, output: `${why}${stdout}${stderr}` });
    });
  });
}

/** False for a zombie too: where nobody reaps orphans, the dead keep their pid. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !isZombie(pid);
}

function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) === 'Z';
  } catch {
    return false;
  }
}

/** The command line of a process, so that a recycled pid is not taken for ours; `null` when there is no such process. */
export function commandLine(pid: number): string | null {
  if (!isAlive(pid)) return null;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return commandLineByPs(pid);
  }
}

function commandLineByPs(pid: number): string | null {
  try {
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

/** Polls every 20 ms until the process is gone; says whether it is. */
export async function waitForExit(pid: number, deadlineMs: number): Promise<boolean> {
  const until = performance.now() + deadlineMs;
  while (isAlive(pid)) {
    if (performance.now() > until) return false;
    await sleep(20);
  }
  return true;
}

/** SIGTERM, then SIGKILL at the deadline. Make sure that the pid is still yours first: see `commandLine`. */
export async function stopProcess(pid: number, deadlineMs: number): Promise<'stopped' | 'killed'> {
  sendSignal(pid, 'SIGTERM');
  if (await waitForExit(pid, deadlineMs)) return 'stopped';
  sendSignal(pid, 'SIGKILL');
  await waitForExit(pid, 2_000);
  return 'killed';
}

/** Does nothing when the process is gone already. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
