import { afterAll, beforeAll, expect, it } from 'vitest';
import { close, connect, type Database } from '../../db/client.ts';
import { lookup } from '../../db/query/lookup.ts';
import { listItems } from '../../db/query/read-items.ts';
import { testDatabase } from '../support/servers.ts';
import { type Holder, hold, makeItem, NOW } from './fixtures.ts';
import { looked, planOf } from './plan.ts';

const SETTLED = 3_000;
const sent: string[] = [];
let db: Database;
let holder: Holder;

beforeAll(async () => {
  db = connect((await testDatabase()).url, { onStatement: (text) => sent.push(text) });
  holder = await hold(db);
  const settled = { state: 'closed', closedAt: NOW, payload: makeItem().payload } as const;
  const createdItems = Array.from({ length: SETTLED }, (_, n) => makeItem({ ...settled, externalId: `e-${n}` }));
  await holder.commit({ createdItems });
  await db.sql`analyze`;
});
afterAll(() => close(db));

it('is one statement, and looks at the rows it finds only', async () => {
  sent.length = 0;
  const external = [{ source: 'test', externalId: 'e-77' }];
  const found = await lookup(db, { items: [], offers: [], scopes: ['unknown'], external });
  expect(found.items).toMatchObject([{ externalId: 'e-77' }]);
  expect(sent).toHaveLength(1);
  const plan = await planOf(db, (explained) =>
    lookup(explained, { items: [], offers: [], scopes: ['unknown'], external }),
  );
  expect(looked(plan)).toBeLessThan(40);
});

it('lists what follows an item from an index of its own', async () => {
  const first = makeItem();
  const followers = Array.from({ length: 3 }, () => makeItem({ follows: first.id, state: 'closed', closedAt: NOW }));
  await holder.commit({ createdItems: [first, ...followers] });
  const filter = { follows: first.id, limit: 50 };
  expect((await listItems(db, filter)).map(({ follows }) => follows)).toEqual(Array(3).fill(first.id));
  expect(looked(await planOf(db, (explained) => listItems(explained, filter)))).toBeLessThan(40);
});
