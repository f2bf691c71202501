import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listRunning } from '../../engine/temporal/running.ts';
import { checkWorkflows } from '../../engine/temporal/verify.ts';
import { findTemporalCli } from '../../scripts/temporal-cli.ts';
import { type RunningTemporal, startTemporal } from '../../scripts/temporal-server.ts';
import { type Start, type StateAnswer, WORKFLOW_TYPE } from '../../workflows/messages.ts';
import { until } from '../engine/harness.ts';
import { testTemporal } from '../support/servers.ts';
import { itemsOf, putRecurrence } from './recurring.ts';
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

let route: Route;
let temporal: RunningTemporal;
let cli: string;

/** A server of its own: one of these tests wipes its namespace. */
beforeAll(async () => {
  const home = mkdtempSync(join(tmpdir(), 'signalbox-operator-'));
  const log = () => undefined;
  cli = await findTemporalCli({ cli: process.env.TEMPORAL_CLI, log });
  temporal = await startTemporal({ home, namespace: 'signalbox', cli, log });
  route = await startRoute({
    reconcileMs: 1_000,
    schedulesMs: 1_000,
    at: { ...testTemporal(), address: temporal.address },
  });
  await publishClocks(route.engine);
});
afterAll(async () => {
  await route?.close();
  await temporal?.stop();
});

/** The command line that an operator types. */
async function operate(...args: string[]): Promise<string> {
  const where = ['--address', temporal.address, '--namespace', 'signalbox'];
  return (await promisify(execFile)(cli, [...args, ...where])).stdout;
}

/** To its first task, as if nothing had been told since. */
const resetWithoutSignals = (id: string): Promise<string> => {
  const how = ['--type', 'FirstWorkflowTask', '--reapply-exclude', 'Signal', '--reason', 'test'];
  return operate('workflow', 'reset', '--workflow-id', id, ...how);
};

async function create(): Promise<string> {
  const { item } = await route.engine.create();
  await until(`${item.id} runs`, async () => (await statusOf(route, item.id)) === 'RUNNING');
  return item.id;
}

const repairs = async (id: string) =>
  (await eventsOf(route.engine, id)).filter((event) => event.type === 'repair.workflow').length;

