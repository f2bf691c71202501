import { createLog } from '../../cli/log.ts';
import { type RunningServer, startServer } from '../../cli/server.ts';
import { LIMITS } from '../../engine/limits.ts';
import { freePort } from '../../scripts/ports.ts';
import { testDatabase, testTemporal } from './servers.ts';

export const ADMIN_KEY = 'sbk_admin_of_the_test';

/** Engine, relay and API in our process, as `signalbox api` has them, on a database of their own. */
export async function startTestServer(databaseUrl?: string): Promise<RunningServer> {
  const port = await freePort();
  return startServer({
    databaseUrl: databaseUrl ?? (await testDatabase()).url,
    adminKey: ADMIN_KEY,
    engineSecret: 'sbe_secret_of_the_test',
    host: '127.0.0.1',
    port,
    advertisedUrl: `http://127.0.0.1:${port}`,
    leaseMs: LIMITS.leaseMs,
    temporal: testTemporal(),
    commands: true,
    alerts: false,
    log: createLog('silent', '/dev/null'),
  });
}
