import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { until } from '../engine/harness.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SECRET = 'sbe_shared_by_the_processes_of_one_test';
const READY_MS = 120_000;

export interface ProcessOptions {
  readonly databaseUrl: string;
  /** Where it keeps its files and its log. */
  readonly home: string;
  /** What `signalbox` is told to do. */
  readonly command: readonly string[];
  /** What all of them find in their environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Without one, Temporal is away: nothing listens where it is looked for. */
  readonly temporal?: { readonly address: string; readonly namespace: string; readonly taskQueue: string } | undefined;
}

/** A real `signalbox` that can be killed, paused and started again as the same one. */
export abstract class SignalboxProcess {
  child: ChildProcess | null = null;
  readonly home: string;
  private readonly options: ProcessOptions;
  private readonly name: string;
  private readonly own: Readonly<Record<string, string>>;
  private said = '';

  /** `own`: what it finds in its environment and others do not. Its log is called after `name`. */
  constructor(name: string, options: ProcessOptions, own: Readonly<Record<string, string>>) {
    this.name = name;
    this.options = options;
    this.own = own;
    this.home = options.home;
  }

  protected abstract isReady(): Promise<boolean>;

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
        SIGNALBOX_HOME: this.options.home,
        SIGNALBOX_ENGINE_SECRET: SECRET,
        TEMPORAL_ADDRESS: temporal?.address ?? '127.0.0.1:1',
        ...(temporal && { TEMPORAL_NAMESPACE: temporal.namespace, TEMPORAL_TASK_QUEUE: temporal.taskQueue }),
        ...this.options.environment,
        ...this.own,
        ...environment,
      },
    });
    const log = createWriteStream(join(this.options.home, `${this.name}.log`), { flags: 'a' });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    this.said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      if (this.said.length < 10_000) this.said += chunk;
    });
    this.child = child;
  }

  /** Whether it has written this to stderr since it began; only the beginning is kept. */
  protected hasSaid(text: string): boolean {
    return this.said.includes(text);
  }

  async start(environment: Record<string, string> = {}): Promise<void> {
    this.launch(environment);
    await this.ready();
  }

  ready(): Promise<void> {
    const isReady = (): Promise<boolean> => {
      if (!this.running) throw new Error(`${this.name} has left: see its log in ${this.home}`);
      return this.isReady();
    };
    return until(`${this.name} is ready`, isReady, READY_MS);
  }

  /** SIGTERM and SIGKILL resolve with the exit code when it is gone. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const child = this.child!;
    if (!this.running) return child.exitCode;
    const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    child.kill(signal);
    return gone;
  }
}
