import { type WorkflowExecutionInfo, WorkflowNotFoundError } from '@temporalio/client';
import { SEARCH, type Searchable, WORKFLOW_TYPE } from '../../workflows/messages.ts';
import type { TemporalClient } from './connection.ts';

const PAGE = 1_000;

/**
 * What Temporal's list shows of each running item workflow on our task queue, by item id: an installation of another task queue may
 * share the namespace. The list is some seconds behind.
 */
export async function listRunning({ client, taskQueue, call }: TemporalClient): Promise<Map<string, Searchable>> {
  const query = `WorkflowType = '${WORKFLOW_TYPE}' AND ExecutionStatus = 'Running' AND TaskQueue = '${taskQueue}'`;
  const found = new Map<string, Searchable>();
  const pages = client.workflow.list({ query, pageSize: PAGE })[Symbol.asyncIterator]();
  for (;;) {
    const next = await call(() => pages.next());
    if (next.done === true) return found;
    found.set(next.value.workflowId, shownBy(next.value));
  }
}

/** The same of one item, as it is now; `null` when none is running. */
export async function describeRunning({ client, call }: TemporalClient, id: string): Promise<Searchable | null> {
  try {
    const found = await call(() => client.workflow.getHandle(id).describe());
    return found.status.name === 'RUNNING' ? shownBy(found) : null;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** Ends the running workflow of an item that is not there; `false` when none is running. */
export async function endRunning({ client, call }: TemporalClient, id: string, why: string): Promise<boolean> {
  try {
    await call(() => client.workflow.getHandle(id).terminate(why));
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

function shownBy({ typedSearchAttributes }: Pick<WorkflowExecutionInfo, 'typedSearchAttributes'>): Searchable {
  const entries = Object.entries(SEARCH).map(([name, key]) => [name, typedSearchAttributes.get(key) ?? null]);
  return Object.fromEntries(entries) as Searchable;
}
