import type { Compiled } from '../core/configuration/compile.ts';
import { SignalboxError } from '../core/error.ts';
import type { Reply, Request } from './request.ts';

export interface Waiting {
  readonly request: Request;
  /** Of a publish: what its document comes to. */
  readonly compiled: Compiled | null;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

/** Commands that arrive while a batch is in flight are the next batch. Bounded: beyond `limit`, 503. */
export class Gather {
  private waiting: Waiting[] = [];
  private readonly limit: number;
  private readonly wake: () => void;

  constructor(limit: number, wake: () => void) {
    this.limit = limit;
    this.wake = wake;
  }

  get size(): number {
    return this.waiting.length;
  }

  add(request: Request, compiled: Compiled | null): Promise<Reply> {
    if (this.waiting.length >= this.limit) {
      return Promise.reject(
        new SignalboxError('unavailable', `The engine has ${this.limit} commands waiting already; try again shortly.`),
      );
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ request, compiled, resolve, reject });
      this.wake();
    });
  }

  take(most: number): Waiting[] {
    return this.waiting.splice(0, most);
  }

  /** Commands that the batch had no room for keep their place. */
  putBack(rest: readonly Waiting[]): void {
    this.waiting = [...rest, ...this.waiting];
  }

  rejectAll(error: Error): void {
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }
}
