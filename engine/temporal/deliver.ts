import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { type SearchAttributePair, TypedSearchAttributes } from '@temporalio/common';
import { isSettledRow, type Row, SEARCH, type Start, searchable, WORKFLOW_TYPE } from '../../workflows/messages.ts';
import type { Delivery } from './backlog.ts';
import type { TemporalClient } from './connection.ts';
import { signalName } from './facts.ts';

/** `missing`: the item is open and has no running workflow. */
export type Delivered = 'told' | 'missing';

/** Starts the item's workflow or signals it. Rejects when Temporal could not be reached or refused. */
export async function deliver(temporal: TemporalClient, delivery: Delivery): Promise<Delivered> {
  const { row, facts } = delivery;
  if (delivery.created && (await start(temporal, row, 'REJECT_DUPLICATE'))) return 'told';
  // That it was gone is in the log: only then is a workflow started a second time.
  if (facts.includes('repaired') && !isSettledRow(row) && (await start(temporal, row, 'ALLOW_DUPLICATE')))
    return 'told';
  if (await signal(temporal, delivery)) return 'told';
  return isSettledRow(row) ? 'told' : 'missing';
}

/** `false`: there was one already. */
async function start(
  { client, taskQueue, call }: TemporalClient,
  row: Row,
  workflowIdReusePolicy: 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE',
): Promise<boolean> {
  const args: [Start] = [{ row }];
  const options = {
    workflowId: row.id,
    taskQueue,
    args,
    workflowIdReusePolicy,
    typedSearchAttributes: attributes(row),
    staticSummary: `Workstream ${row.workstream}, from channel ${row.channel}`,
    staticDetails:
      'One work item on its way to a person. What is true of it stands in Signalbox; this workflow keeps its clocks.',
  };
  try {
    await call(() => client.workflow.start(WORKFLOW_TYPE, options));
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

/** `false`: no workflow of this id is running. */
async function signal({ client, call }: TemporalClient, { row, facts }: Delivery): Promise<boolean> {
  try {
    await call(() => client.workflow.getHandle(row.id).signal(signalName(facts), { row, facts }));
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

function attributes(row: Row): TypedSearchAttributes {
  const values = searchable(row);
  const pairs = (Object.keys(SEARCH) as (keyof typeof SEARCH)[])
    .filter((name) => values[name] !== null)
    .map((name) => ({ key: SEARCH[name], value: values[name] }) as SearchAttributePair);
  return new TypedSearchAttributes(pairs);
}
