import { patched, sleep } from '@temporalio/workflow';
import { workItem as before } from '../../../workflows/work-item.ts';

/** The same change behind a mark: what is in flight goes the old way, what begins from now on goes the new one. */
export async function workItem(start: Parameters<typeof before>[0]): ReturnType<typeof before> {
  if (patched('sleeps-first')) await sleep('1 second');
  return before(start);
}
