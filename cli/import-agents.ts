import type { Settings } from '../env.ts';
import { ask, detailOf, remoteOf } from './remote.ts';
import { textOf } from './text-of.ts';

/** What the API takes too. */
const MOST_BYTES = 2 * 1024 * 1024;

/** All agents of a CSV file or none. Exit codes: 0 all are there; 1 a line is wrong, and nothing was changed. */
export async function importAgents(file: string, settings: Settings): Promise<number> {
  const text = textOf(file, MOST_BYTES);
  const asking = { method: 'POST', path: '/v1/agents/import', body: text, type: 'text/csv' } as const;
  const { ok, body } = await ask(remoteOf(settings), { ...asking, deadlineMs: 30_000 });
  if (ok) {
    console.log(`${body['added']} added, ${body['changed']} changed.`);
    return 0;
  }
  for (const { detail } of (body['errors'] ?? []) as readonly { detail: string }[]) console.log(detail);
  console.log(detailOf(body));
  return 1;
}
