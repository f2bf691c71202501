import { type Sentence, say } from '../phrases/say.ts';
import { isOpen, TARGET_NAMES, type Targets } from '../target.ts';

/** How each target stands, and until when. `now`: epoch milliseconds. */
export const targetSentences = (targets: Targets, now: number): Sentence[] =>
  TARGET_NAMES.flatMap((target) => {
    const promise = targets[target];
    if (promise === undefined) return [];
    const { dueAt, stage, left } = promise;
    const leftMs = isOpen(promise) && left !== null ? left.dueMs : null;
    return [say('item.target', { target, stage, due: { at: dueAt, now, timeZone: 'UTC' }, leftMs })];
  });
