import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import { createActivities, type FindSender } from '../activities/index.ts';
import type { AlertReceiver } from '../activities/post-alert.ts';
import { around, type Reach } from '../engine/failpoint.ts';
import type { EngineClient } from '../engine/request.ts';
import { commandSender } from '../engine/temporal/command-sender.ts';
import type { TemporalAddress, TemporalClient } from '../engine/temporal/connection.ts';
import { CACHED_WORKFLOWS, SHUTDOWN_FORCE, SHUTDOWN_GRACE, STICKY_TIMEOUT } from '../workflows/options.ts';
import { newCommandId } from './host-engine.ts';
import type { Log } from './log.ts';

export interface WorkerOptions {
  readonly at: TemporalAddress;
  readonly temporal: TemporalClient;
  readonly engine: EngineClient;
  /** Whether signals like `accept` from any Temporal client are passed to the engine. */
  readonly commands: boolean;
  /** Where alerts go, or `null`. */
  readonly alerts: AlertReceiver | null;
  readonly workflowBundle: WorkflowBundleOption;
  readonly log: Log;
  /** Told of each failpoint, in tests that kill. */
  readonly reach?: Reach | undefined;
}

export interface RunningWorker {
  /** Resolves when it polls for the first time. */
  readonly polling: Promise<void>;
  /** Whether it polls right now, for workflows and for their questions. */
  readonly isPolling: () => boolean;
  readonly stop: () => Promise<void>;
}

const AGAIN_MS = 1_000;

/** Runs the items' workflows until it is stopped; where Temporal is away, or takes it down, it begins again. */
export function startWorker(options: WorkerOptions): RunningWorker {
  quietRuntime(options.log);
  const stopping = new AbortController();
  let current: Worker | null = null;
  let polls: () => void = () => undefined;
  const polling = new Promise<void>((resolve) => {
    polls = resolve;
  });
  const poll = async (connection: NativeConnection): Promise<void> => {
    current = await createWorker(options, connection);
    const ended = current.run();
    // Only a worker that runs can be shut down: one that is left as it was made would keep the process alive.
    if (stopping.signal.aborted) current.shutdown();
    polls();
    await ended;
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        const connection = await NativeConnection.connect({ address: options.at.address });
        await poll(connection).finally(() => connection.close());
      } catch (error) {
        if (stopping.signal.aborted) return;
        options.log.warn({ error: String(error) }, 'the worker has no Temporal server; trying again');
        await sleep(AGAIN_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };
  const ended = run();
  return {
    polling,
    isPolling: () => {
      const status = current?.getStatus();
      return status?.workflowPollerState === 'POLLING' && status.activityPollerState === 'POLLING';
    },
    stop: async () => {
      stopping.abort();
      if (current?.getState() === 'RUNNING') current.shutdown();
      await ended;
    },
  };
}

function createWorker(options: WorkerOptions, connection: NativeConnection): Promise<Worker> {
  const { engine, temporal, reach } = options;
  const findSender: FindSender = (of) => commandSender(temporal, of);
  const activities = createActivities({
    engine: { ...engine, execute: around(reach, 'worker.ask', engine.execute) },
    newCommandId,
    findSender: around(reach, 'worker.sender', findSender),
    commands: options.commands,
    alerts: options.alerts,
  });
  return Worker.create({
    connection,
    namespace: options.at.namespace,
    taskQueue: options.at.taskQueue,
    workflowBundle: options.workflowBundle,
    activities: { ...activities, postAlert: around(reach, 'worker.alert', activities.postAlert) },
    stickyQueueScheduleToStartTimeout: STICKY_TIMEOUT,
    maxCachedWorkflows: CACHED_WORKFLOWS,
    shutdownGraceTime: SHUTDOWN_GRACE,
    shutdownForceTime: SHUTDOWN_FORCE,
    // The only setting that raised the rate where it was measured, by a fifth.
    workflowTaskPollerBehavior: { type: 'autoscaling' },
  });
}

const path = (file: string): string => fileURLToPath(new URL(`../workflows/${file}`, import.meta.url));

/** Takes a second or two of the event loop: to be done before an engine leads in the same process. */
export const bundleWorkflows = (): Promise<WorkflowBundleOption> =>
  bundleWorkflowCode({
    workflowsPath: path('index.ts'),
    payloadConverterPath: path('payload-converter.ts'),
    logger: new DefaultLogger('WARN'),
  });

let installed = false;

/** The native core writes two or three warnings a second while Temporal is away: its own log gets errors only. */
function quietRuntime(log: Log): void {
  if (installed) return;
  installed = true;
  const logger = new DefaultLogger('WARN', ({ level, message }) => {
    if (level === 'ERROR') log.error({}, message);
    else log.warn({}, message);
  });
  // Signals are the command line's: it stops things in order.
  const telemetryOptions = { logging: { filter: 'ERROR', forward: {} } };
  Runtime.install({ logger, shutdownSignals: [], telemetryOptions });
}
