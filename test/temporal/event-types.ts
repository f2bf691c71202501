import { isGrpcServiceError } from '@temporalio/client';
import type { TemporalClient } from '../../engine/temporal/connection.ts';

/** What a workflow's history holds, in order: `workflowTaskScheduled`, `timerStarted` …; nothing where there is no such workflow. */
export async function eventTypesOf({ client }: Pick<TemporalClient, 'client'>, id: string): Promise<string[]> {
  try {
    const { events } = await client.workflow.getHandle(id).fetchHistory();
    return (events ?? []).map((event) => {
      const kind = Object.keys(event).find((key) => key.endsWith(SUFFIX));
      return kind === undefined ? String(event.eventType) : kind.slice(0, -SUFFIX.length);
    });
  } catch (error) {
    if (isGrpcServiceError(error) && Number(error.code) === NOT_FOUND) return [];
    throw error;
  }
}
const SUFFIX = 'EventAttributes';
/** A history is fetched without the client's own errors. */
const NOT_FOUND = 5;

/** Where events of a kind stand. */
export const placesOf = (types: readonly string[], kind: string): number[] =>
  types.flatMap((type, at) => (type === kind ? [at] : []));

export const signalsIn = (types: readonly string[]): number => placesOf(types, 'workflowExecutionSignaled').length;

/** Whether it was told so many facts and has acted on all of them. Not by a query: one that comes while the engine is asked costs a task of its own. */
export const hasTaken = (types: readonly string[], facts: number): boolean =>
  signalsIn(types) === facts && isAtRest(types);

/** Whether everything that it was told has been acted on. */
export const isAtRest = (types: readonly string[]): boolean =>
  types.lastIndexOf('workflowTaskCompleted') > types.lastIndexOf('workflowTaskScheduled');

/**
 * Without the tasks that a slow machine adds: one that timed out and comes again, and one that follows another by itself, since a
 * question took so long that the worker had to say that it is there.
 */
export function withoutDelays(types: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < types.length; at += 1) {
    const isTask = types[at] === 'workflowTaskScheduled' && types[at + 1] === 'workflowTaskStarted';
    const last = kept.findLastIndex((type) => type !== 'markerRecorded');
    const goesOn = kept[last] === 'workflowTaskCompleted' && types[at + 2] === 'workflowTaskCompleted';
    if (isTask && (types[at + 2] === 'workflowTaskTimedOut' || goesOn)) at += 2;
    else kept.push(types[at]!);
  }
  return kept;
}
