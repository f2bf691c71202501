import { Worker } from 'node:worker_threads';
import { SignalboxError } from '../../core/error.ts';
import { ApiError } from '../error.ts';
import type { Done, Job, Results } from './jobs.ts';

export interface RunnerLimits {
  /** How long one job may take, once the thread has begun with it. */
  readonly jobMs: number;
  /** How many may wait for the one that is worked on. */
  readonly waiting: number;
  readonly memoryMb: number;
}

export const LIMITS: RunnerLimits = { jobMs: 10_000, waiting: 8, memoryMb: 512 };

interface Ordered {
  readonly job: Job;
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** One thread that works on one job at a time. It is ended when a job takes too long or too much memory, and begun anew for the next. */
export class Runner {
  private thread: Worker | null = null;
  private isReady = false;
  private current: Ordered | null = null;
  private timer: NodeJS.Timeout | undefined;
  private readonly waiting: Ordered[] = [];
  private readonly limits: RunnerLimits;

  constructor(limits: RunnerLimits = LIMITS) {
    this.limits = limits;
  }

  run<J extends Job>(job: J): Promise<Results[J['kind']]> {
    if (this.waiting.length >= this.limits.waiting)
      return Promise.reject(
        new SignalboxError(
          'unavailable',
          `${this.waiting.length} documents wait to be read already; try again shortly.`,
        ),
      );
    return new Promise((resolve, reject) => {
      this.waiting.push({ job, resolve, reject });
      this.next();
    });
  }

  /** Begins the thread, so that the first job need not wait for it. */
  start(): void {
    if (this.thread !== null) return;
    const thread = new Worker(new URL('./thread.mjs', import.meta.url), {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: this.limits.memoryMb },
    });
    this.thread = thread;
    thread.on('message', (message: Done | 'ready') => this.heard(message));
    thread.on('error', (error) => this.lost(thread, faultIn(error)));
    thread.on('exit', () => this.lost(thread, new Error('the thread that reads documents has ended')));
    // A process that has nothing else to do may end.
    thread.unref();
  }

  async stop(): Promise<void> {
    const { thread } = this;
    this.end(new SignalboxError('unavailable', 'This process is stopping; try again shortly.'));
    for (const { reject } of this.waiting.splice(0))
      reject(new SignalboxError('unavailable', 'This process is stopping.'));
    await thread?.terminate();
  }

  private next(): void {
    if (this.current !== null || this.waiting.length === 0) return;
    this.start();
    if (!this.isReady) return void this.thread!.ref();
    const ordered = this.waiting.shift()!;
    this.current = ordered;
    this.timer = setTimeout(() => this.overrun(), this.limits.jobMs);
    this.thread!.ref();
    this.thread!.postMessage(ordered.job);
  }

  private heard(message: Done | 'ready'): void {
    if (message === 'ready') this.isReady = true;
    else this.settle(message);
    this.thread?.unref();
    this.next();
  }

  private settle(done: Done): void {
    const { current } = this;
    clearTimeout(this.timer);
    this.current = null;
    if ('refused' in done) current?.reject(new ApiError(done.refused.code, done.refused.detail));
    else current?.resolve(done.value as never);
  }

  private overrun(): void {
    const seconds = this.limits.jobMs / 1000;
    const { thread } = this;
    this.end(tooMuch(`takes longer than ${seconds} s`));
    void thread?.terminate();
    this.next();
  }

  private lost(thread: Worker, error: Error): void {
    if (this.thread !== thread) return;
    const neverBegan = !this.isReady;
    this.end(error);
    // A thread that cannot even begin would be begun for ever.
    if (neverBegan) for (const { reject } of this.waiting.splice(0)) reject(error);
    this.next();
  }

  /** Forgets the thread, and with it the job that it worked on. */
  private end(error: Error): void {
    clearTimeout(this.timer);
    const { current } = this;
    Object.assign(this, { thread: null, isReady: false, current: null });
    current?.reject(error);
  }
}

const tooMuch = (what: string): SignalboxError =>
  new SignalboxError(
    'invalid',
    `Working through this document ${what}: make it smaller, or its rules fewer and simpler.`,
  );

const faultIn = (error: unknown): Error =>
  (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? tooMuch('takes too much memory')
    : (error as Error);
