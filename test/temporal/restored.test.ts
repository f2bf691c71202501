import { randomUUID } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { afterAll, expect, it } from 'vitest';
import { restored } from '../../cli/restored.ts';
import { connect } from '../../db/client.ts';
import { markRestored } from '../../db/query/restored.ts';
import { connectTemporal } from '../../engine/temporal/connection.ts';
import { followTemporal } from '../../engine/temporal/follow.ts';
import { checkWorkflows } from '../../engine/temporal/verify.ts';
import { createDatabase } from '../../scripts/postgres.ts';
import type { StateAnswer } from '../../workflows/messages.ts';
import { open, ready, startEngine, until } from '../engine/harness.ts';
import { testDatabase, testTemporal } from '../support/servers.ts';
import { signalbox } from '../support/signalbox.ts';
import { eventsOf, publishClocks, type Route, setAnna, startRoute, stateOf, statusOf } from './route.ts';

const routes: Route[] = [];
afterAll(() => Promise.all(routes.map((route) => route.close())));

async function begin(url: string, at: Route['at'], reconcileMs?: number): Promise<Route> {
  const route = await startRoute({ url, at, ...(reconcileMs === undefined ? {} : { reconcileMs }) });
  routes.push(route);
  return route;
}
async function end(route: Route): Promise<void> {
  await until('every workflow knows', () => route.follower.due() === 0);
  routes.splice(routes.indexOf(route), 1);
  await route.close();
}

/** A copy of the files, while nobody is connected. */
const copyOf = (url: string): Promise<string> =>
  createDatabase(url.replace(/[^/]+$/, 'postgres'), `copy_${randomUUID().replaceAll('-', '')}`, url.split('/').at(-1));
const row = async (route: Route, id: string) =>
  (await route.temporal.client.workflow.getHandle(id).query<StateAnswer>('state')).row;
const incarnationOf = async (url: string): Promise<number> => {
  const db = connect(url);
  const [lease] = await db.sql`select incarnation from engine_lease`;
  await db.sql.end();
  return lease!.incarnation;
};

it('lets every workflow follow the rows of a backup, items that it does not know included', async () => {
  const at = testTemporal();
  const { url } = await testDatabase();
  const before = await begin(url, at);
  await publishClocks(before.engine);
  const create = async (route: Route) => (await route.engine.create()).item.id;
  const kept = await create(before);
  const later = await create(before);
  const settled = await create(before);
  await end(before);
  const backup = await copyOf(url);

  const meanwhile = await begin(url, at);
  await ready(meanwhile.engine);
  const lost = await create(meanwhile);
  await meanwhile.engine.do({ verb: 'cancel', item: settled, reason: null });
  await setAnna(meanwhile.engine, 'available');
  await until('it is offered', async () => (await stateOf(meanwhile.engine, later)) === 'offered');
  await meanwhile.engine.do({ verb: 'assign', item: later, agent: 'anna', offer: false });
  await until('it has ended', async () => (await statusOf(meanwhile, settled)) === 'COMPLETED');
  await end(meanwhile);

  const ran = await signalbox(['restored'], { DATABASE_URL: backup });
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out).toMatch(/^Incarnation \d+: .* 3 open items follow the rows/);
  const incarnation = await incarnationOf(backup);
  expect(incarnation).toBeGreaterThan(await incarnationOf(url));

  const after = await begin(backup, at, 300);
  await ready(after.engine);
  for (const id of [kept, later, settled]) {
    await until(`${id} runs`, async () => (await statusOf(after, id)) === 'RUNNING');
    await until(`${id} follows its row`, async () => (await row(after, id)).incarnation === incarnation);
    expect(await row(after, id)).toMatchObject({ state: 'waiting', agentId: null });
  }
  await until('the workflow of the lost item is ended', async () => (await statusOf(after, lost)) === 'TERMINATED');
  expect(await checkWorkflows(after.temporal, after.engine.db)).toEqual([]);
  expect((await eventsOf(after.engine, settled)).map(({ type }) => type)).toContain('repair.workflow');
  const repaired = await after.engine.db
    .sql`select details from event where type = 'repair.workflow' and item_id is null`;
  expect(repaired.map(({ details }) => details)).toEqual([{ item: lost, reason: 'no such item' }]);
  await after.engine.do({ verb: 'cancel', item: later, reason: null });
  await until('it ends by its row', async () => (await statusOf(after, later)) === 'COMPLETED');
}, 90_000);

