import { verify } from '../../../cli/verify.ts';
import type { Database } from '../../../db/client.ts';
import type { Load } from './load.ts';

/** Lets work come to its end; names what was answered and is not there exactly once, and every broken invariant. */
export async function judge(load: Load, db: Database): Promise<string[]> {
  await load.drain();
  const { violations } = await verify(db);
  const rows =
    await db.sql`select p.external_id, 'wi_' || w.id as id, w.state from work_item w join work_item_payload p on p.id = w.id`;
  const { answered, undone } = load;
  const kept = new Map(rows.map((row) => [row.external_id, row.id]));
  const broken = [...undone, ...violations.map(({ invariant, detail }) => `${invariant} ${detail}`)];
  for (const [externalId, id] of answered) if (kept.get(externalId) !== id) broken.push(`lost: ${id}`);
  for (const row of rows) {
    if (!answered.has(row.external_id)) broken.push(`never answered: ${row.id}`);
    if (row.state !== 'closed') broken.push(`still ${row.state}: ${row.id}`);
  }
  if (rows.length !== answered.size) broken.push(`${rows.length} rows for ${answered.size} answered items`);
  return broken;
}
