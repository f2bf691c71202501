import { migrate } from '../../../db/migrate.ts';
import { connectTemporal, type TemporalAddress, type TemporalClient } from '../../../engine/temporal/connection.ts';
import { createDatabase, type RunningPostgres, startPostgres } from '../../../scripts/postgres.ts';
import { waitForExit } from '../../../scripts/processes.ts';
import { type RunningTemporal, startTemporal } from '../../../scripts/temporal-server.ts';
import { AlertReceiverStub } from '../../support/alert-receiver.ts';
import { makeHome } from '../../support/home.ts';
import { Installation } from '../../support/installation.ts';
import { LIVES } from './lives.ts';
import { Load } from './load.ts';
import { ORGANISATION } from './organisation.ts';

/** Half the usual: a takeover after each kill is waited for. Much less, and on a busy machine nobody keeps the lease. */
const LEASE_MS = 1_500;
const NAMESPACE = 'signalbox';
const silent = (): void => undefined;

export interface Plan {
  /** What is left to chance, by a seed. */
  readonly roll: () => number;
  /** Told of each death. */
  readonly tell?: (death: string) => void;
}

interface Servers {
  postgres: RunningPostgres;
  temporal: RunningTemporal;
}

/** API processes and workers on a PostgreSQL and a Temporal server of their own, and load on them. */
export class Stage {
  readonly at: Installation;
  readonly load: Load;
  readonly home: string;
  readonly databaseUrl: string;
  readonly temporal: TemporalAddress;
  readonly alerts: AlertReceiverStub;
  private readonly servers: Servers;
  private readonly client: TemporalClient;
  private readonly remove: () => void;

  private constructor(of: {
    at: Installation;
    servers: Servers;
    databaseUrl: string;
    temporal: TemporalAddress;
    home: { path: string; remove: () => void };
    alerts: AlertReceiverStub;
  }) {
    this.at = of.at;
    this.alerts = of.alerts;
    this.servers = of.servers;
    this.home = of.home.path;
    this.remove = of.home.remove;
    this.databaseUrl = of.databaseUrl;
    this.temporal = of.temporal;
    this.client = connectTemporal(of.temporal);
    this.load = new Load({ at: of.at.processes, temporal: this.client, callers: 12, lives: LIVES });
  }

  static async set(): Promise<Stage> {
    const home = makeHome('chaos');
    const servers = await startServers(home.path);
    const alerts = new AlertReceiverStub();
    await alerts.listen();
    try {
      const databaseUrl = await createDatabase(servers.postgres.url, 'chaos');
      await migrate(databaseUrl);
      const temporal = { address: servers.temporal.address, namespace: NAMESPACE, taskQueue: 'signalbox' };
      const size = { count: 3, workers: 2 };
      const { environment } = alerts;
      const where = { databaseUrl, home: home.path, temporal, environment };
      const at = await Installation.start({ ...size, ...where, leaseMs: LEASE_MS });
      try {
        await at.publish(ORGANISATION, ['anna', 'bo']);
        await at.recur({ workstream: 'chat' });
      } catch (error) {
        await at.close();
        throw error;
      }
      return new Stage({ at, servers, databaseUrl, temporal, home, alerts });
    } catch (error) {
      alerts.close();
      await Promise.all([servers.postgres.stop(), servers.temporal.stop()]);
      throw error;
    }
  }

  /** kill -9 of PostgreSQL, and a new one on its data at the same port. */
  async crashPostgres(): Promise<void> {
    const { port, pid } = this.servers.postgres;
    this.servers.postgres.kill();
    await waitForExit(pid, 5_000);
    this.servers.postgres = await launchPostgres(this.home, port);
  }

  /** kill -9 of Temporal, and a new one on its data at the same port. */
  async crashTemporal(): Promise<void> {
    const { address, pid } = this.servers.temporal;
    this.servers.temporal.kill();
    await waitForExit(pid!, 5_000);
    this.servers.temporal = await launchTemporal(this.home, Number(address.split(':')[1]));
  }

  /** Ends everything; after a failure the logs and the data stay, to be read. */
  async clear({ keep }: { keep: boolean } = { keep: false }): Promise<void> {
    await this.load.abandon();
    await this.at.close();
    await this.client.close();
    this.alerts.close();
    await Promise.all([this.servers.postgres.stop(), this.servers.temporal.stop()]);
    if (!keep) this.remove();
  }
}

/** Both settle before a failure is told: what comes up late must be stopped too. */
async function startServers(home: string): Promise<Servers> {
  const [postgres, temporal] = await Promise.allSettled([launchPostgres(home), launchTemporal(home)]);
  if (postgres.status === 'fulfilled' && temporal.status === 'fulfilled')
    return { postgres: postgres.value, temporal: temporal.value };
  for (const one of [postgres, temporal]) if (one.status === 'fulfilled') await one.value.stop();
  throw postgres.status === 'rejected' ? postgres.reason : (temporal as PromiseRejectedResult).reason;
}

// What a killed process wrote is kept by the operating system: only a power cut would need fsync.
const launchPostgres = (home: string, port?: number): Promise<RunningPostgres> =>
  startPostgres({ home, ...(port === undefined ? {} : { port }), fsync: false, log: silent });

const launchTemporal = (home: string, port?: number): Promise<RunningTemporal> =>
  startTemporal({
    home,
    ...(port === undefined ? {} : { port }),
    namespace: NAMESPACE,
    cli: process.env.TEMPORAL_CLI,
    // Timers of less than a second would fire at one second otherwise.
    dynamicConfig: { 'history.timerProcessorMaxTimeShift': '"100ms"' },
    log: silent,
  });
