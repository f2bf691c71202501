import { expect, it } from 'vitest';
import { estimate, printExpectedWaits } from '../../bench/expected-wait.ts';

/** By Little's law and the inspection paradox: half of one plus the squared variation of the times in hand. */
it.each([
  { kind: 'all alike', bias: 0.5 },
  { kind: 'rather alike', bias: 0.625 },
  { kind: 'exponential', bias: 1 },
])('an expected wait is $bias of the real one on average where times in hand are $kind', ({ kind, bias }) => {
  const { items, bias: found } = estimate(kind, 'a rush of an hour', 24 * 60);
  expect(items).toBeGreaterThan(1000);
  expect(Math.abs(found / bias - 1)).toBeLessThan(0.15);
});

it('prints how far off single expected waits are', () => printExpectedWaits());
