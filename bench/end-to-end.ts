import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WorkflowNotFoundError } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import { uuidv7 } from 'uuidv7';
import { createLog } from '../cli/log.ts';
import { prepareNamespace } from '../cli/temporal.ts';
import { bundleWorkflows, startWorker } from '../cli/workflow-worker.ts';
import { connectTemporal, type TemporalClient } from '../engine/temporal/connection.ts';
import { followTemporal, type TemporalFollower } from '../engine/temporal/follow.ts';
import { readSettings } from '../env.ts';
import { startTemporal } from '../scripts/temporal-server.ts';
import { CACHED_WORKFLOWS, STICKY_TIMEOUT } from '../workflows/options.ts';
import { inFlight, ROUNDS, ratios, summary } from './in-flight.ts';
import { idOf, newItem, offerOf, openDesk, type Server, startEngine } from './installation.ts';
import { printTable } from './table.ts';

const NAMESPACE = 'signalbox';
const IN_FLIGHT = [1, 8];
const LIVES = 24;
const LOOK_MS = 20;

/** The three steps of one item, by the id of its workflow. */
interface Steps {
  readonly create: () => Promise<{ id: string; accept: () => Promise<unknown>; complete: () => Promise<unknown> }>;
}

/** Events of a history after its first task, after the one that `accepted` brings, and at the end. */
const EVENTS = { created: 5, accepted: 11, ended: 17 };

/** An item with its workflow against a workflow that has the same events and nothing else, on one server, by turns. */
export async function printEndToEnd(server: Server): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  const { address, stop } = await startTemporal({
    ...{ home, namespace: NAMESPACE, cli: readSettings().TEMPORAL_CLI, log: () => undefined },
  });
  try {
    const at = (taskQueue: string) => ({ address, namespace: NAMESPACE, taskQueue });
    await prepareNamespace(at(''));
    const ours = await ourSteps(server, at('bench'));
    const theirs = await bareSteps(at('bare'));
    const rows: (string | number)[][] = [];
    for (const callers of IN_FLIGHT) {
      const turn = (steps: Steps) => () =>
        inFlight({ callers, lives: LIVES, live: () => liveThrough(steps, ours.temporal) });
      const found = await ratios({ ours: turn(ours.steps), theirs: turn(theirs.steps) });
      rows.push([`${callers} in flight`, ...summary(found)]);
    }
    await ours.stop();
    await theirs.stop();
    printTable(
      `Item and workflow against a bare workflow of the same ${EVENTS.ended} events: lives a second, as a ratio, by turns, ${ROUNDS} rounds`,
      ['items', 'median', 'least', 'most'],
      rows,
    );
  } finally {
    await stop();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Each step once the workflow has taken in the one before, so that neither side tells two things at once. */
async function liveThrough(steps: Steps, temporal: TemporalClient): Promise<void> {
  const { id, accept, complete } = await steps.create();
  await untilEvents(temporal, id, EVENTS.created);
  await accept();
  await untilEvents(temporal, id, EVENTS.accepted);
  await complete();
  const events = await untilEvents(temporal, id, EVENTS.ended);
  if (events !== EVENTS.ended) throw new Error(`${id} has ${events} events instead of ${EVENTS.ended}`);
}

async function untilEvents({ client }: TemporalClient, id: string, least: number): Promise<number> {
  for (;;) {
    const events = await client.workflow
      .getHandle(id)
      .describe()
      .then((found) => found.historyLength)
      .catch((error: unknown) => {
        if (error instanceof WorkflowNotFoundError) return 0;
        throw error;
      });
    if (events >= least) return events;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

interface Side {
  readonly steps: Steps;
  readonly stop: () => Promise<void>;
}
type Address = Parameters<typeof connectTemporal>[0];

async function ourSteps(server: Server, at: Address): Promise<Side & { temporal: TemporalClient }> {
  const temporal = connectTemporal(at);
  const workflowBundle = await bundleWorkflows();
  let follower: TemporalFollower | undefined;
  const engine = await startEngine(await server.fresh(), {
    follow: (to) => {
      follower = followTemporal({
        ...{ ...to, temporal, prepare: () => prepareNamespace(at), newCommandId: () => `cm_${uuidv7()}` },
      });
      return follower;
    },
  });
  await openDesk(engine);
  const log = createLog('error');
  const worker = startWorker({
    at,
    temporal,
    engine: engine.writer,
    commands: true,
    alerts: null,
    workflowBundle,
    log,
  });
  await worker.polling;
  return {
    temporal,
    steps: {
      create: async () => {
        const created = await engine.do({ verb: 'create', item: newItem() });
        const id = idOf(created);
        return {
          id,
          accept: () => engine.do({ verb: 'accept', offer: offerOf(created) }),
          complete: () => engine.do({ verb: 'complete', item: id, outcome: null, note: null }),
        };
      },
    },
    stop: async () => {
      await worker.stop();
      await follower!.stop();
      await engine.stop();
      await temporal.close();
    },
  };
}

/** A worker set up like ours. */
async function bareSteps(at: Address): Promise<Side> {
  const { client, close, taskQueue } = connectTemporal(at);
  const connection = await NativeConnection.connect({ address: at.address });
  const worker = await Worker.create({
    ...{ connection, namespace: at.namespace, taskQueue },
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./bare-workflow.ts', import.meta.url)),
      logger: new DefaultLogger('WARN'),
    }),
    stickyQueueScheduleToStartTimeout: STICKY_TIMEOUT,
    maxCachedWorkflows: CACHED_WORKFLOWS,
    workflowTaskPollerBehavior: { type: 'autoscaling' },
  });
  const ended = worker.run();
  return {
    steps: {
      create: async () => {
        const handle = await client.workflow.start('bareItem', { workflowId: uuidv7(), taskQueue });
        return {
          id: handle.workflowId,
          accept: () => handle.signal('accepted'),
          complete: () => handle.signal('completed'),
        };
      },
    },
    stop: async () => {
      worker.shutdown();
      await ended;
      await connection.close();
      await close();
    },
  };
}
