import { join, resolve } from 'node:path';
import { LIMITS } from '../engine/limits.ts';
import { readSettings, type Settings } from '../env.ts';
import { requireFreePort } from '../scripts/ports.ts';
import { startPostgres } from '../scripts/postgres.ts';
import { type RunningTemporal, startTemporal } from '../scripts/temporal-server.ts';
import { alertReceiver } from './alert-receiver.ts';
import { announcement } from './announce.ts';
import { migrated } from './database.ts';
import { endKilledPlay, publishDemo } from './demo.ts';
import { armFailpoint } from './failpoint.ts';
import { adminKey, claimHome, engineSecret } from './home.ts';
import { interrupted } from './interrupted.ts';
import { createLog } from './log.ts';
import { DEMO_CALLS, playHour } from './play/hour.ts';
import { inForce } from './play/organisation.ts';
import { createScreen } from './play/screen.ts';
import { type Remote, read } from './remote.ts';
import { advertisedUrl, startServer } from './server.ts';
import { temporalAddress } from './temporal.ts';
import { verdict, verifyAll } from './verify.ts';
import { workflowsUrl } from './workflow-place.ts';
import { bundleWorkflows, startWorker, type WorkerOptions } from './workflow-worker.ts';

export interface StartOptions {
  /** Publish nothing where nothing is published. */
  readonly empty: boolean;
  /** Play the recorded hour after the demo was published. */
  readonly demo: boolean;
  readonly speed: number;
}

/** Everything in one process, on servers of its own unless the environment names some; runs until a signal. */
export async function start(settings: Settings, options: StartOptions): Promise<number> {
  const undo: Undo = [];
  const home = claimHome(settings.SIGNALBOX_HOME);
  undo.push(home.release);
  try {
    await requireFreePort(settings.PORT, 'the API', `choose another port: PORT=${settings.PORT + 1} npm start`);
    const { databaseUrl, temporal, workflowBundle } = await servers(settings, { home: home.path, undo });
    await migrated(databaseUrl);
    const at = temporalAddress(settings, temporal.address);
    const key = adminKey(home, settings.SIGNALBOX_ADMIN_KEY);
    const logFile = join(home.path, 'signalbox.log');
    const log = createLog(settings.LOG_LEVEL, logFile);
    const reach = armFailpoint(settings.SIGNALBOX_FAILPOINT, home.path);
    const commands = settings.SIGNALBOX_TEMPORAL_COMMANDS === 'on';
    const alerts = alertReceiver(settings);
    const server = await startServer({
      databaseUrl,
      adminKey: key,
      engineSecret: engineSecret(home, settings.SIGNALBOX_ENGINE_SECRET),
      host: settings.HOST,
      port: settings.PORT,
      advertisedUrl: advertisedUrl(settings),
      leaseMs: LIMITS.leaseMs,
      temporal: at,
      commands,
      alerts: alerts !== null,
      log,
      reach,
    });
    undo.push(server.stop);
    const { temporal: client, engine } = server;
    const worker = startWorker({ at, temporal: client, engine, commands, alerts, workflowBundle, log, reach });
    undo.push(worker.stop);
    const remote = { url: server.url, key, keyOrigin: home.path };
    if (await endKilledPlay(remote)) console.log('A play was killed; the demo has its own durations again.');
    const demo = options.empty ? 'kept' : await publishDemo(server.url, key);
    const speed = options.demo && demo === 'published' ? options.speed : null;
    const screen = createScreen(process.stdout);
    const shown = await announcer(settings, { remote, home: home.path, logFile, uiUrl: temporal.uiUrl, speed });
    const announce = (item: string | null) => screen.say(shown(item));
    const stopping = new AbortController();
    const stopped = interrupted().then(() => stopping.abort());
    if (speed === null) announce(await newestItem(remote));
    else {
      await playHour({ remote, file: DEMO_CALLS, speed, signal: stopping.signal, screen, onFirst: announce });
      console.log(verdict(await verifyAll(databaseUrl, at)).join('\n'));
      if (!stopping.signal.aborted) console.log('\nStill running; Ctrl-C stops.');
    }
    await stopped;
    console.log('Stopping ...');
    return 0;
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

type Undo = (() => unknown)[];
type Temporal = Pick<RunningTemporal, 'address' | 'uiUrl'>;

/** Our own, unless the environment names others. Both settle before a failure is told: what comes up late must be stopped too. */
async function servers(
  settings: Settings,
  { home, undo }: { home: string; undo: Undo },
): Promise<{ databaseUrl: string; temporal: Temporal; workflowBundle: WorkerOptions['workflowBundle'] }> {
  const log = (line: string): void => console.error(line);
  const { TEMPORAL_NAMESPACE: namespace, TEMPORAL_ADDRESS: address, TEMPORAL_CLI: cli } = settings;
  const bundling = bundleWorkflows();
  const [postgres, temporal] = await Promise.allSettled([
    settings.DATABASE_URL === undefined ? startPostgres({ home, log }) : null,
    startTemporal({ home, namespace, address, cli, log }),
    bundling,
  ]);
  if (postgres.status === 'fulfilled' && postgres.value !== null) undo.push(postgres.value.stop);
  if (temporal.status === 'fulfilled') undo.push(temporal.value.stop);
  if (postgres.status === 'rejected') throw postgres.reason;
  if (temporal.status === 'rejected') throw temporal.reason;
  return {
    databaseUrl: settings.DATABASE_URL ?? postgres.value!.url,
    temporal: temporal.value,
    workflowBundle: await bundling,
  };
}

interface Place {
  readonly remote: Remote;
  readonly home: string;
  readonly logFile: string;
  readonly uiUrl: string | null;
  readonly speed: number | null;
}

/** The block that is printed once there is an item to point at. */
async function announcer(settings: Settings, place: Place): Promise<(item: string | null) => string> {
  const { remote, home, logFile, speed } = place;
  const { url, key } = remote;
  const ui = settings.TEMPORAL_UI_URL ?? place.uiUrl;
  const workflows = ui === null ? null : workflowsUrl(ui, settings.TEMPORAL_NAMESPACE);
  const usual = readSettings({});
  // What `npx signalbox` has to be told where it would not look by itself.
  const environment = [
    url === usual.SIGNALBOX_URL ? '' : `SIGNALBOX_URL=${url} `,
    home === resolve(usual.SIGNALBOX_HOME) ? '' : `SIGNALBOX_HOME=${home} `,
  ].join('');
  const about = { url, key, home, logFile, workflows, environment, speed, inForce: await inForce(remote) };
  return (item) => announcement({ ...about, item });
}

async function newestItem(remote: Remote): Promise<string | null> {
  const { data } = await read<{ data: { workflowId: string }[] }>(remote, '/v1/work-items?limit=1');
  return data[0]?.workflowId ?? null;
}
