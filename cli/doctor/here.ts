import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Settings } from '../../env.ts';
import { isPortBusy, portHolder } from '../../scripts/ports.ts';
import { isAlive } from '../../scripts/processes.ts';
import { type Finding, note, ok, wrong } from './finding.ts';

const OLDEST: readonly [number, number] = [20, 19];

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const old = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  return old ? wrong('Node', version, `Install Node ${OLDEST.join('.')} or newer.`) : ok('Node', version);
}

export function checkHome(settings: Settings): Finding {
  const path = resolve(settings.SIGNALBOX_HOME);
  if (!existsSync(path)) return note('Data', `${path} is not there`, 'The first npm start makes it.');
  const file = join(path, 'signalbox.pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  return ok('Data', pid > 0 && isAlive(pid) ? `${path}, in use by process ${pid}` : `${path}, nothing runs on it`);
}

/** Free, or taken by a Signalbox: both are fine. */
export async function checkPort(settings: Settings): Promise<Finding> {
  const { HOST, PORT } = settings;
  const name = 'Port of the API';
  const busy = await isPortBusy(PORT, HOST).catch((error: Error) => error);
  if (busy instanceof Error) return wrong(name, `${HOST}:${PORT}`, `${busy.message} Correct HOST or PORT.`);
  if (!busy) return ok(name, `${HOST}:${PORT} is free`);
  if (await isSignalbox(`http://${HOST}:${PORT}`)) return ok(name, `Signalbox answers at ${HOST}:${PORT}`);
  const holder = portHolder(PORT);
  const by = holder === null ? 'another program' : `"${holder.command}" (process ${holder.pid})`;
  return wrong(
    name,
    `${HOST}:${PORT} is taken by ${by}`,
    `Stop it, or choose another port: PORT=${PORT + 1} npm start.`,
  );
}

async function isSignalbox(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/livez`, { signal: AbortSignal.timeout(2_000) });
    return ((await answer.json()) as { status?: unknown }).status === 'alive';
  } catch {
    return false;
  }
}
