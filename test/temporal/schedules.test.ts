import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcServiceError, type ScheduleDescription, ScheduleNotFoundError } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { uuidv7 } from 'uuidv7';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RecurrenceInput } from '../../core/recurrence/recurrence.ts';
import type { OccurrenceEnd, OccurrenceStart } from '../../workflows/messages.ts';
import { until } from '../engine/harness.ts';
import { itemsOf, putRecurrence } from './recurring.ts';
import { endOf, keepHistory, publishClocks, type Route, startRoute } from './route.ts';

let route: Route;
const made: string[] = [];

beforeAll(async () => {
  route = await startRoute({ schedulesMs: 300 });
  await publishClocks(route.engine);
});
afterEach(async () => {
  for (const recurrence of made.splice(0)) await route.engine.do({ verb: 'delete_recurrence', recurrence });
});
afterAll(() => route?.close());

const schedule = (id: string) => route.temporal.client.schedule.getHandle(id);
const seconds = (ms: number): number => Math.ceil(ms / 1_000) * 1_000;

async function recurring(first: number, change: Partial<RecurrenceInput> = {}): Promise<string> {
  const id = await putRecurrence(route, first, change);
  made.push(id);
  return id;
}

const described = async (id: string): Promise<ScheduleDescription | null> => {
  await sleep(100);
  try {
    return await schedule(id).describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    // The server keeps a short line of questions for each.
    if (isGrpcServiceError((error as Error).cause)) return described(id);
    throw error;
  }
};
const isThere = (id: string) => until(`${id} has a schedule`, async () => (await described(id)) !== null);
const eventsOf = async (id: string): Promise<string[]> => {
  const rows = await route.engine.db
    .sql`select type, actor from event where details->>'recurrence' = ${id} order by seq`;
  return rows.map(({ type, actor }) => `${type} by ${actor}`);
};
const pausedRow = async (id: string): Promise<boolean> => {
  const [row] = await route.engine.db.sql`select paused from recurrence where id = ${id.slice(3)}::uuid`;
  return Boolean(row?.['paused']);
};
/** What both sides have last said of the pause. */
const agreed = async (id: string): Promise<boolean | null> => {
  const found = await described(id);
  const [start] = (found?.action.args ?? []) as OccurrenceStart[];
  return start?.paused === found?.state.paused ? (start?.paused ?? null) : null;
};
const workflowOf = (id: string, at: number): string =>
  `occurrence-${id}-${new Date(at).toISOString().replace('.000', '')}`;
const endsOf = async (id: string): Promise<OccurrenceEnd[]> => {
  const found = (await described(id))?.info.recentActions ?? [];
  return Promise.all(
    found.map(
      ({ action }) =>
        route.temporal.client.workflow.getHandle(action.workflow.workflowId).result() as Promise<OccurrenceEnd>,
    ),
  );
};

