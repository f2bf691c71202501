import { run } from '../db/client.ts';
import { lives, openDesk, type Server, startEngine } from './installation.ts';
import { printTable } from './table.ts';

const CALLERS = 128;
const ROUNDS = 40;

/** Whole records, each by the relation of its first block; what touches no relation is the transaction's own. */
const LEDGER = `
  select coalesce(c.relname, '?') as relation, coalesce(t.relname, c.relname, '?') as owner, l.records, l.bytes, l.images
  from (
    select reltablespace, relfilenode, count(*)::int as records, sum(record_length)::int as bytes,
      sum(block_fpi_length)::int as images
    from pg_get_wal_block_info($1, $2, false) where block_id = 0 group by 1, 2) l
  left join pg_class c on c.oid = pg_filenode_relation(l.reltablespace, l.relfilenode)
  left join pg_index i on i.indexrelid = c.oid left join pg_class t on t.oid = i.indrelid
  union all
  select 'commits and the like', '', count(*)::int, sum(record_length)::int, 0
  from pg_get_wal_records_info($1, $2) where block_ref is null or block_ref = ''
  order by bytes desc`;

interface Line {
  readonly relation: string;
  readonly owner: string;
  readonly records: number;
  readonly bytes: number;
  readonly images: number;
}

/** The whole ledger of WAL by relation, by pg_walinspect. */
export async function printWal(server: Server): Promise<void> {
  const engine = startEngine(await server.fresh());
  const at = async (): Promise<string> => {
    const [row] = await run<{ lsn: string }>(engine.db, 'select pg_current_wal_flush_lsn()::text as lsn');
    return row!.lsn;
  };
  await run(engine.db, 'create extension if not exists pg_walinspect');
  await openDesk(engine);
  for (let round = 0; round < 20; round += 1) await lives(engine, CALLERS);
  const before = await at();
  for (let round = 0; round < ROUNDS; round += 1) await lives(engine, CALLERS);
  const ledger = await run<Line>(engine.db, LEDGER, [before, await at()]);
  await engine.stop();
  const done = CALLERS * ROUNDS;
  const sum = (lines: readonly Line[]): number => lines.reduce((all, line) => all + line.bytes, 0) / done;
  const state = ledger.filter(({ owner }) => ['work_item', 'offer', 'agent', 'engine_lease'].includes(owner));
  printTable(
    `WAL: bytes a life at K = ${CALLERS}, ${done.toLocaleString('en')} lives, by relation`,
    ['relation', 'bytes', 'records', 'page images'],
    [
      ...ledger.map(({ relation, records, bytes, images }) => [relation, bytes / done, records / done, images / done]),
      ['state rows, offers, agents, fence', sum(state), '', ''],
      ['all', sum(ledger), '', ''],
    ],
  );
}
