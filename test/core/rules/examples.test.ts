import { describe, expect, it } from 'vitest';
import { activationOf, compileExpression, test } from '../../../core/rules/expression.ts';
import { EXAMPLE_FACTS, RULE_EXAMPLES } from '../../../scripts/rule-examples.ts';

describe.each(Object.entries(RULE_EXAMPLES))('of the rules that the reference shows: %s', (_, examples) => {
  it.each(examples.map((one) => [one.when, one.gives] as const))('%s', (when, gives) => {
    const compiled = compileExpression(when, 'condition');
    if (!compiled.ok) {
      expect({ refused: compiled.refusal.detail }).toEqual(
        typeof gives === 'object' && 'refused' in gives ? { refused: expect.stringContaining(gives.refused) } : gives,
      );
      return;
    }
    const { holds, parts } = test(compiled.expression, activationOf(EXAMPLE_FACTS));
    const because = parts.flatMap((part) => part.because ?? []);
    expect(because.length > 0 ? { fails: because[0] } : String(holds)).toEqual(gives);
    if (because.length > 0) expect(holds).toBe(false);
  });
});
