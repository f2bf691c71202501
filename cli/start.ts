import { join } from 'node:path';
import type { Settings } from '../env.ts';
import { requireFreePort } from '../scripts/ports.ts';
import { startPostgres } from '../scripts/postgres.ts';
import { type RunningTemporal, startTemporal } from '../scripts/temporal-server.ts';
import { migrated } from './database.ts';
import { endKilledPlay, publishDemo } from './demo.ts';
import { armFailpoint } from './failpoint.ts';
import { adminKey, claimHome, engineSecret } from './home.ts';
import { interrupted } from './interrupted.ts';
import { createLog } from './log.ts';
import { DEMO_CALLS, playHour } from './play/hour.ts';
import { createScreen } from './play/screen.ts';
import { advertisedUrl, LEASE_MS, startServer } from './server.ts';
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
    const server = await startServer({
      databaseUrl,
      adminKey: key,
      engineSecret: engineSecret(home, settings.SIGNALBOX_ENGINE_SECRET),
      host: settings.HOST,
      port: settings.PORT,
      advertisedUrl: advertisedUrl(settings),
      leaseMs: LEASE_MS,
      temporal: at,
      log,
      reach,
    });
    undo.push(server.stop);
    const commands = settings.SIGNALBOX_TEMPORAL_COMMANDS === 'on';
    const { temporal: client, engine } = server;
    const worker = startWorker({ at, temporal: client, engine, commands, workflowBundle, log, reach });
    undo.push(worker.stop);
    const remote = { url: server.url, key, keyOrigin: home.path };
    if (await endKilledPlay(remote)) console.log('A play was killed; the demo has its own durations again.');
    const demo = options.empty ? 'kept' : await publishDemo(server.url, key);
    const ui = settings.TEMPORAL_UI_URL ?? temporal.uiUrl;
    const workflows = ui === null ? null : workflowsUrl(ui, at.namespace);
    announce({ url: server.url, key, home: home.path, logFile, demo, workflows });
    const stopping = new AbortController();
    const stopped = interrupted().then(() => stopping.abort());
    if (options.demo && demo === 'published') {
      await playHour({
        remote,
        file: DEMO_CALLS,
        speed: options.speed,
        signal: stopping.signal,
        screen: createScreen(process.stdout),
      });
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

interface Announced {
  readonly url: string;
  readonly key: string;
  readonly home: string;
  readonly logFile: string;
  readonly demo: 'published' | 'kept';
  readonly workflows: string | null;
}

function announce(at: Announced): void {
  console.log(`
  Signalbox is running.

  API        ${at.url}
  Reference  ${at.url}/docs
  Temporal   ${at.workflows ?? 'no address of its UI is known: set TEMPORAL_UI_URL'}
  Key        ${at.key}   (admin)
  Data       ${at.home}
  Log        ${at.logFile}
  Demo       ${at.demo === 'published' ? 'Harbour Bank was published from demo/organisation.yaml' : 'the published configuration was kept'}
  Stop       Ctrl-C

  Hand in a chat:
  curl -s ${at.url}/v1/work-items -H 'Authorization: Bearer ${at.key}' \\
    -H 'Content-Type: application/json' -d '{"source":"web-shop","channel":"chat","subject":"Where is my order?"}'
`);
}
