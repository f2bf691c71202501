import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignalboxError } from '../../core/error.ts';
import { type RunningTemporal, startTemporal } from '../../scripts/temporal-server.ts';
import type { StateAnswer } from '../../workflows/messages.ts';
import { ANY_ITEM, NO_PARAMETERS } from '../core/fixtures.ts';
import { until } from '../engine/harness.ts';
import { testTemporal } from '../support/servers.ts';
import {
  endOf,
  eventsOf,
  keepHistory,
  publishClocks,
  type Route,
  setAnna,
  startRoute,
  stateOf,
  statusOf,
} from './route.ts';

const handle = (route: Route, id: string) => route.temporal.client.workflow.getHandle(id);
const state = (route: Route, id: string) => handle(route, id).query<StateAnswer>('state');
const runs = (route: Route, id: string) => until(`${id} runs`, async () => (await statusOf(route, id)) === 'RUNNING');

describe('a workflow whose engine does not answer', () => {
  it('asks again until it does, and passes on what it was asked meanwhile', async () => {
    let away = 0;
    const route = await startRoute({
      between: (engine) => ({
        ...engine,
        execute: (request) => {
          if (away <= 0) return engine.execute(request);
          away -= 1;
          return Promise.reject(new SignalboxError('unavailable', 'No engine holds the lease at the moment.'));
        },
      }),
    });
    await publishClocks(route.engine);
    const { item } = await route.engine.create();
    await runs(route, item.id);
    away = 6;
    await handle(route, item.id).signal('cancel', { reason: 'late' });
    await until('it says why nothing happens', async () =>
      /No engine/.test((await state(route, item.id)).trouble ?? ''),
    );
    expect(await stateOf(route.engine, item.id)).toBe('waiting');
    expect(await endOf(route, item.id, 20_000)).toBe('COMPLETED');
    expect(await stateOf(route.engine, item.id)).toBe('cancelled');
    expect(away).toBe(0);
    await keepHistory(route, item.id, 'engine-away');
    await route.close();
  }, 40_000);

  it('does not act before the deadline of a clock that is behind', async () => {
    const route = await startRoute({
      wrap: (store) => ({
        ...store,
        takeLease: async () => {
          const lease = await store.takeLease();
          return lease === null ? null : { ...lease, databaseNow: lease.databaseNow - 3_000 };
        },
      }),
    });
    await publishClocks(route.engine);
    await setAnna(route.engine, 'available');
    const { item } = await route.engine.create({ workstream: 'quick' });
    await until('the offer expires', async () => (await stateOf(route.engine, item.id)) === 'waiting');
    const expired = (await eventsOf(route.engine, item.id)).at(-1);
    expect(expired).toMatchObject({ type: 'offer.expired', actor: 'temporal:timer' });
    const [offer] = await route.engine.db.sql`select ended_at - expires_at as late from offer`;
    expect(String(offer!.late)).not.toMatch(/^-/);
    await keepHistory(route, item.id, 'too-early');
    await route.close();
  });
});

describe('a worker that passes no commands on', () => {
  it('refuses them with a sentence, and still cancels an item whose workflow is cancelled', async () => {
    const route = await startRoute({ commands: false });
    await publishClocks(route.engine);
    const { item } = await route.engine.create();
    await runs(route, item.id);
    await handle(route, item.id).signal('cancel', {});
    await until('it refuses', async () => /turned off/.test((await state(route, item.id)).trouble ?? ''));
    expect(await stateOf(route.engine, item.id)).toBe('waiting');
    await handle(route, item.id).cancel();
    expect(await endOf(route, item.id)).toBe('CANCELLED');
    await route.close();
  });
});

