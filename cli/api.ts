import { SignalboxError } from '../core/error.ts';
import type { Settings } from '../env.ts';
import { requireFreePort } from '../scripts/ports.ts';
import { armFailpoint } from './failpoint.ts';
import { adminKey, engineSecret, openHome } from './home.ts';
import { interrupted } from './interrupted.ts';
import { createLog } from './log.ts';
import { advertisedUrl, startServer } from './server.ts';
import { temporalAddress } from './temporal.ts';

export interface ApiOptions {
  /** How long an engine that fell silent keeps the lease, in milliseconds. */
  readonly leaseMs: number;
}

/** One API process with a standby engine, beside others on the same database; runs until a signal. */
export async function api(settings: Settings, options: ApiOptions): Promise<number> {
  if (settings.DATABASE_URL === undefined)
    throw new SignalboxError('invalid', 'Set DATABASE_URL to the database first; signalbox migrate makes its schema.');
  await requireFreePort(settings.PORT, 'the API', `choose another port: PORT=${settings.PORT + 1}`);
  const home = openHome(settings.SIGNALBOX_HOME);
  const stopped = interrupted();
  const server = await startServer({
    databaseUrl: settings.DATABASE_URL,
    adminKey: adminKey(home, settings.SIGNALBOX_ADMIN_KEY),
    engineSecret: engineSecret(home, settings.SIGNALBOX_ENGINE_SECRET),
    host: settings.HOST,
    port: settings.PORT,
    advertisedUrl: advertisedUrl(settings),
    leaseMs: options.leaseMs,
    temporal: temporalAddress(settings),
    commands: settings.SIGNALBOX_TEMPORAL_COMMANDS === 'on',
    alerts: settings.SIGNALBOX_ALERT_URL !== undefined,
    log: createLog(settings.LOG_LEVEL),
    reach: armFailpoint(settings.SIGNALBOX_FAILPOINT, home.path),
  });
  console.error(`The API answers at ${server.url}; other processes reach it at ${advertisedUrl(settings)}.`);
  await stopped;
  await server.stop();
  return 0;
}