it('leaves alone what another installation runs in the namespace', async () => {
  const neighbour = await begin((await testDatabase()).url, testTemporal());
  await publishClocks(neighbour.engine);
  const { item } = await neighbour.engine.create();
  await until('it runs', async () => (await statusOf(neighbour, item.id)) === 'RUNNING');
  const route = await begin((await testDatabase()).url, testTemporal(), 200);
  await publishClocks(route.engine);
  const byHand = `wi_${uuidv7()}`;
  const start = { ...(await row(neighbour, item.id)), id: byHand };
  await route.temporal.client.workflow.start('workItem', {
    ...{ workflowId: byHand, taskQueue: route.at.taskQueue, args: [{ row: start }] },
  });
  await until('one of no item is ended', async () => (await statusOf(route, byHand)) === 'TERMINATED');
  expect(await statusOf(neighbour, item.id)).toBe('RUNNING');
}, 60_000);

it('refuses while an engine leads, and says which', async () => {
  const { url } = await testDatabase();
  const engine = await startEngine(url);
  await ready(engine);
  const before = await incarnationOf(url);
  const ran = await signalbox(['restored'], { DATABASE_URL: url });
  expect(ran).toMatchObject({ code: 1, out: '' });
  expect(ran.err).toBe('The engine at in-process leads: stop every API process first, then run this again.\n');
  expect(await incarnationOf(url)).toBe(before);
  await engine.close();
});

it('may be run twice, and each time raises what the workflows must know', async () => {
  const { url } = await testDatabase();
  const db = connect(url);
  const first = (await markRestored(db))!;
  const second = (await markRestored(db))!;
  expect(second.incarnation).toBeGreaterThan(first.incarnation);
  // The same backup again: what was told after its first restore must not win over its second.
  await db.sql`update engine_lease set incarnation = 1`;
  expect((await markRestored(db))!.incarnation).toBeGreaterThanOrEqual(first.incarnation);
  await db.sql.end();
});

it('says that the schema has to be brought up to date first', async () => {
  const { url } = await testDatabase();
  const db = connect(url);
  await db.sql`delete from engine_lease`;
  const refusal = 'The schema is not that of this program: run signalbox migrate first.';
  await expect(restored(url)).rejects.toMatchObject({ code: 'conflict', message: refusal });
  await db.sql`drop table engine_lease`;
  await expect(restored(url)).rejects.toMatchObject({ code: 'conflict', message: refusal });
  const nowhere = restored('postgres://a:b@127.0.0.1:1/c');
  await expect(nowhere).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/^Nothing listens at 127/),
  });
  await db.sql.end();
});

it('does not forget what is to be told when nobody could be told', async () => {
  const { url } = await testDatabase();
  const first = await startEngine(url);
  await open(first);
  await first.create();
  await first.close();
  const db = connect(url);
  await markRestored(db);
  const away = connectTemporal({ address: '127.0.0.1:1', namespace: 'nowhere', taskQueue: 'none' });
  const follow = (at: Parameters<NonNullable<NonNullable<Parameters<typeof startEngine>[1]>['follow']>>[0]) =>
    followTemporal({ ...at, temporal: away, prepare: async () => undefined, newCommandId: () => `cm_${uuidv7()}` });
  const second = await startEngine(url, { follow });
  await ready(second);
  await second.create();
  await second.close();
  const [lease] = await db.sql`select delivered_seq from engine_lease`;
  expect(lease!.delivered_seq).toBe('-1');
  await away.close();
  await db.sql.end();
});
