import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import {
  ApplicationFailure,
  proxyLocalActivities,
  rootCause,
  setCurrentDetails,
  sleep,
  TemporalFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities, OccurrenceReply } from '../activities/index.ts';
import type { OccurrenceEnd, OccurrenceStart } from './messages.ts';
import { ASK, ASK_AGAIN_AT_MOST_MS, ASK_AGAIN_MS, OCCURRENCE_AT_MOST_MS } from './options.ts';

const ask = proxyLocalActivities<Activities>(ASK);
const SCHEDULED_AT = defineSearchAttributeKey('TemporalScheduledStartTime', SearchAttributeType.DATETIME);

/** One occurrence of a recurrence: tells the engine that its time has come, which makes the item or has done so already. */
export async function occurrence(start: OccurrenceStart): Promise<OccurrenceEnd> {
  const scheduledAt = workflowInfo().typedSearchAttributes.get(SCHEDULED_AT);
  if (scheduledAt === undefined || typeof start?.recurrence !== 'string' || !Number.isSafeInteger(start.prepareMs))
    throw ApplicationFailure.nonRetryable('Only the schedule of a recurrence starts this workflow.', 'BadStart');
  const nominal = scheduledAt.getTime() + start.prepareMs;
  const at = new Date(nominal).toISOString();
  const end = { nominal: at, ...(await untilAnswered({ recurrence: start.recurrence, nominal })) };
  setCurrentDetails(`**${end.result}** for ${at}: ${end.detail}`);
  return end;
}

type Asked = Parameters<Activities['occurrenceCame']>[0];

async function untilAnswered(asked: Asked): Promise<Omit<OccurrenceEnd, 'nominal'>> {
  const giveUpAt = Date.now() + OCCURRENCE_AT_MOST_MS;
  for (let pauseMs = ASK_AGAIN_MS; ; pauseMs = Math.min(pauseMs * 2, ASK_AGAIN_AT_MOST_MS)) {
    const answer = await answered(asked);
    if (typeof answer !== 'string' && answer.kind === 'done') return { result: 'done', detail: answer.detail };
    if (typeof answer !== 'string' && answer.kind === 'refused') return { result: 'refused', detail: answer.detail };
    const trouble = typeof answer === 'string' ? answer : answer.detail;
    if (Date.now() > giveUpAt) return { result: 'left to the engine', detail: trouble };
    setCurrentDetails(`Asks the engine again: ${trouble}`);
    await sleep(pauseMs, { summary: 'ask again' });
  }
}

/** The sentence that says why there is none, where the engine gave no answer. */
async function answered(asked: Asked): Promise<OccurrenceReply | string> {
  try {
    return await ask.occurrenceCame(asked);
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
    return rootCause(error) ?? error.message;
  }
}
