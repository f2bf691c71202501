import { migrate } from '../../../db/migrate.ts';
import { createDatabase, type RunningPostgres, startPostgres } from '../../../scripts/postgres.ts';
import { waitForExit } from '../../../scripts/processes.ts';
import { DOCUMENT } from '../../engine/harness.ts';
import { makeHome } from '../../support/home.ts';
import { Installation } from '../../support/installation.ts';
import { Load } from './load.ts';

const LEASE_MS = 600;
const ORGANISATION = {
  ...DOCUMENT,
  profiles: { desk: { name: 'Desk', capacity: 100, channels: { chat: {} }, queues: [{ queue: 'regular' }] } },
};

/** Several API processes, a PostgreSQL of their own, and load on them. */
export class Stage {
  readonly at: Installation;
  readonly load: Load;
  readonly home: string;
  private postgres: RunningPostgres;
  private readonly remove: () => void;

  private constructor(of: { at: Installation; postgres: RunningPostgres; home: { path: string; remove: () => void } }) {
    this.at = of.at;
    this.postgres = of.postgres;
    this.home = of.home.path;
    this.remove = of.home.remove;
    this.load = new Load(of.at.processes, 16);
  }

  static async set(processes: number): Promise<Stage> {
    const home = makeHome('chaos');
    // What a killed process wrote is kept by the operating system: only a power cut would need fsync.
    const postgres = await startPostgres({ home: home.path, fsync: false, log: () => undefined });
    const databaseUrl = await createDatabase(postgres.url, 'chaos');
    await migrate(databaseUrl);
    const at = await Installation.start({ count: processes, databaseUrl, home: home.path, leaseMs: LEASE_MS });
    await at.publish(ORGANISATION, ['anna', 'bo']);
    return new Stage({ at, postgres, home });
  }

  /** kill -9 of PostgreSQL, and a new one on its data at the same port. */
  async crashPostgres(): Promise<void> {
    const { port, pid } = this.postgres;
    this.postgres.kill();
    await waitForExit(pid, 5_000);
    this.postgres = await startPostgres({ home: this.home, port, fsync: false, log: () => undefined });
  }

  async clear(): Promise<void> {
    await this.at.close();
    await this.postgres.stop();
    this.remove();
  }
}
