import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bits } from '../../../core/matching/bits.ts';

const SLOTS = 100;
const slot = fc.integer({ min: 0, max: SLOTS });
const steps = fc.array(fc.record({ kind: fc.constantFrom('set', 'clear', 'insert', 'remove'), slot }), {
  maxLength: 60,
});

const bitsOf = (slots: Iterable<number>): Bits => {
  const bits = new Bits();
  for (const one of slots) bits.set(one);
  return bits;
};

/** The same by a plain list of booleans. */
function play(script: readonly { kind: string; slot: number }[]): { bits: Bits; list: boolean[] } {
  const bits = new Bits();
  const list: boolean[] = [];
  for (const { kind, slot } of script) {
    while (list.length <= slot) list.push(false);
    if (kind === 'set') bits.set(slot);
    if (kind === 'clear') bits.clear(slot);
    if (kind === 'insert') bits.insert(slot);
    if (kind === 'remove') bits.remove(slot);
    if (kind === 'insert') list.splice(slot, 0, false);
    else if (kind === 'remove') list.splice(slot, 1);
    else list[slot] = kind === 'set';
  }
  return { bits, list };
}

const membersOf = (list: readonly boolean[]): number[] => list.flatMap((member, at) => (member ? [at] : []));

describe('a set of slots', () => {
  it('holds what a list of booleans would', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const { bits, list } = play(script);
        expect([...bits]).toEqual(membersOf(list));
        expect(bits.count()).toBe(membersOf(list).length);
        expect(bits.isEmpty()).toBe(membersOf(list).length === 0);
      }),
      { numRuns: 1000 },
    );
  });

  it('moves members across words when one comes in below', () => {
    const bits = bitsOf([31, 63, 95]);
    bits.insert(0);
    expect([...bits]).toEqual([32, 64, 96]);
    bits.remove(0);
    expect([...bits]).toEqual([31, 63, 95]);
  });

  it('intersects, subtracts and joins sets of different length', () => {
    fc.assert(
      fc.property(fc.uniqueArray(slot), fc.uniqueArray(slot), (these, others) => {
        const made = (change: (bits: Bits) => void): number[] => {
          const bits = bitsOf(these);
          change(bits);
          return [...bits];
        };
        const sorted = (slots: Iterable<number>): number[] => [...slots].sort((a, b) => a - b);
        const other = bitsOf(others);
        const common = these.filter((one) => others.includes(one));
        expect(made((bits) => bits.and(other))).toEqual(sorted(common));
        expect(made((bits) => bits.without(other))).toEqual(sorted(these.filter((one) => !others.includes(one))));
        expect(made((bits) => bits.or(other))).toEqual(sorted(new Set([...these, ...others])));
        expect(bitsOf(these).meets(other)).toBe(common.length > 0);
      }),
      { numRuns: 500 },
    );
  });
});
