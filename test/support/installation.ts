import { close, connect, type Database } from '../../db/client.ts';
import { holderAddress } from '../../db/query/lease.ts';
import { until } from '../engine/harness.ts';
import { ADMIN_KEY, ApiProcess } from './api-process.ts';
import type { ProcessOptions } from './signalbox-process.ts';
import { WorkerProcess } from './worker-process.ts';

export interface InstallationOptions extends Omit<ProcessOptions, 'command'> {
  readonly count: number;
  readonly leaseMs: number;
  /** How many processes run workflows; none unless told. */
  readonly workers?: number;
}

/** Several API processes and workers on one database, and a view of it. */
export class Installation {
  readonly db: Database;
  readonly processes: readonly ApiProcess[];
  readonly workers: readonly WorkerProcess[];

  private constructor(db: Database, processes: readonly ApiProcess[], workers: readonly WorkerProcess[]) {
    this.db = db;
    this.processes = processes;
    this.workers = workers;
  }

  /** Each process calls itself `api-0`, `api-1` … in PostgreSQL. */
  static async start({ count, leaseMs, workers: wanted = 0, ...of }: InstallationOptions): Promise<Installation> {
    const processes: ApiProcess[] = [];
    const command = ['api', '--lease-ms', String(leaseMs)];
    for (let n = 0; n < count; n += 1) {
      const databaseUrl = `${of.databaseUrl}?application_name=api-${n}`;
      processes.push(await ApiProcess.create({ ...of, databaseUrl, command }));
    }
    const workers = Array.from({ length: wanted }, (_, n) => new WorkerProcess(n, of));
    const all = [...processes, ...workers];
    const started = await Promise.allSettled(all.map((one) => one.start()));
    const failed = started.find((one) => one.status === 'rejected');
    if (failed !== undefined) {
      await Promise.all(all.map((one) => one.end('SIGKILL')));
      throw failed.reason;
    }
    return new Installation(connect(of.databaseUrl), processes, workers);
  }

  /** The process that holds the lease and has built its memory. */
  async leader(): Promise<ApiProcess> {
    let found: ApiProcess | undefined;
    const leads = async (): Promise<boolean> => {
      const address = await holderAddress(this.db).catch(() => null);
      found = this.processes.find((one) => one.url === address);
      return found !== undefined && (await found.ask('GET', '/v1/queues'))?.status === 200;
    };
    await until('a process leads', leads, 60_000);
    return found!;
  }

  /** The lease row as it is; nobody and epoch 0 while PostgreSQL is away. */
  async lease(): Promise<{ epoch: number; address: string | null }> {
    const rows = await this.db.sql`
      select epoch::int as epoch, case when expires_at > clock_timestamp() then address end as address from engine_lease`.catch(
      () => [],
    );
    return { epoch: rows[0]?.epoch ?? 0, address: rows[0]?.address ?? null };
  }

  other(than: ApiProcess): ApiProcess {
    return this.processes.find((one) => one !== than)!;
  }

  /** Publishes a document and brings these agents to work. */
  async publish(document: unknown, agents: readonly string[]): Promise<void> {
    await this.put('/v1/configuration', document);
    for (const agent of agents) await this.put(`/v1/agents/${agent}/presence`, { intent: 'available' });
  }

  /** Something that recurs, far enough ahead that nothing is made meanwhile: its schedule is kept all the same. */
  async recur(item: object): Promise<void> {
    const start = new Date(Date.now() + 86_400_000).toISOString().slice(0, 19);
    const body = { name: 'Rounds', item, rule: 'FREQ=DAILY', start, timeZone: 'UTC' };
    await until(
      'it recurs',
      async () => (await (await this.leader()).ask('POST', '/v1/recurrences', body))?.status === 201,
    );
  }

  /** Again, while nobody takes it. */
  private async put(path: string, body: unknown): Promise<void> {
    const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json', 'if-match': '*' };
    await until(`PUT ${path} is answered`, async () => {
      const { url } = await this.leader();
      const response = await fetch(`${url}${path}`, { method: 'PUT', headers, body: JSON.stringify(body) });
      if (response.status !== 200 && response.status !== 503)
        throw new Error(`PUT ${path}: ${response.status} ${await response.text()}`);
      return response.status === 200;
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.processes, ...this.workers].map((one) => one.end('SIGKILL')));
    await close(this.db);
  }
}