describe('a workflow of no item', () => {
  let route: Route;
  beforeAll(async () => {
    // Whoever compares the rows with the list would end it first.
    route = await startRoute({ reconcileMs: 3_600_000 });
    await publishClocks(route.engine);
  });
  afterAll(() => route.close());
  const start = (workflowId: string, ...args: unknown[]) =>
    route.temporal.client.workflow.start('workItem', { workflowId, taskQueue: route.at.taskQueue, args });

  it('fails when its start is rubbish', async () => {
    await start('wi_by_hand_1', 'rubbish');
    expect(await endOf(route, 'wi_by_hand_1')).toBe('FAILED');
    await start('wi_by_hand_2');
    expect(await endOf(route, 'wi_by_hand_2')).toBe('FAILED');
  });

  it('ends at its first deadline when the engine does not know its item', async () => {
    const { item } = await route.engine.create({ notBefore: Date.now() + 3_600_000 });
    await runs(route, item.id);
    const { row } = await state(route, item.id);
    const id = 'wi_01900000-0000-7000-8000-000000000000';
    const at = Date.now() + 100;
    await start(id, { row: { ...row, id, deadlines: [{ verb: 'admit', at, item: id }] } });
    expect(await endOf(route, id)).toBe('COMPLETED');
    await keepHistory(route, id, 'unknown-item');
  });
});

describe('a workflow that lives long', () => {
  let temporal: RunningTemporal;
  beforeAll(async () => {
    const home = mkdtempSync(join(tmpdir(), 'signalbox-long-'));
    const dynamicConfig = { 'limit.historyCount.suggestContinueAsNew': '30' };
    temporal = await startTemporal({
      home,
      namespace: 'signalbox',
      cli: process.env.TEMPORAL_CLI,
      dynamicConfig,
      log: () => undefined,
    });
  });
  afterAll(() => temporal?.stop());

  it('continues a bulk operation as new, and each item is dealt with once', async () => {
    const route = await startRoute({ at: { ...testTemporal(), address: temporal.address } });
    await publishClocks(route.engine);
    const { item } = await route.engine.create();
    const bulk = `bk_${uuidv7()}`;
    const input = {
      action: 'cancel',
      filter: { ...ANY_ITEM, state: 'waiting' },
      parameters: NO_PARAMETERS,
      reason: null,
    } as const;
    await Promise.all([
      route.engine.do({ verb: 'start_bulk', bulk, input, atMost: 1 }),
      route.engine.do({ verb: 'pause_bulk', bulk }),
    ]);
    const id = `bulk/${bulk}`;
    await runs(route, id);
    const first = (await handle(route, id).describe()).runId;
    const length = async () => Number((await handle(route, id).describe()).historyLength);
    // Each has it look at its row once more: ten events.
    for (let before = await length(); (await handle(route, id).describe()).runId === first; before = await length()) {
      // While a run hands over to the next one the server takes no signal.
      await handle(route, id)
        .signal('changed')
        .catch(() => undefined);
      await until('it has looked', async () => (await length()) !== before);
    }
    expect(await stateOf(route.engine, item.id)).toBe('waiting');
    await route.engine.do({ verb: 'resume_bulk', bulk });
    expect(await endOf(route, id)).toBe('COMPLETED');
    expect(await handle(route, id).result()).toMatchObject({ state: 'done', matched: 1, position: 1, done: 1 });
    const { events } = await route.temporal.client.workflow.getHandle(id, first).fetchHistory();
    expect(events!.at(-1)!.workflowExecutionContinuedAsNewEventAttributes).toBeTruthy();
    const log = await eventsOf(route.engine, item.id);
    expect(log.filter(({ type }) => type === 'item.cancelled')).toMatchObject([{ cause: id }]);
    await route.close();
  }, 60_000);

  it('continues as new with what it knows, and goes on', async () => {
    const route = await startRoute({ at: { ...testTemporal(), address: temporal.address } });
    await publishClocks(route.engine);
    const { item } = await route.engine.create();
    await runs(route, item.id);
    const first = await handle(route, item.id).describe();
    for (let priority = 1; priority <= 12; priority += 1) {
      await route.engine.do({ verb: 'patch', item: item.id, patch: { priority } });
      await until('it is told', async () => (await state(route, item.id)).row.priority === priority);
    }
    expect((await handle(route, item.id).describe()).runId).not.toBe(first.runId);
    await keepHistory(route, item.id, 'continued');
    await handle(route, item.id).signal('cancel', {});
    expect(await endOf(route, item.id)).toBe('COMPLETED');
    expect(await stateOf(route.engine, item.id)).toBe('cancelled');
    await route.close();
  }, 40_000);
});
