import fc from 'fast-check';

/** Turns a row of small numbers into choices; all zeros, where shrinking ends, is the plainest of everything. */
export class Dice {
  private readonly numbers: readonly number[];
  private next = 0;

  constructor(numbers: readonly number[]) {
    this.numbers = numbers;
  }

  roll(sides: number): number {
    const number = this.numbers[this.next % this.numbers.length] ?? 0;
    this.next += 1;
    return number % sides;
  }

  one<T>(of: readonly T[]): T {
    return of[this.roll(of.length)]!;
  }

  /** Most of them, and the first `least` in any case. */
  some<T>(of: readonly T[], least = 0): T[] {
    return of.filter((_, place) => this.roll(4) > 0 || place < least);
  }
}

export const dice = (length: number): fc.Arbitrary<number[]> =>
  fc.array(fc.nat({ max: 9999 }), { minLength: length, maxLength: length });
