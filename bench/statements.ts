import { lives, openDesk, type Server, startEngine } from './installation.ts';
import { printTable } from './table.ts';

const kindOf = (text: string): string => {
  if (text.includes('assert_counts(')) return 'batch';
  return text.includes('update engine_lease') ? 'lease' : 'read';
};

/** SQL statements a life, from creation to close, by how many callers step together. */
export async function printStatements(server: Server): Promise<void> {
  let counts: Record<string, number> = {};
  const engine = await startEngine(await server.fresh(), {
    onStatement: (text) => {
      const kind = kindOf(text);
      counts[kind] = (counts[kind] ?? 0) + 1;
    },
  });
  await openDesk(engine);
  const rows: (string | number)[][] = [];
  for (const callers of [1, 8, 128]) {
    const rounds = Math.ceil(256 / callers);
    counts = {};
    for (let round = 0; round < rounds; round += 1) await lives(engine, callers);
    const each = (kind: string): number => (counts[kind] ?? 0) / rounds;
    rows.push([`K = ${callers}`, each('batch') / callers, each('batch'), each('read'), counts.lease ?? 0]);
  }
  await engine.stop();
  printTable(
    'SQL statements: create with an external id, offered at once, accept, complete',
    ['callers', 'batches a life', 'batches a round', 'reads a round', 'lease renewals in all'],
    rows,
  );
}
