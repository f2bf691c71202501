import type { Configuration } from './configuration/compiled.ts';
import type { Item } from './item.ts';
import { byText } from './order.ts';

/** Whether it waits, and was taken in by a version that what waits may no longer be classified by. */
export const isUnclassified = ({ classifiedSince }: Configuration, item: Item): boolean =>
  (item.state === 'waiting' || item.state === 'needs_attention') && item.configurationVersion < classifiedSince;

/** Their ids in the order of their turns: the oldest first. */
export function unclassifiedIn(configuration: Configuration, items: Iterable<Item>): string[] {
  const found = [...items].filter((item) => isUnclassified(configuration, item));
  return found.sort((a, b) => (a.enqueuedAt ?? 0) - (b.enqueuedAt ?? 0) || byText(a.id, b.id)).map(({ id }) => id);
}
