import { median } from './table.ts';

/** So many callers side by side, each one life after another, until all are done; in milliseconds. */
export async function inFlight(of: { callers: number; lives: number; live: () => Promise<void> }): Promise<number> {
  let left = of.lives;
  const caller = async (): Promise<void> => {
    for (; left > 0; ) {
      left -= 1;
      await of.live();
    }
  };
  const before = performance.now();
  await Promise.all(Array.from({ length: Math.min(of.callers, of.lives) }, caller));
  return performance.now() - before;
}

export const ROUNDS = 5;

/**
 * How many times as fast `ours` is as `theirs`, by turns in one run: what else the machine does meets both. Each is run once before
 * it counts.
 */
export async function ratios(of: { ours: () => Promise<number>; theirs: () => Promise<number> }): Promise<number[]> {
  const found: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const turns = [of.ours, of.theirs];
    const order = round % 2 === 0 ? [0, 1] : [1, 0];
    const took: number[] = [];
    for (const turn of order) took[turn] = await turns[turn]!();
    if (round > 0) found.push(took[1]! / took[0]!);
  }
  return found;
}

/** Median, least and most, as a row of a table. */
export const summary = (numbers: readonly number[]): [number, number, number] => [
  median(numbers),
  Math.min(...numbers),
  Math.max(...numbers),
];
