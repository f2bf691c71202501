import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { type SearchAttributePair, TypedSearchAttributes } from '@temporalio/common';
import { isSettledRow, type Row, SEARCH, type Start, searchable, WORKFLOW_TYPE } from '../../workflows/messages.ts';
import { around, type Reach } from '../failpoint.ts';
import type { Delivery } from './backlog.ts';
import type { TemporalClient } from './connection.ts';
import { signalName } from './facts.ts';

/** `missing`: the item is open and has no running workflow. */
export type Delivered = 'told' | 'missing';

/** Starts an item's workflow or signals it. Rejects when Temporal could not be reached or refused. */
export type Deliver = (delivery: Delivery) => Promise<Delivered>;

export function createDeliver(temporal: TemporalClient, reach: Reach | undefined): Deliver {
  const start = around(reach, 'relay.start', (row: Row, policy: ReusePolicy) => startWorkflow(temporal, row, policy));
  const signal = around(reach, 'relay.signal', (delivery: Delivery) => signalWorkflow(temporal, delivery));
  return async (delivery) => {
    const { row, facts } = delivery;
    if (delivery.created && (await start(row, 'REJECT_DUPLICATE'))) return 'told';
    // That it was gone is in the log: only then is a workflow started a second time.
    if (facts.includes('repaired') && !isSettledRow(row) && (await start(row, 'ALLOW_DUPLICATE'))) return 'told';
    if (await signal(delivery)) return 'told';
    return isSettledRow(row) ? 'told' : 'missing';
  };
}

type ReusePolicy = 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE';

/** `false`: there was one already. */
async function startWorkflow(
  { client, taskQueue, call }: TemporalClient,
  row: Row,
  workflowIdReusePolicy: ReusePolicy,
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
async function signalWorkflow({ client, call }: TemporalClient, { row, facts }: Delivery): Promise<boolean> {
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
