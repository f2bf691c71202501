import type { Configuration } from './configuration/compiled.ts';
import type { Item } from './item.ts';

/** Whether it waits, and was taken in by a version that what waits may no longer be classified by. */
export const isUnclassified = ({ classifiedSince }: Configuration, item: Item): boolean =>
  (item.state === 'waiting' || item.state === 'needs_attention') && item.configurationVersion < classifiedSince;