describe('an operator with the temporal command line', () => {
  it('cancels the item by cancelling its workflow', async () => {
    const id = await create();
    await operate('workflow', 'cancel', '--workflow-id', id);
    expect(await endOf(route, id)).toBe('CANCELLED');
    expect(await stateOf(route.engine, id)).toBe('cancelled');
    const cancelled = (await eventsOf(route.engine, id)).find((event) => event.type === 'item.cancelled');
    expect(cancelled?.actor).toMatch(/^temporal:temporal-cli:/);
    await keepHistory(route, id, 'cancelled-in-temporal');
  });

  it('accepts for the agent by a signal', async () => {
    await setAnna(route.engine, 'available');
    const id = await create();
    await operate('workflow', 'signal', '--workflow-id', id, '--name', 'accept', '--input', '{}');
    await until('it is accepted', async () => (await stateOf(route.engine, id)) === 'assigned');
    await operate('workflow', 'signal', '--workflow-id', id, '--name', 'complete', '--input', '{"outcome":"done"}');
    expect(await endOf(route, id)).toBe('COMPLETED');
    await setAnna(route.engine, 'offline');
  });

  it('terminates a workflow, and the item gets another at its next fact', async () => {
    const id = await create();
    await operate('workflow', 'terminate', '--workflow-id', id);
    await setAnna(route.engine, 'available');
    await until('it runs again', async () => (await statusOf(route, id)) === 'RUNNING');
    expect(await repairs(id)).toBe(1);
    await setAnna(route.engine, 'offline');
  });

  it('terminates a workflow, and the item gets another although nothing happens', async () => {
    const id = await create();
    await operate('workflow', 'terminate', '--workflow-id', id);
    await until('it runs again', async () => (await statusOf(route, id)) === 'RUNNING');
    expect(await repairs(id)).toBe(1);
    expect(await stateOf(route.engine, id)).toBe('waiting');
  });

  it('resets a workflow to its beginning without its signals, and it is told where the item stands', async () => {
    const id = await create();
    await setAnna(route.engine, 'available');
    await until('it is offered', async () => (await stateOf(route.engine, id)) === 'offered');
    await until('the workflow knows', async () => (await shown(id)) === 'offered');
    await resetWithoutSignals(id);
    await until('it is behind', async () => (await shown(id)) === 'waiting');
    await until('it is told', async () => (await shown(id)) === 'offered', 20_000);
    await setAnna(route.engine, 'offline');
  }, 40_000);

  it('resets the workflow of a settled item, and the new run ends by itself', async () => {
    const id = await create();
    await route.engine.do({ verb: 'cancel', item: id, reason: null });
    expect(await endOf(route, id)).toBe('COMPLETED');
    await resetWithoutSignals(id);
    await until('the new run has ended', async () => (await statusOf(route, id)) === 'COMPLETED', 20_000);
    expect(await stateOf(route.engine, id)).toBe('cancelled');
  }, 40_000);

  it('has verify name an open item without a workflow, and a workflow without an open item', async () => {
    expect(await checkWorkflows(route.temporal, route.engine.db)).toEqual([]);
    // Not told to the relay, so that nobody repairs it while we look.
    const lost = await create();
    await route.engine.db
      .sql`update work_item set closed_at = now(), state = 'closed' where id = ${lost.slice(3)}::uuid`;
    const [found] = await route.engine.db.sql`
      insert into work_item select (jsonb_populate_record(w, jsonb_build_object('id', ${uuidv7()}::text, 'closed_at', null, 'state', 'waiting'))).* from work_item w where id = ${lost.slice(3)}::uuid returning id`;
    const violations = await checkWorkflows(route.temporal, route.engine.db);
    expect(violations.map((one) => one.invariant)).toEqual(['I1', 'I1']);
    expect(violations.map((one) => one.detail).sort()).toEqual([
      `A workflow runs for ${lost}, which is not open.`,
      `wi_${found!.id} is open and no workflow runs.`,
    ]);
    await route.engine.db.sql`delete from work_item where id = ${found!.id}`;
  }, 60_000);

  it('has verify name a workflow that somebody started under another id for an item that has one', async () => {
    const id = await create();
    const { client, taskQueue } = route.temporal;
    const { row } = await client.workflow.getHandle(id).query<StateAnswer>('state');
    const twin = `${id}-again`;
    const args: [Start] = [{ row: { ...row, id: twin } }];
    const second = await client.workflow.start(WORKFLOW_TYPE, { taskQueue, workflowId: twin, args });
    await until('it is listed', async () => (await listRunning(route.temporal)).has(twin));
    const found = await checkWorkflows(route.temporal, route.engine.db);
    expect(found.filter(({ detail }) => detail.includes(twin))).toEqual([
      { invariant: 'I11', detail: `A workflow runs as ${twin}, which is the id of no item.` },
    ]);
    await second.terminate('test');
  }, 40_000);

  it('pauses, resumes and triggers the schedule of a recurrence', async () => {
    const id = await putRecurrence(route, Date.now() + 3_600_000);
    await until('it has a schedule', () => hasSchedule(id));
    const toggle = (how: string) => operate('schedule', 'toggle', '--schedule-id', id, how, '--reason', 'stocktaking');
    await toggle('--pause');
    await until('the recurrence rests', () => isPaused(id));
    await until('both know', async () => /"paused":\s*true/.test(await argumentOf(id)));
    await toggle('--unpause');
    await until('the recurrence goes on', async () => !(await isPaused(id)));
    await operate('schedule', 'trigger', '--schedule-id', id);
    expect(await itemsOf(route, id)).toEqual([]);
    await route.engine.do({ verb: 'delete_recurrence', recurrence: id });
  }, 40_000);

  it('wipes the namespace, and every open item gets its workflow again, and every recurrence its schedule', async () => {
    const recurrence = await putRecurrence(route, Math.ceil((Date.now() + 3_000) / 1_000) * 1_000);
    await until('it has occurred', async () => (await itemsOf(route, recurrence)).length === 1);
    const ids = [await create(), await create(), await create()];
    await operate('operator', 'namespace', 'delete', '--yes');
    await until('it is gone', async () => !(await hasNamespace()), 30_000);
    await operate('operator', 'namespace', 'create');
    for (const id of ids) await until(`${id} was repaired`, async () => (await repairs(id)) > 0, 60_000);
    for (const id of ids) await until(`${id} runs again`, async () => (await statusOf(route, id)) === 'RUNNING');
    await until('it has a schedule again', () => hasSchedule(recurrence), 60_000);
    expect(await itemsOf(route, recurrence)).toHaveLength(1);
    await route.engine.do({ verb: 'cancel', item: ids[0]!, reason: null });
    // The worker's polls may hang in the namespace that is gone, for a minute at most.
    expect(await endOf(route, ids[0]!, 90_000)).toBe('COMPLETED');
  }, 180_000);
});

/** What the search shows, which a query would not: it replays. */
async function shown(id: string): Promise<unknown> {
  const found = await route.temporal.client.workflow.getHandle(id).describe();
  return found.searchAttributes.SignalboxState?.[0];
}

const describeSchedule = (id: string): Promise<string> =>
  operate('schedule', 'describe', '--schedule-id', id, '--output', 'json');
const hasSchedule = (id: string): Promise<boolean> =>
  describeSchedule(id).then(
    () => true,
    () => false,
  );
/** What a workflow of the schedule is started with. */
async function argumentOf(id: string): Promise<string> {
  const { args } = (await route.temporal.client.schedule.getHandle(id).describe()).action;
  return JSON.stringify(args);
}
async function isPaused(id: string): Promise<boolean> {
  const [row] = await route.engine.db.sql`select paused from recurrence where id = ${id.slice(3)}::uuid`;
  return row?.['paused'] === true;
}

async function hasNamespace(): Promise<boolean> {
  try {
    await operate('operator', 'namespace', 'describe');
    return true;
  } catch {
    return false;
  }
}
