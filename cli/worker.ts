import { SignalboxError } from '../core/error.ts';
import { close, connect } from '../db/client.ts';
import { LIMITS } from '../engine/limits.ts';
import { connectTemporal } from '../engine/temporal/connection.ts';
import type { Settings } from '../env.ts';
import { requireFreePort } from '../scripts/ports.ts';
import { alertReceiver } from './alert-receiver.ts';
import { armFailpoint } from './failpoint.ts';
import { engineSecret, openHome } from './home.ts';
import { lineToEngine } from './host-engine.ts';
import { interrupted } from './interrupted.ts';
import { createLog } from './log.ts';
import { temporalAddress } from './temporal.ts';
import { serveHealth } from './worker-health.ts';
import { bundleWorkflows, startWorker } from './workflow-worker.ts';

/** One process that runs items' workflows and asks the engine wherever it leads; runs until a signal. */
export async function worker(settings: Settings): Promise<number> {
  if (settings.DATABASE_URL === undefined)
    throw new SignalboxError(
      'invalid',
      'Set DATABASE_URL to the database of the API first: it says where the engine is.',
    );
  const port = settings.WORKER_PORT;
  if (port !== undefined)
    await requireFreePort(port, "the worker's health", `choose another port: WORKER_PORT=${port + 1}`);
  const home = openHome(settings.SIGNALBOX_HOME);
  const reach = armFailpoint(settings.SIGNALBOX_FAILPOINT, home.path);
  const stopped = interrupted();
  const log = createLog(settings.LOG_LEVEL);
  const at = temporalAddress(settings);
  const db = connect(settings.DATABASE_URL, { connections: 1 });
  const temporal = connectTemporal(at);
  const line = lineToEngine(db, {
    self: '',
    secret: engineSecret(home, settings.SIGNALBOX_ENGINE_SECRET),
    leaseMs: LIMITS.leaseMs,
    log: (message, details) => log.info({ ...details }, message),
    reach,
  });
  const commands = settings.SIGNALBOX_TEMPORAL_COMMANDS === 'on';
  const alerts = alertReceiver(settings);
  const workflowBundle = await bundleWorkflows();
  const running = startWorker({ at, temporal, engine: line.engine, commands, alerts, workflowBundle, log, reach });
  const health = port === undefined ? null : await serveHealth({ host: settings.HOST, port }, running.isPolling);
  void running.polling.then(() => console.error(`The worker polls ${at.taskQueue} at ${at.address}.`));
  await stopped;
  await running.stop();
  await health?.();
  line.close();
  await temporal.close();
  await close(db);
  return 0;
}
