import {
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { BULK_CHANGED, type BulkProgress, type BulkStart } from './messages.ts';
import { SLICE } from './options.ts';

const { bulkSlice, stopBulk } = proxyActivities<Activities>(SLICE);
const progressQuery = defineQuery<BulkProgress | null>('progress');
const changedSignal = defineSignal(BULK_CHANGED);

/** Has one slice of a bulk operation done after the other, until its row says that nothing is left. Cancelled, it leaves the rest. */
export async function bulk(start: BulkStart): Promise<BulkProgress> {
  let told: BulkProgress | null = null;
  let changed = false;
  setHandler(progressQuery, () => told);
  setHandler(changedSignal, () => {
    changed = true;
  });
  const note = (progress: BulkProgress): BulkProgress => {
    told = progress;
    setCurrentDetails(inWords(progress));
    return progress;
  };
  try {
    for (let { position } = start; ; ) {
      changed = false;
      const progress = note(await bulkSlice({ bulk: start.bulk, position }));
      if (progress.state !== 'running' && progress.state !== 'paused') return progress;
      if (progress.state === 'paused') await condition(() => changed);
      ({ position } = progress);
      // A run that is cancelled has its last word: the next one would not know.
      if (workflowInfo().continueAsNewSuggested && !CancellationScope.current().consideredCancelled)
        await continueAsNew<typeof bulk>({ bulk: start.bulk, position });
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
    return CancellationScope.nonCancellable(async () => note(await stopBulk({ bulk: start.bulk })));
  }
}

const STANDS: Readonly<Record<BulkProgress['state'], string>> = {
  running: 'goes on',
  paused: 'is paused: resume it over the API',
  done: 'is done',
  cancelled: 'was stopped, and the rest is left as it is',
  over: 'is over',
};

/** Markdown for whoever looks at it in the Temporal UI. */
function inWords({ what, state, matched, position, done, skipped, failed, skippedReasons }: BulkProgress): string {
  const reasons = Object.entries(skippedReasons).map(([reason, count]) => `${reason.replaceAll('_', ' ')}: ${count}`);
  return [
    `**${what}** ${STANDS[state]}.`,
    `${position} of ${matched} items dealt with: ${done} done, ${skipped} passed over, ${failed} refused.`,
    ...(reasons.length === 0 ? [] : [`Why not: ${reasons.join(', ')}.`]),
    ...(state === 'running' || state === 'paused'
      ? ['Cancel this workflow to leave the rest. What was done stays done.']
      : []),
  ].join('\n\n');
}
