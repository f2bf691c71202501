import { SignalboxError } from '../core/error.ts';
import type { Settings } from '../env.ts';
import { type Explanation, explained } from './explained.ts';
import { read, remoteOf } from './remote.ts';
import { heading } from './text.ts';

/** What waits in a queue, who can serve it now, and what it lacks. @throws SignalboxError `not_found` for an unknown id */
export async function showQueue(given: string, settings: Settings, json: boolean): Promise<number> {
  const id = given.trim().toLowerCase();
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(id))
    throw new SignalboxError(
      'not_found',
      `${JSON.stringify(given.slice(0, 80))} is not the id of a queue: one looks like regular.`,
    );
  const explanation = await read<Explanation>(remoteOf(settings), `/v1/queues/${id}/explanation`);
  console.log(json ? JSON.stringify(explanation, null, 2) : `${heading(id)}\n${explained(explanation)}`);
  return 0;
}
