import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../scripts/ports.ts';
import { until } from '../engine/harness.ts';

export const ADMIN_KEY = 'sbk_test_admin';
const ROOT = join(import.meta.dirname, '..', '..');
const SECRET = 'sbe_shared_by_the_processes_of_one_test';

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** `null` when there was no answer: the caller does not know what became of it. */
async function ask(method: string, url: string, body?: unknown): Promise<Answer | null> {
  try {
    const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };
    const request = { method, headers, signal: AbortSignal.timeout(8_000) };
    const response = await fetch(url, body === undefined ? request : { ...request, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  } catch {
    return null;
  }
}

export interface ApiProcessOptions {
  readonly databaseUrl: string;
  /** Where it keeps its files and its log. */
  readonly home: string;
  /** What `signalbox` is told to do. */
  readonly command: readonly string[];
  /** Without one, Temporal is away: nothing listens where it is looked for. */
  readonly temporal?: { readonly address: string; readonly namespace: string; readonly taskQueue: string };
}

/** A real `signalbox` with an API, which can be killed, paused and started again at the same address. */
export class ApiProcess {
  readonly url: string;
  readonly home: string;
  child: ChildProcess | null = null;
  private readonly options: ApiProcessOptions;
  private readonly port: number;

  constructor(port: number, options: ApiProcessOptions) {
    this.port = port;
    this.options = options;
    this.home = options.home;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async create(options: ApiProcessOptions): Promise<ApiProcess> {
    return new ApiProcess(await freePort(), options);
  }

  get running(): boolean {
    return this.child !== null && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Begins; `environment` is added to that of the process. */
  launch(environment: Record<string, string> = {}): void {
    const { temporal } = this.options;
    const args = ['--import', 'tsx', 'cli/main.ts', ...this.options.command];
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        DATABASE_URL: this.options.databaseUrl,
        PORT: String(this.port),
        SIGNALBOX_HOME: this.options.home,
        SIGNALBOX_ADMIN_KEY: ADMIN_KEY,
        SIGNALBOX_ENGINE_SECRET: SECRET,
        TEMPORAL_ADDRESS: temporal?.address ?? '127.0.0.1:1',
        ...(temporal && { TEMPORAL_NAMESPACE: temporal.namespace, TEMPORAL_TASK_QUEUE: temporal.taskQueue }),
        ...environment,
      },
    });
    const log = createWriteStream(join(this.options.home, `api-${this.port}.log`), { flags: 'a' });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    this.child = child;
  }

  /** Until it can reach an engine, its own or that of another process. */
  async start(environment: Record<string, string> = {}): Promise<void> {
    this.launch(environment);
    await this.ready();
  }

  ready(): Promise<void> {
    const isReady = async () => {
      if (!this.running) throw new Error(`the process at ${this.url} has left: see its log in ${this.home}`);
      return (await ask('GET', `${this.url}/readyz`))?.status === 200;
    };
    return until('an engine can be reached', isReady, 30_000);
  }

  /** SIGTERM and SIGKILL resolve with the exit code when it is gone. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const child = this.child!;
    if (!this.running) return child.exitCode;
    const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    child.kill(signal);
    return gone;
  }

  ask(method: string, path: string, body?: unknown): Promise<Answer | null> {
    return ask(method, `${this.url}${path}`, body);
  }
}
