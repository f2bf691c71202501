import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BulkView, isEnded } from '../../core/bulk.ts';
import type { BulkInput } from '../../core/command.ts';
import { readBulk } from '../../db/query/bulk-operations.ts';
import type { BulkProgress } from '../../workflows/messages.ts';
import { ANY_ITEM, NO_PARAMETERS } from '../core/fixtures.ts';
import { until } from '../engine/harness.ts';
import { eventTypesOf, withoutDelays } from './event-types.ts';
import { endOf, keepHistory, publishClocks, type Route, setAnna, startRoute } from './route.ts';

let route: Route;
beforeAll(async () => {
  route = await startRoute({ bulksMs: 300 });
  await publishClocks(route.engine);
  await setAnna(route.engine, 'offline');
}, 60_000);
afterAll(() => route.close());

/** So many items of a source of their own. */
async function items(count: number): Promise<string> {
  const source = uuidv7();
  await Promise.all(Array.from({ length: count }, () => route.engine.create({ source })));
  return source;
}

async function begin(source: string, change: Partial<BulkInput> = {}): Promise<string> {
  const bulk = `bk_${uuidv7()}`;
  const input = {
    action: 'cancel',
    filter: { ...ANY_ITEM, source },
    parameters: NO_PARAMETERS,
    reason: null,
    ...change,
  } as const;
  const reply = await route.engine.do({ verb: 'start_bulk', bulk, input, atMost: 10_000 });
  if (reply.kind !== 'bulk') throw new Error(JSON.stringify(reply));
  return bulk;
}
const steer = (verb: 'pause_bulk' | 'resume_bulk' | 'cancel_bulk', bulk: string) => route.engine.do({ verb, bulk });
const rowOf = async (id: string): Promise<BulkView> => (await readBulk(route.engine.db, id))!;
const ended = (id: string): Promise<void> => until(`${id} has ended`, async () => isEnded(await rowOf(id)), 60_000);
const handle = (id: string) => route.temporal.client.workflow.getHandle(`bulk/${id}`);
/** Workflow tasks of its items come first where the machine is busy. */
const rests = (id: string): Promise<void> =>
  until(
    'its workflow says that it rests',
    async () => {
      const told = await handle(id)
        .query<BulkProgress | null>('progress')
        .catch(() => null);
      return told?.state === 'paused';
    },
    60_000,
  );
const cancelled = async (source: string): Promise<number> => {
  const [row] = await route.engine.db
    .sql`select count(*)::int as n from event e join work_item_payload p on p.id = e.item_id
    where p.source = ${source} and e.type = 'item.cancelled'`;
  return row!['n'] as number;
};

describe('the workflow of a bulk operation', { timeout: 120_000 }, () => {
  it('has every item dealt with once, and takes few events for many', async () => {
    const source = await items(250);
    const bulk = await begin(source);
    await ended(bulk);
    expect(await endOf(route, `bulk/${bulk}`)).toBe('COMPLETED');
    expect(await rowOf(bulk)).toMatchObject({ state: 'done', matched: 250, done: 250, skipped: 0 });
    expect(await cancelled(source)).toBe(250);
    const types = withoutDelays(await eventTypesOf(route.temporal, `bulk/${bulk}`));
    expect(types.length, types.join(' ')).toBeLessThanOrEqual(3 + 3 * 6 + 4);
    await keepHistory(route, `bulk/${bulk}`, 'bulk');
  });

  it('answers how far it is, rests and goes on', async () => {
    const source = await items(1);
    const bulk = await begin(source, { action: 'set_priority', parameters: { ...NO_PARAMETERS, priority: 3 } });
    await ended(bulk);
    const other = await begin(await items(110));
    await steer('pause_bulk', other);
    const paused = await rowOf(other);
    if (paused.state === 'paused') {
      await rests(other);
      await steer('resume_bulk', other);
    }
    await ended(other);
    await endOf(route, `bulk/${other}`, 60_000);
    expect(await handle(other).query<BulkProgress>('progress')).toMatchObject({ state: 'done', matched: 110 });
    await keepHistory(route, `bulk/${other}`, 'bulk-paused');
  });

  it('that is cancelled in Temporal leaves the rest', async () => {
    const source = await items(110);
    const bulk = await begin(source);
    await steer('pause_bulk', bulk);
    await rests(bulk);
    await handle(bulk).cancel();
    await ended(bulk);
    const row = await rowOf(bulk);
    expect(row.state).toBe('cancelled');
    expect(await cancelled(source)).toBe(row.done);
    expect(row.done).toBeLessThan(110);
    await endOf(route, `bulk/${bulk}`, 60_000);
    await keepHistory(route, `bulk/${bulk}`, 'bulk-cancelled');
  });

  it('that is terminated is started again, and goes on where it was', async () => {
    const source = await items(110);
    const bulk = await begin(source);
    await steer('pause_bulk', bulk);
    await until(
      'it is there',
      async () =>
        (await handle(bulk)
          .describe()
          .catch(() => null)) !== null,
    );
    await handle(bulk)
      .terminate('by hand')
      .catch(() => undefined);
    await steer('resume_bulk', bulk);
    await ended(bulk);
    expect(await rowOf(bulk)).toMatchObject({ state: 'done', done: 110 });
    expect(await cancelled(source)).toBe(110);
  });

  it('that is over for its row ends by itself', async () => {
    const source = await items(110);
    const bulk = await begin(source);
    await steer('pause_bulk', bulk);
    if ((await rowOf(bulk)).state === 'paused') await steer('cancel_bulk', bulk);
    await until('its workflow ends', async () => {
      const found = await handle(bulk)
        .describe()
        .catch(() => null);
      return found === null || found.status.name !== 'RUNNING';
    });
    expect(isEnded(await rowOf(bulk))).toBe(true);
  });
});
