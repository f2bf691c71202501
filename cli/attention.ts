import type { Settings } from '../env.ts';
import { ask, detailOf, type Remote, read, remoteOf } from './remote.ts';
import { columns, shortInstant } from './text.ts';

interface Item {
  readonly id: string;
  readonly state: string;
  readonly queue: string | null;
  readonly workstream: string;
  readonly source: string;
  readonly attention: { readonly reason: string; readonly since: string; readonly sentence: string } | null;
}

/** What needs attention, the newest first, each with why and since when; with `retry`, each is tried again first. @throws SignalboxError where nobody answers */
export async function showAttention(settings: Settings, how: { retry: boolean; json: boolean }): Promise<number> {
  const remote = remoteOf(settings);
  const found = await stuck(remote);
  const items = how.retry ? await retried(remote, found) : found;
  if (how.json) console.log(JSON.stringify(items, null, 2));
  else console.log(items.length === 0 ? 'Nothing needs attention.' : columns(items.map(line)));
  return 0;
}

async function stuck(remote: Remote): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: { data: Item[]; nextCursor: string | null } = await read(
      remote,
      `/v1/work-items?state=needs_attention&limit=200${after}`,
    );
    items.push(...page.data);
    cursor = page.nextCursor;
  }
  return items;
}

/** What became of each; one that somebody placed meanwhile is shown as it is now. */
async function retried(remote: Remote, items: readonly Item[]): Promise<Item[]> {
  const after: Item[] = [];
  for (const { id } of items) {
    const { ok, status, body } = await ask(remote, { method: 'POST', path: `/v1/work-items/${id}/retry`, body: {} });
    if (!ok && status !== 409) throw new Error(detailOf(body) ?? `${id} was answered ${status}.`);
    after.push(ok ? (body as unknown as Item) : await read<Item>(remote, `/v1/work-items/${id}`));
  }
  return after;
}

const line = ({ id, state, queue, workstream, source, attention }: Item): string[] => [
  id,
  attention === null ? state.replaceAll('_', ' ') : shortInstant(attention.since),
  workstream,
  source,
  attention === null ? `queue ${queue ?? 'none'}` : attention.sentence,
];