describe('a recurrence has a schedule in Temporal', () => {
  it('that fires at its time and has the item made, in 6 events', async () => {
    const first = seconds(Date.now() + 2_000);
    const id = await recurring(first);
    await until('the item is there', async () => (await itemsOf(route, id)).length > 0);
    expect(await itemsOf(route, id)).toEqual([new Date(first).toISOString()]);
    expect(await eventsOf(id)).toEqual([
      'recurrence.saved by key:ke_admin',
      'recurrence.occurred by temporal:schedule',
    ]);
    const workflow = workflowOf(id, first);
    expect(await endOf(route, workflow)).toBe('COMPLETED');
    const history = JSON.parse(historyToJSON(await route.temporal.client.workflow.getHandle(workflow).fetchHistory()));
    expect(history.events.map((event: { eventType: string }) => event.eventType)).toHaveLength(6);
    await keepHistory(route, workflow, 'occurrence');
    await until(
      'the next is scheduled',
      async () => ((await described(id))?.info.nextActionTimes[0]?.getTime() ?? 0) > first,
    );
    expect((await described(id))?.info.nextActionTimes[0]?.getTime()).toBe(first + 86_400_000);
  });

  it('that says in words what it is, and nothing of what its items say', async () => {
    const id = await recurring(Date.now() + 3_600_000, {
      rule: 'FREQ=WEEKLY;BYDAY=MO,TH',
      timeZone: 'Europe/Copenhagen',
    });
    await isThere(id);
    const found = (await described(id))!;
    expect(found.state.note).toMatch(
      /^Rounds: FREQ=WEEKLY;BYDAY=MO,TH from .*, Europe\/Copenhagen\. Kept by Signalbox/,
    );
    expect(found.action.staticSummary).toBe('Rounds: makes an item (workstream chat, channel chat, queue regular)');
    expect(found.policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 600_000 });
    expect(found.info.nextActionTimes).toHaveLength(10);
    expect(JSON.stringify(found)).not.toContain('Secret-Subject');
  });

  it('whose trigger by hand makes nothing twice, and says why', async () => {
    const at = seconds(Date.now() + 1_500);
    const id = await recurring(at);
    await until('the item is there', async () => (await itemsOf(route, id)).length > 0);
    // A trigger bears the second in which it was pulled: this one is no occurrence.
    await sleep(Math.max(0, at + 1_100 - Date.now()));
    await schedule(id).trigger();
    await until('it has fired twice', async () => ((await described(id))?.info.recentActions.length ?? 0) === 2);
    const [first, second] = await endsOf(id);
    expect(first).toMatchObject({ result: 'done', nominal: new Date(at).toISOString() });
    expect(second).toMatchObject({ result: 'refused' });
    expect(second?.detail).toMatch(/is no occurrence .* The next is/);
    expect(await itemsOf(route, id)).toHaveLength(1);
  });

  it('whose workflow, reset by hand, asks again and makes nothing twice', async () => {
    const at = seconds(Date.now() + 1_500);
    const id = await recurring(at);
    await until('the item is there', async () => (await itemsOf(route, id)).length > 0);
    const workflowId = workflowOf(id, at);
    await endOf(route, workflowId);
    const { client } = route.temporal;
    const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
    const task = events?.find((event) => event.workflowTaskCompletedEventAttributes);
    await client.workflowService.resetWorkflowExecution({
      namespace: route.at.namespace,
      workflowExecution: { workflowId },
      reason: 'test',
      workflowTaskFinishEventId: task!.eventId!,
      requestId: uuidv7(),
    });
    expect(await client.workflow.getHandle(workflowId).result()).toMatchObject({ result: 'done' });
    expect(await itemsOf(route, id)).toHaveLength(1);
  });

  it('that is made anew when somebody deletes it', async () => {
    const id = await recurring(seconds(Date.now() + 3_600_000));
    await isThere(id);
    await schedule(id).delete();
    await until('it is made anew', async () =>
      route.engine.log.some((line) => line.startsWith('a schedule was not there') && line.includes(id)),
    );
    await isThere(id);
  });

  it('that is put back when somebody changes it', async () => {
    const id = await recurring(seconds(Date.now() + 3_600_000));
    await isThere(id);
    await schedule(id).update(
      (found) => ({ ...found, spec: { intervals: [{ every: '1s' }] }, state: found.state }) as never,
    );
    await until('it is as before', async () => (await described(id))?.spec.intervals?.length === 0, 30_000);
    expect((await described(id))?.info.nextActionTimes).toHaveLength(10);
    expect(await itemsOf(route, id)).toEqual([]);
  });

  it('whose pause in Temporal pauses the recurrence, and the other way about', async () => {
    const id = await recurring(seconds(Date.now() + 3_600_000));
    await isThere(id);
    await schedule(id).pause('stocktaking');
    await until('the row is paused', () => pausedRow(id));
    await until('that is agreed on', async () => (await agreed(id)) === true);
    await schedule(id).unpause();
    await until('the row goes on', async () => !(await pausedRow(id)));
    await until('that is agreed on', async () => (await agreed(id)) === false);
    await route.engine.do({ verb: 'pause_recurrence', recurrence: id });
    await until('the schedule is paused', async () => (await described(id))?.state.paused === true);
    await route.engine.do({ verb: 'resume_recurrence', recurrence: id });
    await until('the schedule goes on', async () => (await described(id))?.state.paused === false);
    expect(await eventsOf(id)).toEqual([
      'recurrence.saved by key:ke_admin',
      'recurrence.paused by temporal:schedule',
      'recurrence.resumed by temporal:schedule',
      'recurrence.paused by key:ke_admin',
      'recurrence.resumed by key:ke_admin',
    ]);
  });

  it('that goes with it', async () => {
    const id = await recurring(seconds(Date.now() + 3_600_000));
    await isThere(id);
    await route.engine.do({ verb: 'delete_recurrence', recurrence: made.pop()! });
    await until('it is gone', async () => (await described(id)) === null);
  });

  it('that goes when nothing is left to come', async () => {
    const id = await recurring(seconds(Date.now() + 1_500), { rule: 'FREQ=DAILY;COUNT=1' });
    await until('the item is there', async () => (await itemsOf(route, id)).length > 0);
    await until('it is gone', async () => (await described(id)) === null);
  });

  it('that prepares each item ahead of its time', async () => {
    const fires = seconds(Date.now() + 2_000);
    const id = await recurring(fires + 60_000, { prepareMs: 60_000 });
    await until('the item is there', async () => (await itemsOf(route, id)).length > 0);
    const [row] = await route.engine.db
      .sql`select w.state, w.not_before from work_item w join work_item_payload p on p.id = w.id
      where p.source = ${`recurrence/${id}`}`;
    expect(row).toEqual({ state: 'scheduled', not_before: new Date(fires + 60_000) });
  });
});

describe('where commands from Temporal are turned off', () => {
  it('a pause there is undone, and said', async () => {
    const other = await startRoute({ schedulesMs: 300, commands: false });
    try {
      await publishClocks(other.engine);
      const id = await putRecurrence(other, Date.now() + 3_600_000);
      await isThere(id);
      await schedule(id).pause('stocktaking');
      const undone = () =>
        other.engine.log.some((line) => line.startsWith('a schedule was changed in Temporal and is put back'));
      await until('that is undone', async () => undone() && (await described(id))?.state.paused === false);
      const [row] = await other.engine.db.sql`select paused from recurrence where id = ${id.slice(3)}::uuid`;
      expect(row?.['paused']).toBe(false);
      await other.engine.do({ verb: 'delete_recurrence', recurrence: id });
      await until('it is gone', async () => (await described(id)) === null);
    } finally {
      await other.close();
    }
  });
});
