import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NamespaceNotFoundError, WorkflowNotFoundError } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { uuidv7 } from 'uuidv7';
import type { AlertReceiver } from '../../activities/post-alert.ts';
import { createLog } from '../../cli/log.ts';
import { prepareNamespace } from '../../cli/temporal.ts';
import { startWorker } from '../../cli/workflow-worker.ts';
import type { EngineClient } from '../../engine/request.ts';
import type { Store } from '../../engine/store.ts';
import { connectTemporal, type TemporalClient } from '../../engine/temporal/connection.ts';
import { followTemporal, type TemporalFollower } from '../../engine/temporal/follow.ts';
import { type Engine, ready, startEngine, until } from '../engine/harness.ts';
import { type TestTemporal, testDatabase, testTemporal } from '../support/servers.ts';

export interface Route {
  readonly engine: Engine;
  readonly temporal: TemporalClient;
  readonly at: TestTemporal;
  readonly follower: TemporalFollower;
  readonly close: () => Promise<void>;
}

/** Engine, relay and worker on the run's servers, with a database and a task queue of their own. */
export async function startRoute(
  options: {
    commands?: boolean;
    alerts?: AlertReceiver;
    reconcileMs?: number;
    schedulesMs?: number;
    bulksMs?: number;
    at?: TestTemporal;
    url?: string;
    /** What stands between the worker and the engine. */
    between?: (engine: EngineClient) => EngineClient;
    wrap?: (store: Store) => Store;
  } = {},
): Promise<Route> {
  const at = options.at ?? testTemporal();
  const temporal = connectTemporal(at);
  let follower: TemporalFollower | undefined;
  const engine = await startEngine(options.url ?? (await testDatabase()).url, {
    ...(options.wrap === undefined ? {} : { wrap: options.wrap }),
    follow: ({ db, engine, log }) => {
      follower = followTemporal({
        temporal,
        prepare: () => prepareNamespace(at),
        db,
        engine,
        log,
        commands: options.commands ?? true,
        alerts: options.alerts !== undefined,
        newCommandId: () => `cm_${uuidv7()}`,
        ...(options.reconcileMs === undefined ? {} : { reconcileMs: options.reconcileMs }),
        ...(options.schedulesMs === undefined ? {} : { schedulesMs: options.schedulesMs }),
        ...(options.bulksMs === undefined ? {} : { bulksMs: options.bulksMs }),
      });
      return follower;
    },
  });
  const worker = startWorker({
    at,
    temporal,
    engine: options.between?.(engine.writer) ?? engine.writer,
    commands: options.commands ?? true,
    alerts: options.alerts ?? null,
    workflowBundle: at.workflowBundle,
    log: createLog('error'),
  });
  await worker.polling;
  return {
    engine,
    temporal,
    at,
    follower: follower!,
    close: async () => {
      await worker.stop();
      await follower!.stop();
      await engine.close();
      await temporal.close();
    },
  };
}

/** Short clocks, one workstream a kind of wait. One agent, who is away until a test needs her. */
export const CLOCKS = {
  organisation: { name: 'Clocks' },
  channels: { chat: { live: true, offerTimeout: 'PT30S' }, voice: { live: true, offerTimeout: 'PT1S' } },
  escalations: {
    steep: [
      { after: 'PT1S', raisePriority: 2 },
      { after: 'PT2S', raisePriority: 1 },
    ],
  },
  queues: { regular: { name: 'Regular' }, steep: { name: 'Steep', escalation: 'steep' } },
  workstreams: {
    chat: { channel: 'chat', queue: [{ to: 'regular' }] },
    quick: { channel: 'voice', queue: [{ to: 'regular' }], decline: { backOff: 'PT1H' } },
    steep: { channel: 'chat', queue: [{ to: 'steep' }] },
    wrapped: { channel: 'chat', queue: [{ to: 'regular' }], wrapUp: { timeout: 'PT1S' } },
    promised: {
      channel: 'case',
      queue: [{ to: 'regular' }],
      targets: { firstResponse: 'PT2S', resolution: 'PT1H', warnAt: 0.5 },
    },
    picky: { channel: 'chat', queue: [{ when: 'item.attributes.topic == "orders"', to: 'regular' }] },
    brief: { channel: 'chat', queue: [{ to: 'regular' }], timeToLive: 'PT1S' },
  },
  profiles: {
    desk: {
      name: 'Desk',
      capacity: 100,
      channels: { chat: {}, voice: {}, case: {} },
      queues: [{ queue: 'regular' }, { queue: 'steep' }],
    },
  },
  agents: { anna: { name: 'Anna', profile: 'desk', connectivity: 'assumed' } },
};

export async function publishClocks(engine: Engine, document: object = CLOCKS): Promise<void> {
  await ready(engine);
  const reply = await engine.do({
    verb: 'publish',
    document,
    author: 'test',
    ifMatch: '*',
    reason: null,
    reclassify: false,
  });
  if (reply.kind !== 'published') throw new Error(JSON.stringify(reply));
}

export const setAnna = (engine: Engine, intent: 'available' | 'offline') =>
  engine.do({ verb: 'set_presence', agent: 'anna', intent, reason: null });

export async function stateOf(engine: Engine, id: string): Promise<string> {
  const [row] = await engine.db.sql`select state from work_item where id = ${id.slice(3)}::uuid`;
  return String(row?.state);
}

export async function eventsOf(engine: Engine, id: string): Promise<{ type: string; actor: string; cause: string }[]> {
  const rows = await engine.db
    .sql`select type, actor, cause from event where item_id = ${id.slice(3)}::uuid order by seq`;
  return rows.map(({ type, actor, cause }) => ({ type, actor, cause }));
}

/** Resolves with the workflow's end, `completed`, `cancelled` …, once it is not running any more. */
export async function endOf(route: Route, id: string, withinMs = 15_000): Promise<string> {
  let name = 'RUNNING';
  const ended = async () => {
    name = await statusOf(route, id);
    return name !== 'RUNNING' && name !== 'NONE';
  };
  await until(`the workflow of ${id} ends`, ended, withinMs);
  return name;
}

/** Of the latest run; `NONE` before there is one. */
export async function statusOf({ temporal }: Route, id: string): Promise<string> {
  try {
    return (await temporal.client.workflow.getHandle(id).describe()).status.name;
  } catch (error) {
    // Without its namespace, too, there is none: the server's parts forget and learn of one at different moments.
    if (error instanceof WorkflowNotFoundError || error instanceof NamespaceNotFoundError) return 'NONE';
    throw error;
  }
}

/** Keeps the history of a path for the replay, unless there is one: to record it anew, delete the file. */
export async function keepHistory({ temporal }: Route, id: string, name: string): Promise<void> {
  const file = join(HISTORIES, `${name}.json`);
  if (existsSync(file)) return;
  const history = await temporal.client.workflow.getHandle(id).fetchHistory();
  // Where this machine keeps its files is nobody's business.
  writeFileSync(file, historyToJSON(history).replaceAll(`${ROOT}/`, ''));
}

const ROOT = join(import.meta.dirname, '..', '..');
export const HISTORIES = join(ROOT, 'test', 'history');
