import { connect, run } from '../db/client.ts';
import { rebuild } from '../db/query/rebuild.ts';
import { agentIds, openDesk, type Server, startEngine, untilLeading } from './installation.ts';
import { printTable } from './table.ts';

const WAITING = 100_000;
const CLOSED = 1_000_000;
const MINUTES_MS = 10 * 60_000;

/** Every eleventh item waits, so that open ones lie everywhere among the closed. */
const IDS = `
  select n, (lpad(to_hex(1790000000000 + n), 12, '0') || '7000' || '8000' || lpad(to_hex(n), 12, '0'))::uuid as id,
    n % ${1 + CLOSED / WAITING} = 0 as waits, timestamptz '2026-09-21' + n * interval '1 millisecond' as at
  from generate_series(1, ${WAITING + CLOSED}) n`;
const ITEMS = `
  insert into work_item (id, created_at, configuration_version, cost, priority, channel, workstream, queue, required_skills,
    enqueued_at, waiting_since, offered_at, assigned_at, completed_at, closed_at, rev, state, agent_id)
  select id, at, 1, 1, n % 5, 'chat', 'chat', 'regular', '{"german":{"level":2,"relaxable":false}}', at, case when waits then at end,
    case when not waits then at end, case when not waits then at end, case when not waits then at end, case when not waits then at end,
    6, case when waits then 'waiting' else 'closed' end, case when not waits then 'a0000' end from (${IDS}) d`;
const PAYLOADS = `
  insert into work_item_payload (id, source, subject, customer_ref, attributes)
  select id, 'bench', 'Where is my order?', 'c-77', '{"language": "de"}' from (${IDS}) d`;

/** A new holder among a million settled items: what it reads, and how long after its start it decides. */
export async function printTakeover(server: Server): Promise<void> {
  const url = await server.fresh();
  const before = await startEngine(url);
  await openDesk(before);
  // Nobody is there, or the first batch would offer work at once.
  const leave = (agent: string) => before.do({ verb: 'set_presence', agent, intent: 'offline', reason: null });
  await Promise.all(agentIds.map(leave));
  await before.stop();
  const db = connect(url, { deadlineMs: MINUTES_MS });
  for (const statement of [ITEMS, PAYLOADS, 'vacuum (analyze) work_item', 'vacuum (analyze) work_item_payload'])
    await run(db, statement);
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const started = performance.now();
    await work();
    return performance.now() - started;
  };
  const rows = await timed(() => rebuild(db));
  const engine = await startEngine(url);
  const leading = await timed(() => untilLeading(engine));
  const [agent] = agentIds;
  const decision = await timed(() =>
    engine.do({ verb: 'set_presence', agent: agent!, intent: 'available', reason: null }),
  );
  await engine.stop();
  await db.sql.end({ timeout: 2 });
  printTable(
    `Takeover: ${WAITING.toLocaleString('en')} items wait among ${CLOSED.toLocaleString('en')} closed; ms on this machine`,
    ['step', 'ms'],
    [
      ['the rows of all that is open, read and parsed', rows],
      ['lease taken, rows read, memory built', leading],
      ['then the first decision, committed', decision],
      ['from start to first decision', leading + decision],
    ],
  );
}
