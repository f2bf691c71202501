import { aboutOf } from '../core/item.ts';
import { type ItemWithOffers, readItem } from '../db/query/read-items.ts';
import type { KeyActor } from './authenticate.ts';
import { type ApiDependencies, type Call, pathId } from './call.ts';
import { ApiError } from './error.ts';

/** The item of the path. What the role may not see is answered like what does not exist. */
export async function visibleItem(call: Call, to: ApiDependencies): Promise<ItemWithOffers> {
  const id = pathId(call, 'wi');
  const item = await readItem(to.db, id);
  if (item === null || !(await sees(call.get('actor'), item, to)))
    throw new ApiError('not_found', `There is no item ${id}.`);
  return item;
}

async function sees(actor: KeyActor, item: ItemWithOffers, to: ApiDependencies): Promise<boolean> {
  switch (actor.role) {
    case 'channel':
      return item.source === actor.source;
    case 'agent':
      if (actor.agent === null) return false;
      if (item.agentId === actor.agent || item.offers.some((offer) => offer.agentId === actor.agent)) return true;
      // Advice that was given is read by whoever has the item that it is about.
      return to.engine.ask({ kind: 'may_see', item: item.closedAt === null ? item.id : (aboutOf(item) ?? ''), actor });
    case 'supervisor':
    case 'admin':
      return true;
    case 'ops':
      return false;
  }
}
