import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePairs, type Pair } from '../../../core/order.ts';
import { acts } from './acts.ts';
import { dice } from './dice.ts';
import { configurationFrom, documentDice } from './documents.ts';
import { isBefore, type Rank } from './rules.ts';
import { Run } from './run.ts';

/** Pairs that are often equal in all but one place. */
const pairs: fc.Arbitrary<Pair> = fc
  .record({
    effectiveKey: fc.constantFrom(-1e15, 0, 1, 1_795_600_000_000, 1e15),
    widening: fc.constantFrom(0, 1),
    interrupts: fc.constantFrom(0, 1),
    score: fc.constantFrom(-3, 0, 2),
    item: fc.constantFrom('wi_1', 'wi_2'),
    agent: fc.constantFrom('anna', 'bo'),
  })
  .map(({ item, agent, ...rest }) => ({ ...rest, item: { id: item }, agent: { id: agent } }) as unknown as Pair);

const rank = (pair: Pair): Rank => [
  pair.effectiveKey,
  pair.widening,
  pair.interrupts,
  pair.score,
  pair.item.id,
  pair.agent.id,
];

describe('the order of pairs', () => {
  it('is the documented one, and antisymmetric', () => {
    fc.assert(
      fc.property(pairs, pairs, (a, b) => {
        expect(comparePairs(a, b) < 0).toBe(isBefore(rank(a), rank(b)));
        expect(Math.sign(comparePairs(a, b)) + Math.sign(comparePairs(b, a))).toBe(0);
        expect(comparePairs(a, b) === 0).toBe(rank(a).join() === rank(b).join());
      }),
      { numRuns: 1000 },
    );
  });

  it('is transitive', () => {
    fc.assert(
      fc.property(pairs, pairs, pairs, (a, b, c) => {
        const [first, second, third] = [a, b, c].sort(comparePairs) as [Pair, Pair, Pair];
        expect(comparePairs(first, second)).toBeLessThanOrEqual(0);
        expect(comparePairs(second, third)).toBeLessThanOrEqual(0);
        expect(comparePairs(first, third)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives each offer an exact integer key', () => {
    fc.assert(
      fc.property(documentDice, dice(48), acts({ most: 16, least: 6 }), (numbers, staff, script) => {
        new Run(configurationFrom(numbers), {
          batch: (_run, step) => {
            for (const event of step.matched)
              if (event.type === 'offer.made') expect(Number.isSafeInteger(event.details.key)).toBe(true);
          },
        })
          .staff(staff)
          .play(script);
      }),
      { numRuns: 300 },
    );
  });
});
