import type { Configuration } from './configuration/compiled.ts';
import type { Item } from './item.ts';

/** Whether it waits, and was taken in by a version that what waits may no longer be classified by. */
export const isUnclassified = ({ classifiedSince }: Configuration, item: Item): boolean =>
  waitsForRules(item) && item.configurationVersion < classifiedSince;

/** No rules put a wrong number right. */
const waitsForRules = ({ state, attention }: Item): boolean =>
  state === 'waiting' || (state === 'needs_attention' && attention?.reason !== 'wrong_number');
