import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { AlertStart } from './messages.ts';
import { TELL } from './options.ts';

const { postAlert } = proxyActivities<Activities>(TELL);

/** One alert on its way out: tried again until its receiver has it or a day is over. Its attempts are those of the activity. */
export async function alert(start: AlertStart): Promise<{ status: number }> {
  const what = start.item === null ? `queue ${start.queue}` : `${start.item} in queue ${start.queue}`;
  setCurrentDetails(`Tells of ${what}. Who does not answer is asked again for a day.`);
  const answer = await postAlert(start);
  setCurrentDetails(`Told of ${what}: the answer was ${answer.status}.`);
  return answer;
}
