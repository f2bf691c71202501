import type { Item } from './item.ts';
import type { Offer } from './offer.ts';
import type { World } from './world.ts';

/** Rows that memory does not hold, read for this batch: what a command on a settled item or offer is answered from. */
export interface Settled {
  readonly items: ReadonlyMap<string, Item>;
  readonly offers: ReadonlyMap<string, Offer>;
}

export const NOTHING_SETTLED: Settled = { items: new Map(), offers: new Map() };

/** Any item by its id: one that this very batch has settled is in neither memory nor the rows that were read before it. */
export const knownItem = (world: World, settled: Settled, id: string): Item | undefined =>
  world.items.get(id) ?? world.log.items.get(id)?.item ?? settled.items.get(id);

/** The same of an offer. */
export const knownOffer = (world: World, settled: Settled, id: string): Offer | undefined =>
  world.offers.get(id) ?? world.log.offers.get(id)?.offer ?? settled.offers.get(id);
