import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { SignalboxError } from '../core/error.ts';
import { freePort, requireFreePort, waitForPort } from './ports.ts';
import { isAlive, sendSignal, spawnInBackground, stopProcess } from './processes.ts';
import { type CliOptions, findTemporalCli } from './temporal-cli.ts';
import { isHealthy } from './temporal-health.ts';
import { addresses, isOurs, type Place, preparePlace, readPidFile, type Server } from './temporal-place.ts';

export type RunningTemporal = {
  readonly address: string;
  /** `null` for a server of the user's own, whose address we were only told. */
  readonly uiUrl: string | null;
  readonly pid: number | null;
  readonly adopted: boolean;
  /** Does nothing to a server of the user's own. */
  stop(): Promise<void>;
  /** SIGKILL, as a crash would. */
  kill(): void;
};

export type TemporalOptions = {
  /** The database file lies here, in `temporal/`, and survives a kill. */
  readonly home: string;
  /** Free to choose when left out. A server that is adopted keeps the ports it has. */
  readonly port?: number;
  readonly uiPort?: number;
  readonly namespace: string;
  /** The value of TEMPORAL_ADDRESS: use that server and start none. */
  readonly address?: string | undefined;
  /** The server's dynamic configuration, values as JSON: `{ 'history.timerProcessorMaxTimeShift': '"100ms"' }`. */
  readonly dynamicConfig?: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
} & Omit<CliOptions, 'log'>;

const READY_MS = 60_000;

/** @throws SignalboxError `conflict` when a port is taken, `unavailable` when there is no server or it does not come up */
export async function startTemporal(options: TemporalOptions): Promise<RunningTemporal> {
  if (options.address) return useForeign(options.address, options.namespace);
  const place = preparePlace(options.home);
  const left = await adopt(place, options.namespace);
  if (left) return describe(place, left, true);
  const cli = await findTemporalCli(options);
  for (let attempt = 1; ; attempt += 1) {
    const server = await launch(cli, place, options);
    if (await isReady(server, options.namespace)) return describe(place, server, false);
    await stopProcess(server.pid, 2_000);
    const bothPortsGiven = options.port !== undefined && options.uiPort !== undefined;
    // Ports that were free when we looked may be taken by now; once is bad luck.
    if (bothPortsGiven || attempt === 3) throw notReady(place);
  }
}

async function useForeign(address: string, namespace: string): Promise<RunningTemporal> {
  if (!(await isHealthy(address, namespace, 3_000))) {
    throw new SignalboxError(
      'unavailable',
      `The Temporal server that TEMPORAL_ADDRESS names (${address}) does not answer for namespace "${namespace}"; start it, create the namespace, or unset TEMPORAL_ADDRESS.`,
    );
  }
  return { address, uiUrl: null, pid: null, adopted: true, stop: async () => {}, kill: () => {} };
}

/** Two servers on one database file would spoil it: one that runs is taken over or, when it does not answer, stopped. */
async function adopt(place: Place, namespace: string): Promise<Server | null> {
  const server = readPidFile(place);
  if (!server || !isOurs(place, server)) return null;
  if (await isReady(server, namespace, 10_000)) return server;
  await stopProcess(server.pid, 5_000);
  return null;
}

async function launch(cli: string, place: Place, options: TemporalOptions): Promise<Server> {
  const remedy = 'name a server of your own in TEMPORAL_ADDRESS';
  if (options.port) await requireFreePort(options.port, 'Temporal', remedy);
  if (options.uiPort) await requireFreePort(options.uiPort, "Temporal's UI", remedy);
  const port = options.port ?? (await freePort());
  const uiPort = options.uiPort ?? (await freePort());
  const args = ['server', 'start-dev', '--db-filename', place.database, '--sqlite-pragma', 'journal_mode=WAL'];
  args.push('--namespace', options.namespace, '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort));
  for (const [key, value] of Object.entries(options.dynamicConfig ?? {})) {
    args.push('--dynamic-config-value', `${key}=${value}`);
  }
  const { pid } = spawnInBackground({ command: cli, args, logFile: place.logFile });
  if (!pid) throw new SignalboxError('unavailable', `"${cli}" could not be started; set TEMPORAL_CLI to one that can.`);
  const server = { pid, port, uiPort };
  writeFileSync(place.pidFile, JSON.stringify(server), { mode: 0o600 });
  return server;
}

/** The TCP port first: after a refused connection gRPC itself waits a second before it tries again. */
async function isReady(server: Server, namespace: string, deadlineMs: number = READY_MS): Promise<boolean> {
  const until = performance.now() + deadlineMs;
  const gone = () => !isAlive(server.pid);
  if (!(await waitForPort(server.port, { deadlineMs, giveUp: gone }))) return false;
  while (performance.now() < until && !gone()) {
    // A server that is being killed may still take the connection; the short timeout notices soon that it is gone.
    if (await isHealthy(`127.0.0.1:${server.port}`, namespace, 1_000)) return true;
    await sleep(50);
  }
  return false;
}

function notReady(place: Place): SignalboxError {
  const said = existsSync(place.logFile) ? readFileSync(place.logFile, 'utf8').trim().split('\n').slice(-3) : [];
  return new SignalboxError(
    'unavailable',
    `The Temporal server does not come up: ${said.join(' / ').slice(-500)}. Its log is ${place.logFile}.`,
  );
}

function describe(place: Place, server: Server, adopted: boolean): RunningTemporal {
  const stop = async () => {
    if (isOurs(place, server)) await stopProcess(server.pid, 8_000);
    if (readPidFile(place)?.pid === server.pid) rmSync(place.pidFile, { force: true });
  };
  return {
    ...addresses(server),
    pid: server.pid,
    adopted,
    stop,
    kill: () => sendSignal(server.pid, 'SIGKILL'),
  };
}
