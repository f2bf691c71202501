import { randomUUID } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { connect, run } from '../db/client.ts';
import type { Store } from '../engine/store.ts';
import { type Engine, type Server, startEngine, untilLeading } from './installation.ts';
import { channelOf, organisation, profileName, queueName, skillName, workstreamName } from './organisation.ts';
import { printTable } from './table.ts';

const AGENTS = 10_000;
const WAITING = 50_000;
/** The work that each agent has in hand. */
const IN_HAND = AGENTS;
const MINUTES_MS = 10 * 60_000;

const places = (count: number): number[] => Array.from({ length: count }, (_, place) => place);
/** `('{q000,q001}'::text[])[1 + n % 200]`. */
const among = (of: (place: number) => string, count: number): string =>
  `('{${places(count).map(of).join(',')}}'::text[])[1 + n % ${count}]`;

const IDS = `
  select n, (lpad(to_hex(1790000000000 + n), 12, '0') || '7000' || '8000' || lpad(to_hex(n), 12, '0'))::uuid as id,
    n <= ${IN_HAND} as held, timestamptz '2026-09-21' + n * interval '1 millisecond' as at
  from generate_series(1, ${WAITING + IN_HAND}) n`;
const ITEMS = `
  insert into work_item (id, created_at, configuration_version, cost, priority, channel, workstream, queue, required_skills,
    enqueued_at, waiting_since, offered_at, assigned_at, rev, state, agent_id, held_units)
  select id, at, 1, 1, n % 5, ${among(channelOf, 40)}, ${among(workstreamName, 40)}, ${among(queueName, 200)},
    '{"shut":{"level":1,"relaxable":false}}', at, case when not held then at end, case when held then at end, case when held then at end, 3,
    case when held then 'assigned' else 'waiting' end, case when held then 'a' || lpad((n - 1)::text, 5, '0') end, case when held then 1 end
  from (${IDS}) d`;
const PAYLOADS = `
  insert into work_item_payload (id, source, subject, customer_ref, customer, attributes)
  select id, 'bench', 'Where is my order?', 'c-77', json_build_object('tier', case when n % 3 = 0 then 'gold' else 'plain' end),
    json_build_object('language', 'l' || n % 7, 'amount', n % 5000, 'topic', 't' || n % 6) from (${IDS}) d`;

/** `cpuMs`: of this process since the batch before; what else the machine does has no part in it. */
interface Batch {
  readonly cpuMs: number;
  readonly commitMs: number;
  readonly items: number;
}

/** Longest stretches of one publish, from its command until everything is classified. */
interface Measured {
  readonly answerMs: number;
  readonly untilDoneMs: number;
  readonly batches: readonly Batch[];
  readonly longestTurnMs: number;
}

export async function printPublish(server: Server): Promise<void> {
  const url = await server.fresh();
  const batches: Batch[] = [];
  const before = await startEngine(url);
  await staff(before);
  await before.stop();
  const db = connect(url, { deadlineMs: MINUTES_MS });
  for (const statement of [ITEMS, PAYLOADS, 'vacuum (analyze) work_item', 'vacuum (analyze) work_item_payload'])
    await run(db, statement);
  await db.sql.end({ timeout: 2 });
  const engine = await startEngine(url, { wrap: (store) => timed(store, batches) });
  await untilLeading(engine);
  const rows: (string | number)[][] = [];
  for (const [name, gate, reclassify] of [
    ['what waits stays as it is', 'shut', false],
    ['classified again, nobody free for it', 'shut', true],
    ['classified again, half of all find somebody', 'open', true],
  ] as const) {
    const found = await publish(engine, batches, { gate, reclassify });
    rows.push(row(name, found));
  }
  await engine.stop();
  printTable(
    `Publish: ${AGENTS} agents, 200 queues, ${WAITING} items wait; ms on this machine`,
    [
      'publish',
      'answer',
      'all classified',
      'batches',
      'longest stop',
      'CPU of the publish',
      'CPU of a slice',
      'longest statement',
      'items of a batch',
    ],
    rows,
  );
}

const row = (name: string, { answerMs, untilDoneMs, batches, longestTurnMs }: Measured): (string | number)[] => [
  name,
  answerMs,
  untilDoneMs,
  batches.length,
  longestTurnMs,
  batches[0]!.cpuMs,
  Math.max(...batches.slice(1).map(({ cpuMs }) => cpuMs), 0),
  Math.max(...batches.map(({ commitMs }) => commitMs)),
  Math.max(...batches.map(({ items }) => items)),
];

function timed(store: Store, into: Batch[]): Store {
  let before = process.cpuUsage();
  return {
    ...store,
    commit: async (batch) => {
      const started = performance.now();
      const found = await store.commit(batch);
      const { user, system } = process.cpuUsage(before);
      before = process.cpuUsage();
      into.push({
        cpuMs: (user + system) / 1000,
        commitMs: performance.now() - started,
        items: batch.changes.changedItems.length,
      });
      return found;
    },
  };
}

/** Ten thousand people in forty profiles, each with three skills. */
async function staff(engine: Engine): Promise<void> {
  await untilLeading(engine);
  await engine.do({
    verb: 'publish',
    document: organisation('shut'),
    author: 'bench',
    ifMatch: '*',
    reason: null,
    reclassify: false,
  });
  const agents = places(AGENTS).map((place) => ({
    id: `a${String(place).padStart(5, '0')}`,
    input: {
      name: `Agent ${place}`,
      profile: profileName(place),
      groups: [],
      skills: {
        [skillName(place)]: 1 + (place % 5),
        [skillName(place * 7 + 3)]: 1 + (place % 3),
        ...(place % 2 === 0 ? { open: 1 } : {}),
      },
      attributes: {},
      capacity: null,
      limits: {},
      connectivity: 'assumed' as const,
    },
  }));
  await engine.do({ verb: 'put_agents', agents });
  await Promise.all(
    agents.map(({ id }) => engine.do({ verb: 'set_presence', agent: id, intent: 'available', reason: null })),
  );
}

async function publish(
  engine: Engine,
  batches: Batch[],
  { gate, reclassify }: { gate: string; reclassify: boolean },
): Promise<Measured> {
  // A batch that changes nothing: the statement of the one before it is through, and what it cost is counted.
  const settle = () =>
    engine.do({
      verb: 'create_key',
      key: {
        id: `ke_${randomUUID()}`,
        name: 'bench',
        role: 'ops',
        agent: null,
        source: null,
        hash: randomUUID(),
        expiresAt: null,
      },
    });
  await settle();
  batches.length = 0;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const started = performance.now();
  await engine.do({
    verb: 'publish',
    document: organisation(gate),
    author: 'bench',
    ifMatch: '*',
    reason: null,
    reclassify,
  });
  const answerMs = performance.now() - started;
  while (engine.writer.world()!.unclassified.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const untilDoneMs = performance.now() - started;
  await settle();
  delay.disable();
  return { answerMs, untilDoneMs, batches: [...batches], longestTurnMs: delay.max / 1e6 };
}
