import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SignalboxError } from '../core/error.ts';
import { commandLine } from './processes.ts';

const LOCALHOST = '127.0.0.1';

/** A port nobody listens on right now; somebody else may take it before you do, so be ready to ask again. */
export function freePort(host: string = LOCALHOST): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

export function isPortBusy(port: number, host: string = LOCALHOST): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(true);
      else reject(new SignalboxError('invalid', `Port ${port} on ${host} cannot be used: ${error.message}.`));
    });
    server.listen(port, host, () => server.close(() => resolve(false)));
  });
}

function canConnect(port: number, host: string = LOCALHOST): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 1_000 });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => finish(true));
    socket.once('timeout', () => finish(false));
    socket.once('error', () => finish(false));
  });
}

/** Polls every 50 ms; `giveUp` ends the wait early, for instance because the server's process is gone. */
export async function waitForPort(
  port: number,
  options: { deadlineMs: number; host?: string; giveUp?: () => boolean },
): Promise<boolean> {
  const until = performance.now() + options.deadlineMs;
  while (performance.now() < until && !options.giveUp?.()) {
    if (await canConnect(port, options.host)) return true;
    await sleep(50);
  }
  return false;
}

/**
 * @param use what the port is wanted for, as in "the API"
 * @param remedy the next command, as in "choose another one: PORT=7071 npm start"
 * @throws SignalboxError `conflict` that names the holder when it can be found
 */
export async function requireFreePort(port: number, use: string, remedy: string): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (await isPortBusy(port)) {
    if (performance.now() > until) throw busyPort(port, use, remedy);
    await sleep(50);
  }
}

/** A process that was killed a moment ago may hold its port a little longer. */
const PATIENCE_MS = 1_000;

function busyPort(port: number, use: string, remedy: string): SignalboxError {
  const holder = portHolder(port);
  const by = holder ? ` by "${holder.command}" (process ${holder.pid})` : ' by another program';
  return new SignalboxError(
    'conflict',
    `Port ${port}, wanted for ${use}, is already in use${by}; stop it, or ${remedy}.`,
  );
}

/** The process that listens on a port; `null` where the system does not tell (anything but Linux, other users' processes). */
export function portHolder(port: number): { pid: number; command: string } | null {
  const inodes = listeningInodes(port);
  if (inodes.size === 0) return null;
  for (const entry of readdirSync('/proc')) {
    if (/^\d+$/.test(entry) && holdsSocket(entry, inodes)) {
      return { pid: Number(entry), command: shorten(commandLine(Number(entry)) ?? 'unknown') };
    }
  }
  return null;
}

const LISTENING = '0A';

function listeningInodes(port: number): Set<string> {
  const inodes = new Set<string>();
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readOrEmpty(file).split('\n').slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (local?.endsWith(wanted) && state === LISTENING && inode) inodes.add(`socket:[${inode}]`);
    }
  }
  return inodes;
}

function holdsSocket(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => inodes.has(readlinkOrEmpty(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false;
  }
}

function readlinkOrEmpty(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** What a program was told to do often stands at the end. */
function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 25)} … ${text.slice(-52)}` : text;
}
