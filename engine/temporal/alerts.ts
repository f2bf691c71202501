import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Event } from '../../core/event.ts';
import { idOfEvent } from '../../core/ids.ts';
import { ALERT_TYPE, type AlertStart } from '../../workflows/messages.ts';
import { around, type Reach } from '../failpoint.ts';
import type { TemporalClient } from './connection.ts';

export interface AlertsOptions {
  readonly temporal: TemporalClient;
  /** Once the namespace has what it needs. */
  readonly whenPrepared: <T>(act: () => Promise<T>) => Promise<T>;
  readonly log: (message: string, details?: Record<string, unknown>) => void;
  readonly reach?: Reach | undefined;
}

const PAUSE_MS = 250;
const PAUSE_AT_MOST_MS = 10_000;

/** Starts a workflow for each alert, which tells the receiver of it; in order and one at a time, however long Temporal is away. */
export class Alerts {
  private readonly options: AlertsOptions;
  private readonly start: (alert: AlertStart) => Promise<void>;
  private waiting: AlertStart[] = [];
  private working: Promise<void> | null = null;
  private resume: NodeJS.Timeout | null = null;
  private pauseMs = 0;
  private stopped = false;

  constructor(options: AlertsOptions) {
    this.options = options;
    this.start = around(options.reach, 'relay.alert', (alert: AlertStart) =>
      options.whenPrepared(() => startAlert(options.temporal, alert)),
    );
  }

  lead(events: readonly Event[]): void {
    this.waiting = [];
    this.committed(events);
  }

  committed(events: readonly Event[]): void {
    for (const event of events) if (event.type === 'item.alerted') this.waiting.push(startOf(event));
    this.pump();
  }

  lost(): void {
    this.waiting = [];
  }

  /** The first event that was not handed on; `null` when all were. */
  firstUndelivered(): number | null {
    return this.waiting[0]?.seq ?? null;
  }

  /** Resolves when nothing is in flight. What is left is read from the log by the next holder. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.resume !== null) clearTimeout(this.resume);
    await this.working;
  }

  private pump(): void {
    if (this.stopped || this.resume !== null || this.waiting.length === 0) return;
    this.working ??= this.work().finally(() => {
      this.working = null;
      this.pump();
    });
  }

  private async work(): Promise<void> {
    const [alert] = this.waiting;
    if (alert === undefined) return;
    try {
      await this.start(alert);
      this.pauseMs = 0;
      // Another reign may have begun meanwhile, which knows it too.
      if (this.waiting[0]?.id === alert.id) this.waiting.shift();
    } catch (error) {
      if (this.pauseMs === 0)
        this.options.log('an alert could not be handed on; trying again', { error: String(error) });
      this.pauseMs = Math.min(Math.max(PAUSE_MS, this.pauseMs * 2), PAUSE_AT_MOST_MS);
      this.resume = setTimeout(() => {
        this.resume = null;
        this.pump();
      }, this.pauseMs);
    }
  }
}

function startOf({ seq, type, at, item, queue, channel, workstream, details }: Event): AlertStart {
  const id = idOfEvent('ev', at, seq);
  return { id, seq, type, at: new Date(at).toISOString(), item, queue, channel, workstream, details };
}

/** One that was started before, by a holder that could not note it, is not started again. */
async function startAlert({ client, taskQueue, call }: TemporalClient, alert: AlertStart): Promise<void> {
  const args: [AlertStart] = [alert];
  const workflowId = `alert-${alert.id}`;
  const staticSummary = `Alert for ${alert.item}, queue ${alert.queue}`;
  try {
    await call(() =>
      client.workflow.start(ALERT_TYPE, {
        workflowId,
        taskQueue,
        args,
        staticSummary,
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
      }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
