import { randomUUID } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import { createDocuments, type Documents } from '../api/documents/documents.ts';
import { connect, run } from '../db/client.ts';
import type { Store } from '../engine/store.ts';
import { type Engine, type Server, startEngine, untilLeading } from './installation.ts';
import { channelOf, organisation, profileName, queueName, skillName, workstreamName } from './organisation.ts';
import { median, printTable } from './table.ts';

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

interface Batch {
  /** Of this process since the batch before it, or since the document was compiled; what else the machine does has no part in it. */
  readonly cpuMs: number;
  readonly commitMs: number;
  readonly items: number;
}

/** One publish, from its command until everything is classified. */
interface Measured {
  readonly answerMs: number;
  readonly untilDoneMs: number;
  readonly compileMs: number;
  readonly batches: readonly Batch[];
  /** How long the process answered nobody, at worst. */
  readonly longestStopMs: number;
}

const PUBLISHES = [
  { name: 'what waits stays, first after a start', gate: 'shut', reclassify: false },
  { name: 'what waits stays, once more', gate: 'shut', reclassify: false },
  { name: 'classified again, nobody is free', gate: 'shut', reclassify: true },
  { name: 'classified again, 5,000 find work', gate: 'open', reclassify: true },
] as const;

export async function printPublish(server: Server): Promise<void> {
  const url = await server.fresh();
  const before = await startEngine(url);
  await staff(before);
  await before.stop();
  const db = connect(url, { deadlineMs: MINUTES_MS });
  for (const statement of [ITEMS, PAYLOADS, 'vacuum (analyze) work_item', 'vacuum (analyze) work_item_payload'])
    await run(db, statement);
  await db.sql.end({ timeout: 2 });
  const documents = createDocuments();
  await documents.read('{}', 'application/json');
  const meter = new Meter();
  const engine = await startEngine(url, { wrap: (store) => meter.timed(store), compile: meter.compiling(documents) });
  await untilLeading(engine);
  const rows: (string | number)[][] = [];
  for (const { name, ...how } of PUBLISHES) rows.push([name, ...row(await publish(engine, meter, how))]);
  await engine.stop();
  await documents.stop();
  printTable(
    `Publish: ${AGENTS} agents, 200 queues, ${WAITING} items wait; ms on this machine`,
    ['', ...COLUMNS],
    rows,
  );
}

const COLUMNS = [
  ...['compiled in', 'answered in', 'all classified in', 'batches', 'items of one'],
  ...['CPU of the publish', 'CPU of a slice', 'the most', 'longest statement', 'longest stop'],
];

function row({ batches, ...took }: Measured): number[] {
  const [first, ...slices] = batches;
  const cpu = slices.length === 0 ? [0] : slices.map(({ cpuMs }) => cpuMs);
  return [
    ...[
      took.compileMs,
      took.answerMs,
      took.untilDoneMs,
      batches.length,
      Math.max(...batches.map(({ items }) => items)),
    ],
    ...[first!.cpuMs, median(cpu), Math.max(...cpu), Math.max(...batches.map(({ commitMs }) => commitMs))],
    took.longestStopMs,
  ];
}

/** Looks at what the engine does from both of its sides. */
class Meter {
  batches: Batch[] = [];
  compileMs = 0;
  private before = process.cpuUsage();

  timed(store: Store): Store {
    return {
      ...store,
      commit: async (batch) => {
        const started = performance.now();
        const found = await store.commit(batch);
        const { user, system } = process.cpuUsage(this.before);
        this.before = process.cpuUsage();
        const commitMs = performance.now() - started;
        this.batches.push({ cpuMs: (user + system) / 1000, commitMs, items: batch.changes.changedItems.length });
        return found;
      },
    };
  }

  compiling(documents: Documents): Documents['compile'] {
    return async (document, people) => {
      const started = performance.now();
      const compiled = await documents.compile(document, people);
      this.compileMs = performance.now() - started;
      this.before = process.cpuUsage();
      return compiled;
    };
  }
}

/** Ten thousand people in forty profiles, each with three skills. */
async function staff(engine: Engine): Promise<void> {
  await untilLeading(engine);
  await engine.do({ ...PUBLISH, document: organisation('shut'), reclassify: false });
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
  meter: Meter,
  { gate, reclassify }: { gate: string; reclassify: boolean },
): Promise<Measured> {
  await nothing(engine);
  meter.batches = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await sleep(20);
  const started = performance.now();
  await engine.do({ ...PUBLISH, document: organisation(gate), reclassify });
  const answerMs = performance.now() - started;
  while (engine.writer.world()!.unclassified.size > 0) await sleep(5);
  const untilDoneMs = performance.now() - started;
  const last = meter.batches.length;
  await nothing(engine);
  delay.disable();
  const batches = meter.batches.slice(0, Math.max(1, last));
  return { answerMs, untilDoneMs, compileMs: meter.compileMs, batches, longestStopMs: delay.max / 1e6 };
}

const PUBLISH = { verb: 'publish', author: 'bench', ifMatch: '*', reason: null } as const;

/** A batch of its own, so that the one before it is through. */
async function nothing(engine: Engine): Promise<void> {
  const key = { name: 'bench', role: 'ops', agent: null, source: null, expiresAt: null } as const;
  await engine.do({ verb: 'create_key', key: { ...key, id: `ke_${uuidv7()}`, hash: randomUUID() } });
}
