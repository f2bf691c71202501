import { run } from '../db/client.ts';
import { lives, openDesk, type Server, startEngine } from './installation.ts';
import { printTable } from './table.ts';

const CALLERS = 128;

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

/** What one life writes to one relation: bytes and records on average, and bytes of page images. */
export interface LedgerLine {
  readonly relation: string;
  /** The table, where the relation is an index of it. */
  readonly owner: string;
  readonly records: number;
  readonly bytes: number;
  readonly images: number;
}

/** What decides: the rows that a life rewrites, with their indexes. Payload and events are written once. */
const STATE: readonly string[] = ['work_item', 'offer', 'agent', 'engine_lease'];
export const bytesOf = (lines: readonly LedgerLine[]): number => lines.reduce((all, line) => all + line.bytes, 0);
export const ofState = (ledger: readonly LedgerLine[]): LedgerLine[] =>
  ledger.filter(({ owner }) => STATE.includes(owner));

/** The whole ledger of WAL by relation, by pg_walinspect, of lives that come 128 at a time, each with an external id. */
export async function walOfALife(server: Server, rounds: { warmUp: number; counted: number }): Promise<LedgerLine[]> {
  const engine = await startEngine(await server.fresh());
  const at = async (): Promise<string> => {
    const [row] = await run<{ lsn: string }>(engine.db, 'select pg_current_wal_flush_lsn()::text as lsn');
    return row!.lsn;
  };
  try {
    await run(engine.db, 'create extension if not exists pg_walinspect');
    await openDesk(engine);
    for (let round = 0; round < rounds.warmUp; round += 1) await lives(engine, CALLERS);
    const before = await at();
    for (let round = 0; round < rounds.counted; round += 1) await lives(engine, CALLERS);
    const ledger = await run<LedgerLine>(engine.db, LEDGER, [before, await at()]);
    const done = CALLERS * rounds.counted;
    const each = ({ records, bytes, images, ...line }: LedgerLine): LedgerLine => {
      return { ...line, records: records / done, bytes: bytes / done, images: images / done };
    };
    return ledger.map(each);
  } finally {
    await engine.stop();
  }
}

export async function printWal(server: Server): Promise<void> {
  const ledger = await walOfALife(server, { warmUp: 20, counted: 40 });
  printTable(
    `WAL: bytes a life at K = ${CALLERS}, by relation`,
    ['relation', 'bytes', 'records', 'page images'],
    [
      ...ledger.map(({ relation, bytes, records, images }) => [relation, bytes, records, images]),
      ['state rows, offers, agents, fence', bytesOf(ofState(ledger)), '', ''],
      ['all', bytesOf(ledger), '', ''],
    ],
  );
}
