import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Event, EventType } from '../../core/event.ts';
import { idOfEvent } from '../../core/ids.ts';
import { ALERT_TYPE, type AlertStart } from '../../workflows/messages.ts';
import { around, type Reach } from '../failpoint.ts';
import type { TemporalClient } from './connection.ts';
import { RetryLoop } from './retry-loop.ts';

const ALERTS: readonly EventType[] = ['item.alerted', 'queue.alerted'];

export interface AlertsOptions {
  readonly temporal: TemporalClient;
  /** Once the namespace has what it needs. */
  readonly whenPrepared: <T>(act: () => Promise<T>) => Promise<T>;
  readonly log: (message: string, details?: Record<string, unknown>) => void;
  readonly reach?: Reach | undefined;
}

/** Starts a workflow for each alert, which tells the receiver of it; in order and one at a time, however long Temporal is away. */
export class Alerts {
  private readonly loop: RetryLoop<AlertStart>;
  private waiting: AlertStart[] = [];

  constructor({ temporal, whenPrepared, log, reach }: AlertsOptions) {
    const start = around(reach, 'relay.alert', (alert: AlertStart) => whenPrepared(() => startAlert(temporal, alert)));
    this.loop = new RetryLoop({
      take: () => this.waiting[0] ?? null,
      run: async (alert) => {
        await start(alert);
        // Another reign may have begun meanwhile, which knows it too.
        if (this.waiting[0]?.id === alert.id) this.waiting.shift();
      },
      failed: () => undefined,
      atOnce: 1,
      log,
      told: {
        failing: 'an alert could not be handed on; trying again',
        again: 'alerts are handed on again',
        of: ({ id }) => ({ alert: id }),
      },
    });
  }

  lead(events: readonly Event[]): void {
    this.waiting = [];
    this.committed(events);
  }

  committed(events: readonly Event[]): void {
    for (const event of events) if (ALERTS.includes(event.type)) this.waiting.push(startOf(event));
    this.loop.pump();
  }

  lost(): void {
    this.waiting = [];
  }

  /** The first event that was not handed on; `null` when all were. */
  firstUndelivered(): number | null {
    return this.waiting[0]?.seq ?? null;
  }

  /** Resolves when nothing is in flight. What is left is read from the log by the next holder. */
  stop(): Promise<void> {
    return this.loop.stop();
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
  const staticSummary =
    alert.item === null ? `Alert for queue ${alert.queue}` : `Alert for ${alert.item}, queue ${alert.queue}`;
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
