import { ApplicationFailure } from '@temporalio/common';
import type { BulkAction, BulkView } from '../core/bulk.ts';
import type { Reply } from '../engine/request.ts';
import type { BulkProgress } from '../workflows/messages.ts';

const OVER: BulkProgress = {
  state: 'over',
  what: 'This operation',
  matched: 0,
  position: 0,
  done: 0,
  skipped: 0,
  failed: 0,
  skippedReasons: {},
};

/** What a workflow is told of its operation: one that has ended is known to rows only. */
export function bulkProgress(reply: Reply): BulkProgress {
  if (reply.kind === 'bulk') return progressOf(reply.bulk);
  if (reply.kind === 'refused' && reply.code === 'not_found') return OVER;
  throw ApplicationFailure.nonRetryable(`The engine answered a bulk operation with "${reply.kind}".`, 'Defect');
}

function progressOf({
  state,
  matched,
  position,
  done,
  skipped,
  failed,
  skippedReasons,
  ...bulk
}: BulkView): BulkProgress {
  return { state, what: whatOf(bulk), matched, position, done, skipped, failed, skippedReasons };
}

const DOES: Readonly<Record<BulkAction, string>> = {
  cancel: 'Cancel',
  transfer: 'Transfer',
  reschedule: 'Reschedule',
  release: 'Give back',
  set_priority: 'Set the priority of',
  retry: 'Ask the rules once more about',
};

/** Slugs only: a source is a word of the organisation's programs. */
function whatOf({ action, filter }: Pick<BulkView, 'action' | 'filter'>): string {
  const { state, queue, workstream, channel } = filter;
  const said = [
    state === null ? null : `in state ${state.replaceAll('_', ' ')}`,
    queue === null ? null : `in queue ${queue}`,
    workstream === null ? null : `of workstream ${workstream}`,
    channel === null ? null : `of channel ${channel}`,
  ].filter((one) => one !== null);
  return [DOES[action], 'items', ...said].join(' ');
}
