import { type WorkflowExecutionInfo, WorkflowNotFoundError } from '@temporalio/client';
import { SEARCH, type Searchable, WORKFLOW_TYPE } from '../../workflows/messages.ts';
import type { TemporalClient } from './connection.ts';

const RUNNING = `WorkflowType = '${WORKFLOW_TYPE}' AND ExecutionStatus = 'Running'`;
const PAGE = 1_000;

/** What Temporal's list shows of each running item workflow, by item id. The list is some seconds behind. */
export async function listRunning({ client, call }: TemporalClient): Promise<Map<string, Searchable>> {
  const found = new Map<string, Searchable>();
  const pages = client.workflow.list({ query: RUNNING, pageSize: PAGE })[Symbol.asyncIterator]();
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

function shownBy({ typedSearchAttributes }: Pick<WorkflowExecutionInfo, 'typedSearchAttributes'>): Searchable {
  const entries = Object.entries(SEARCH).map(([name, key]) => [name, typedSearchAttributes.get(key) ?? null]);
  return Object.fromEntries(entries) as Searchable;
}
