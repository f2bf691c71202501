import type { Backlog, Delivery } from './backlog.ts';
import type { Delivered } from './deliver.ts';

export interface SenderOptions {
  readonly deliver: (delivery: Delivery) => Promise<Delivered>;
  /** An open item has no running workflow. Resolves once that is in the log, which makes a delivery that starts it. */
  readonly missing: (item: string) => Promise<void>;
  readonly log: (message: string, details?: Record<string, unknown>) => void;
}

/** Calls in flight at once: a dev server on SQLite is no faster with more. */
const AT_ONCE = 16;
/** After a failure everything pauses: a server that is away or overloaded is asked by one call now and then. */
const PAUSE_MS = 100;
const PAUSE_AT_MOST_MS = 5_000;

/** Empties a backlog, however long Temporal is away meanwhile. */
export class Sender {
  private readonly options: SenderOptions;
  private backlog: Backlog | null = null;
  private running = 0;
  private pauseMs = 0;
  private resume: NodeJS.Timeout | null = null;
  private idle: () => void = () => undefined;
  private stopped = false;

  constructor(options: SenderOptions) {
    this.options = options;
  }

  serve(backlog: Backlog | null): void {
    this.backlog = backlog;
    this.pump();
  }

  /** Sends what may be sent now. */
  pump(): void {
    const most = this.pauseMs > 0 ? 1 : AT_ONCE;
    while (this.backlog !== null && !this.stopped && this.resume === null && this.running < most) {
      const delivery = this.backlog.take();
      if (delivery === null) return;
      this.running += 1;
      void this.send(this.backlog, delivery).finally(() => {
        this.running -= 1;
        if (this.running === 0) this.idle();
        this.pump();
      });
    }
  }

  /** Resolves when nothing is in flight. What is left is read from the log by the next holder. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.resume !== null) clearTimeout(this.resume);
    if (this.running === 0) return;
    await new Promise<void>((resolve) => {
      this.idle = resolve;
    });
  }

  private async send(backlog: Backlog, delivery: Delivery): Promise<void> {
    try {
      const delivered = await this.options.deliver(delivery);
      if (delivered === 'missing') await this.options.missing(delivery.row.id);
      backlog.delivered(delivery);
      if (this.pauseMs > 0) this.options.log('workflows are told again', { due: backlog.size });
      this.pauseMs = 0;
    } catch (error) {
      backlog.failed(delivery);
      this.pause(delivery, error);
    }
  }

  private pause(delivery: Delivery, error: unknown): void {
    if (this.pauseMs === 0) {
      this.options.log('a workflow could not be told; trying again', { item: delivery.row.id, error: String(error) });
    }
    if (this.resume !== null || this.stopped) return;
    this.pauseMs = Math.min(Math.max(PAUSE_MS, this.pauseMs * 2), PAUSE_AT_MOST_MS);
    this.resume = setTimeout(() => {
      this.resume = null;
      this.pump();
    }, this.pauseMs);
  }
}
