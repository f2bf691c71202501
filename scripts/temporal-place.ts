import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from './processes.ts';

/** Where a server of ours keeps its data, and says that it runs. */
export type Place = { readonly database: string; readonly pidFile: string; readonly logFile: string };
export type Server = { readonly pid: number; readonly port: number; readonly uiPort: number };

/** The server that runs on the data of `home`; `null` when none does. Starts nothing. */
export function runningTemporal(home: string): { readonly address: string; readonly uiUrl: string } | null {
  if (!existsSync(join(home, 'temporal', 'server.json'))) return null;
  const place = preparePlace(home);
  const server = readPidFile(place);
  return server && isOurs(place, server) ? addresses(server) : null;
}

export function preparePlace(home: string): Place {
  mkdirSync(join(home, 'temporal'), { recursive: true, mode: 0o700 });
  const directory = realpathSync(join(home, 'temporal'));
  const [database, pidFile, logFile] = ['temporal.db', 'server.json', 'temporal.log'].map((n) => join(directory, n));
  return { database: database!, pidFile: pidFile!, logFile: logFile! };
}

export const addresses = ({ port, uiPort }: Server): { address: string; uiUrl: string } => ({
  address: `127.0.0.1:${port}`,
  uiUrl: `http://127.0.0.1:${uiPort}`,
});

export function readPidFile(place: Place): Server | null {
  if (!existsSync(place.pidFile)) return null;
  try {
    return JSON.parse(readFileSync(place.pidFile, 'utf8')) as Server;
  } catch {
    return null;
  }
}

/** A pid may have been given to another program since. */
export function isOurs(place: Place, server: Server): boolean {
  return commandLine(server.pid)?.includes(place.database) ?? false;
}
