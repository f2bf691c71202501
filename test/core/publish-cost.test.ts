import { describe, expect, it } from 'vitest';
import { type Counts, countPublish } from '../../bench/counted.ts';

const SIZES = [1000, 4000, 16_000];
const perItem = ({ age, wakeUps, ...rest }: Counts) => rest;

describe('among 1,000, 4,000 and 16,000 waiting items, the batch of a publish', () => {
  it('compares the age of each item with its neighbour, and does everything else as often', () => {
    const counted = SIZES.map((waiting) => countPublish(waiting, { reclassify: false }));
    for (const [place, { age, wakeUps }] of counted.entries()) {
      expect(age).toBeLessThanOrEqual(1.5 * SIZES[place]!);
      // Instants that may come sooner than under the version before.
      expect(wakeUps).toBeLessThanOrEqual(4 * SIZES[place]!);
    }
    for (const counts of counted) expect(perItem(counts)).toEqual(perItem(counted[0]!));
  });

  it('compares no two items, classes or agents when all that waits is classified again', () => {
    const counted = SIZES.map((waiting) => countPublish(waiting, { reclassify: true }));
    for (const counts of counted) {
      expect(counts).toMatchObject({ age: 0, pairs: 0, classes: 0 });
      expect(counts.sets).toBe(counted[0]!.sets);
    }
  });
});
