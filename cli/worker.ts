import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import { uuidv7 } from 'uuidv7';
import { createActivities } from '../activities/index.ts';
import type { EngineClient } from '../engine/request.ts';
import { commandSender } from '../engine/temporal/command-sender.ts';
import type { TemporalAddress, TemporalClient } from '../engine/temporal/connection.ts';
import { CACHED_WORKFLOWS, SHUTDOWN_GRACE, STICKY_TIMEOUT } from '../workflows/options.ts';
import type { Log } from './log.ts';

export interface WorkerOptions {
  readonly at: TemporalAddress;
  readonly temporal: TemporalClient;
  readonly engine: EngineClient;
  /** Whether signals like `accept` from any Temporal client are passed to the engine. */
  readonly commands: boolean;
  /** Made at the start when it is left out, which takes a second or two. */
  readonly workflowBundle?: WorkflowBundleOption;
  readonly log: Log;
}

export interface RunningWorker {
  readonly stop: () => Promise<void>;
}

const path = (file: string): string => fileURLToPath(new URL(`../workflows/${file}`, import.meta.url));

const bundle = (): Promise<WorkflowBundleOption> =>
  bundleWorkflowCode({
    workflowsPath: path('index.ts'),
    payloadConverterPath: path('payload-converter.ts'),
    logger: new DefaultLogger('WARN'),
  });

/** Runs the items' workflows. Resolves when it polls. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  quietRuntime(options.log);
  const connection = await NativeConnection.connect({ address: options.at.address });
  const workflowBundle = options.workflowBundle ?? (await bundle());
  const worker = await Worker.create({
    connection,
    namespace: options.at.namespace,
    taskQueue: options.at.taskQueue,
    workflowBundle,
    activities: createActivities({
      engine: options.engine,
      newCommandId: () => `cm_${uuidv7()}`,
      findSender: (of) => commandSender(options.temporal, of),
      commands: options.commands,
    }),
    stickyQueueScheduleToStartTimeout: STICKY_TIMEOUT,
    maxCachedWorkflows: CACHED_WORKFLOWS,
    shutdownGraceTime: SHUTDOWN_GRACE,
    // The only setting that raised the rate in our measurements, by a fifth.
    workflowTaskPollerBehavior: { type: 'autoscaling' },
  });
  const run = worker.run();
  run.catch((error) => options.log.error({ err: error }, 'the worker has stopped'));
  return {
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await run.catch(() => undefined);
      await connection.close();
    },
  };
}

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
  Runtime.install({ logger, shutdownSignals: [], telemetryOptions: { logging: { filter: 'ERROR', forward: {} } } });
}
