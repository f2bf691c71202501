import { close, connect, type Database } from '../../db/client.ts';
import { until } from '../engine/harness.ts';
import { ApiProcess } from '../support/api-process.ts';
import { makeHome } from '../support/home.ts';
import { testDatabase, testTemporal } from '../support/servers.ts';

/** `signalbox start` in a home of its own, with the demo's organisation and nothing played: to be killed and started again. */
export class DemoProcess {
  readonly process: ApiProcess;
  readonly home: string;
  readonly url: string;
  readonly db: Database;
  private readonly remove: () => void;

  private constructor(process: ApiProcess, at: { home: { path: string; remove(): void }; url: string }) {
    this.process = process;
    this.home = at.home.path;
    this.remove = at.home.remove;
    this.url = at.url;
    this.db = connect(at.url);
  }

  static async start(name: string): Promise<DemoProcess> {
    const { url } = await testDatabase();
    const home = makeHome(name);
    const command = ['start', '--no-demo'];
    const process = await ApiProcess.create({ databaseUrl: url, home: home.path, command, temporal: testTemporal() });
    await process.start();
    await until('the demo is published', async () => (await process.ask('GET', '/v1/configuration'))?.status === 200);
    return new DemoProcess(process, { home, url });
  }

  /** Any workstream of the demo. */
  async workstream(): Promise<string> {
    const { body } = (await this.process.ask('GET', '/v1/configuration'))!;
    return Object.keys((body['document'] as { workstreams: object }).workstreams)[0]!;
  }

  async end(): Promise<void> {
    await this.process.end('SIGKILL');
    await close(this.db);
    this.remove();
  }
}
