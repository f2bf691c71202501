import {
  type CalendarSpec,
  MONTHS,
  type ScheduleDescription,
  ScheduleNotFoundError,
  type ScheduleOptions,
  type ScheduleUpdateOptions,
} from '@temporalio/client';
import type { SearchAttributePair } from '@temporalio/common';
import { isId } from '../../core/ids.ts';
import { OCCURRENCE_TYPE, type OccurrenceStart, SEARCH } from '../../workflows/messages.ts';
import type { TemporalClient } from './connection.ts';
import type { Found, Wanted } from './schedule.ts';

/** What is older than this when Temporal is back is the engine's to judge, which has long done so. */
const CATCH_UP = '10 minutes';

/** Ids of the schedules that may be ours, and whether each is paused. Some seconds behind. */
export async function listSchedules({ client, call }: TemporalClient): Promise<Map<string, boolean>> {
  const found = new Map<string, boolean>();
  const pages = client.schedule.list({ pageSize: 1_000 })[Symbol.asyncIterator]();
  for (;;) {
    const next = await call(() => pages.next());
    if (next.done === true) return found;
    const { scheduleId, action, state } = next.value;
    if (isId('rc', scheduleId) && action?.workflowType === OCCURRENCE_TYPE) found.set(scheduleId, state.paused);
  }
}

/** `null` when there is none. */
export async function describeSchedule({ client, call }: TemporalClient, id: string): Promise<Found | null> {
  try {
    return foundOf(await call(() => client.schedule.getHandle(id).describe()));
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}

function foundOf({ action, spec, state }: ScheduleDescription): Found {
  const [start] = (action.args ?? []) as readonly (OccurrenceStart | undefined)[];
  const odd = (spec.intervals?.length ?? 0) + (spec.skip?.length ?? 0) > 0;
  return {
    start: start ?? null,
    instants: odd ? [] : (spec.calendars ?? []).map(instantOf),
    paused: state.paused,
    note: state.note ?? '',
    taskQueue: action.taskQueue,
  };
}

/** 0 for one that is none of ours, which names several instants. */
function instantOf(calendar: NonNullable<ScheduleDescription['spec']['calendars']>[number]): number {
  const { year, month, dayOfMonth, hour, minute, second, dayOfWeek } = calendar;
  const parts = [year, month, dayOfMonth, hour, minute, second];
  const single = parts.every((part) => part.length === 1 && part[0]!.start === part[0]!.end);
  if (!single || dayOfWeek.length !== 1) return 0;
  const [y, , d, h, m, s] = parts.map((part) => Number(part[0]!.start)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Date.UTC(y, MONTHS.indexOf(month[0]!.start), d, h, m, s);
}

export const createSchedule = ({ client, call, taskQueue }: TemporalClient, wanted: Wanted): Promise<void> =>
  call(async () => {
    await client.schedule.create({ scheduleId: wanted.id, ...optionsOf(wanted, taskQueue) } as ScheduleOptions);
  });

export const updateSchedule = ({ client, call, taskQueue }: TemporalClient, wanted: Wanted): Promise<void> =>
  call(() => client.schedule.getHandle(wanted.id).update(() => optionsOf(wanted, taskQueue)));

export async function deleteSchedule({ client, call }: TemporalClient, id: string): Promise<void> {
  try {
    await call(() => client.schedule.getHandle(id).delete());
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

function optionsOf(
  { id, start, instants, paused, note, summary, queue, channel }: Wanted,
  taskQueue: string,
): ScheduleUpdateOptions {
  const pairs = [
    ...(queue === null ? [] : [{ key: SEARCH.queue, value: queue }]),
    ...(channel === null ? [] : [{ key: SEARCH.channel, value: channel }]),
  ] as SearchAttributePair[];
  return {
    spec: { calendars: instants.map(calendarOf), timezone: 'UTC' },
    policies: { overlap: 'SKIP', catchupWindow: CATCH_UP },
    state: { paused, note },
    typedSearchAttributes: pairs,
    action: {
      type: 'startWorkflow',
      workflowType: OCCURRENCE_TYPE,
      workflowId: `occurrence-${id}`,
      taskQueue,
      args: [start],
      typedSearchAttributes: pairs,
      staticSummary: summary,
      staticDetails:
        'Asks the engine to make the item of one occurrence. The engine makes each once, and by itself where nobody asks.',
    },
  };
}

function calendarOf(at: number): CalendarSpec {
  const date = new Date(at);
  return {
    year: date.getUTCFullYear(),
    month: MONTHS[date.getUTCMonth()]!,
    dayOfMonth: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}
