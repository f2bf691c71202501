import type { ASTNode } from '@marcbachmann/cel-js';
import { expect, it } from 'vitest';
import { refusalOf } from '../../../core/rules/guard.ts';

it('looks at each part of an expression once, however deep choices nest', () => {
  let looks = 0;
  const part = (op: string, args: unknown): ASTNode =>
    ({
      get op() {
        looks += 1;
        return op;
      },
      args,
      start: 0,
    }) as unknown as ASTNode;
  let nested = part('value', true);
  for (let level = 0; level < 20; level += 1) nested = part('?:', [part('value', true), part('value', true), nested]);
  expect(refusalOf(nested)).toBeNull();
  expect(looks).toBeLessThanOrEqual(2 * 61);
});
