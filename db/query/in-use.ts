import { fromUuid } from '../../core/ids.ts';
import type { Item } from '../../core/item.ts';
import { type Database, run } from '../client.ts';

/** As much of an open item as names parts of the configuration. */
export type ItemInUse = Pick<Item, 'id' | 'queue' | 'channel' | 'workstream' | 'requirements'>;

interface Row extends Omit<ItemInUse, 'requirements'> {
  readonly skills: Item['requirements']['skills'] | null;
  readonly groups: Item['requirements']['groups'] | null;
}

/** Every open item, oldest first. */
export async function openItemsInUse(db: Database): Promise<ItemInUse[]> {
  const rows = await run<Row>(
    { ...db, deadlineMs: 30_000 },
    `select id, queue, channel, workstream, required_skills as skills, required_groups as groups
     from work_item where closed_at is null order by id`,
  );
  return rows.map(({ id, skills, groups, ...row }) => ({
    ...row,
    id: fromUuid('wi', id),
    requirements: { skills: skills ?? {}, groups: groups ?? [], attributes: {}, agent: null },
  }));
}
