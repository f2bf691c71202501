import { workstreamsFor } from '../core/classify/choose-workstream.ts';
import type { Scene } from '../core/classify/intake.ts';
import type { Item } from '../core/item.ts';
import { type Sentence, say } from '../core/phrases/say.ts';

/**
 * The workstream that would take an item in, or why none would. Whether it was named is not recorded: where the conditions of `before`
 * would have chosen the one that it has, those of `after` choose; else it was named, and is kept.
 */
export function workstreamBy(item: Item, { before, after }: Record<'before' | 'after', Scene>): string | Refused {
  const { payload, ...row } = item;
  const intake = { ...row, ...payload, workstream: '' };
  const was = workstreamsFor(intake, before);
  if (was.length !== 1 || was[0] !== item.workstream) return item.workstream;
  const names = workstreamsFor(intake, after);
  const { channel } = item;
  if (names.length === 1) return names[0]!;
  if (names.length === 0) return { reason: say('simulation.no_workstream', { channel }) };
  return { reason: say('simulation.several_workstreams', { channel, workstreams: names }) };
}

interface Refused {
  readonly reason: Sentence;
}
