import { afterAll, beforeAll, expect, it } from 'vitest';
import { close, connect, type Database, run } from '../../db/client.ts';
import { lookup } from '../../db/query/lookup.ts';
import { testDatabase } from '../support/servers.ts';
import { hold, makeItem, NOW } from './fixtures.ts';

interface Node {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Join Filter'?: number;
  readonly Plans?: readonly Node[];
}

const SETTLED = 3_000;
const sent: { text: string; parameters: readonly unknown[] }[] = [];
let db: Database;

beforeAll(async () => {
  db = connect((await testDatabase()).url, { onStatement: (text, parameters) => sent.push({ text, parameters }) });
  const holder = await hold(db);
  const settled = { state: 'closed', closedAt: NOW, payload: makeItem().payload } as const;
  const createdItems = Array.from({ length: SETTLED }, (_, n) => makeItem({ ...settled, externalId: `e-${n}` }));
  await holder.commit({ createdItems });
  await db.sql`analyze`;
});
afterAll(() => close(db));

/** Rows that a plan looked at, kept or not. */
const looked = (node: Node): number =>
  node['Actual Loops'] *
    (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Join Filter'] ?? 0)) +
  (node.Plans ?? []).map(looked).reduce((a, b) => a + b, 0);

it('is one statement, and looks at the rows it finds only', async () => {
  sent.length = 0;
  const external = [{ source: 'test', externalId: 'e-77' }];
  const found = await lookup(db, { items: [], offers: [], scopes: ['unknown'], external });
  expect(found.items).toMatchObject([{ externalId: 'e-77' }]);
  expect(sent).toHaveLength(1);
  const { text, parameters } = sent[0]!;
  const [plan] = await run<{ 'QUERY PLAN': [{ Plan: Node }] }>(
    db,
    `explain (analyze, format json) ${text}`,
    parameters as string[],
  );
  expect(looked(plan!['QUERY PLAN'][0].Plan)).toBeLessThan(40);
});
