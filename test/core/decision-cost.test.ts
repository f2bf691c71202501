import { describe, expect, it } from 'vitest';
import { type Counts, countDecisions } from '../../bench/counted.ts';
import { KINDS } from '../../bench/desk.ts';

const SIZES = [1000, 10_000, 100_000];

/** Everything but what depends on the length of a line. */
const constantOf = ({ offers, classes, pairs, sets }: Counts) => ({ offers, classes, pairs, sets });

describe.each([
  { desk: 'one kind of item', kinds: 1, after: 20_000 },
  { desk: 'many kinds, all of them overdue, agents kept free', kinds: KINDS, after: 2_000_000 },
])('among 1,000, 10,000 and 100,000 waiting items, $desk', ({ kinds, after }) => {
  const all = SIZES.map((waiting) => ({ waiting, ...countDecisions(waiting, { kinds, after, rounds: 100 }) }));

  it('makes an offer in all of them', () => {
    for (const { decisions } of all) expect(decisions.filter((one) => one.offers > 0).length).toBeGreaterThan(30);
  });

  it.each(['decisions', 'arrivals'] as const)(
    'compares ages and instants at most 2·log₂ n + 2 times for %s',
    (what) => {
      for (const { waiting, ...found } of all) {
        const most = 2 * Math.log2(waiting) + 2;
        for (const { offers, age, wakeUps } of found[what])
          expect(age + wakeUps, `${waiting} waiting`).toBeLessThanOrEqual(Math.max(1, offers) * most);
      }
    },
  );

  it('does everything else, the explanation included, exactly as often', () => {
    const [least, ...larger] = all.map(({ decisions }) => decisions.map(constantOf));
    for (const counts of larger) expect(counts).toEqual(least);
  });
});

describe.each([
  { desk: 'one kind of item', kinds: 1, classes: 1 },
  { desk: 'many kinds', kinds: KINDS, classes: 64 },
])('an arrival that overflow rules look at, among 1,000 and 16,000 waiting items, $desk', ({ kinds, classes }) => {
  const all = [1000, 16_000].map((waiting) => {
    const { arrivals } = countDecisions(waiting, { kinds, after: 20_000, rounds: 50, overflow: true });
    return { waiting, arrivals };
  });

  it('asks each class of its queue once for a place in line, and nothing else of what waits', () => {
    for (const { waiting, arrivals } of all)
      for (const { age, wakeUps, sets, ...others } of arrivals) {
        const what = `${waiting} waiting`;
        expect(others.offers + others.pairs + others.classes, what).toBeLessThanOrEqual(20);
        expect(sets, what).toBeLessThanOrEqual(20);
        expect(age + wakeUps, what).toBeLessThanOrEqual((2 + classes) * (Math.log2(waiting) + 2));
      }
  });
});
