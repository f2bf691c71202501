import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alwaysHolds, contradictionIn, covers } from '../../../core/rules/constant.ts';
import { activationOf, compileExpression, type Expression, test } from '../../../core/rules/expression.ts';
import { factsWith } from './facts.ts';

function condition(source: string): Expression {
  const compiled = compileExpression(source, 'condition');
  if (!compiled.ok) throw new Error(`${source}: ${compiled.refusal.detail}`);
  return compiled.expression;
}

describe('a condition', () => {
  it.each([
    ['item.attributes.x == 1 && item.attributes.x == 2', true],
    ['item.attributes.x == 1 && item.attributes.x == 1.0', false],
    ['item.attributes.x == "a" && item.attributes.x in ["b", "c"]', true],
    ['item.attributes.x in ["a", "b"] && item.attributes.x in ["b", "c"]', false],
    ['item.attributes.x in ["a", "b"] && item.attributes.x != "a" && item.attributes.x != "b"', true],
    ['item.attributes.x > 3 && item.attributes.x < 3', true],
    ['item.attributes.x >= 3 && item.attributes.x <= 3', false],
    ['3 < item.attributes.x && item.attributes.x < 3', true],
    ['item.priority > -5 && item.priority == -7', true],
    ['item.attributes.x == true && item.attributes.x == false', true],
    ['item.attributes.x > 3 && "a" == "b"', true],
    // A key with a dot is another key than one inside another.
    ['item.attributes["a.b"] == 1 && item.attributes.a.b == 2', false],
    ['item.attributes["a"] == 1 && item.attributes.a == 2', true],
    // Neighbours beyond 2^53, which a double cannot tell apart.
    ['item.attributes.x < 9007199254740993 && item.attributes.x >= 9007199254740992', false],
    ['item.attributes.x == 1 || item.attributes.x == 2', false],
  ])('that says %s is a contradiction: %s', (source, expected) => {
    expect(contradictionIn(condition(source)) !== null).toBe(expected);
  });

  it.each([
    ['true', true],
    ['1 < 2 && "a" in ["a"]', true],
    ['[1, 2].exists(n, n > 1)', true],
    ['1 > 2', false],
    ['channel.live || true', false],
  ])('that says %s always holds: %s', (source, expected) => {
    expect(alwaysHolds(condition(source))).toBe(expected);
  });

  it.each([
    ['item.attributes.x == 1', 'item.attributes.y == 2 && item.attributes.x == 1', true],
    ['item.attributes.x == 1', 'item.attributes.x  ==  1', true],
    ['item.attributes.x == 1 && item.attributes.y == 2', 'item.attributes.x == 1', false],
    ['true', 'item.attributes.x == 1', true],
  ])('%s covers %s: %s', (first, second, expected) => {
    expect(covers(condition(first), condition(second))).toBe(expected);
  });
});

describe('whatever an item is like', () => {
  const path = fc.constantFrom('item.attributes.x', 'item.attributes["a.b"]', 'item.attributes.a.b', 'item.priority');
  const literal = fc.constantFrom('1', '2', '2.5', '-1', '"a"', '"b"', 'true', 'false', '9007199254740993');
  const compared = fc
    .tuple(path, fc.constantFrom('==', '!=', '<', '<=', '>', '>='), literal, fc.boolean())
    .map(([of, operator, value, turned]) => (turned ? `${value} ${operator} ${of}` : `${of} ${operator} ${value}`));
  const listed = fc
    .tuple(path, fc.uniqueArray(literal, { minLength: 1, maxLength: 3 }))
    .map(([of, values]) => `${of} in [${values.join(', ')}]`);
  const part = fc.oneof(
    compared,
    listed,
    fc.constantFrom('true', '1 > 2', '!item.attributes.x', 'has(item.attributes.x)'),
  );
  const written = fc
    .array(part, { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join(' && '))
    .filter((source) => compileExpression(source, 'condition').ok);
  const value = fc.constantFrom(1, 2, 2.5, -1, 'a', 'b', true, false, null, 9007199254740992, 9007199254740994);
  const given = fc
    .record({ x: value, 'a.b': value, a: fc.oneof(value, fc.record({ b: value })) }, { requiredKeys: [] })
    .map((attributes) => activationOf(factsWith({ attributes })));

  it('what is called a contradiction never holds', () => {
    let found = 0;
    fc.assert(
      fc.property(written, fc.array(given, { minLength: 20, maxLength: 20 }), (source, all) => {
        const expression = condition(source);
        if (contradictionIn(expression) === null) return;
        found += 1;
        expect(all.filter((one) => test(expression, one).holds)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
    expect(found).toBeGreaterThan(200);
  });

  it('what covers another holds whenever that does, and what always holds does', () => {
    let found = 0;
    const pair = fc.oneof(
      fc.tuple(written, written),
      // More parts in another order, so that many pairs cover.
      fc.tuple(written, part).map(([one, more]): [string, string] => [one, `${more} && ${one}`]),
    );
    fc.assert(
      fc.property(pair, fc.array(given, { minLength: 10, maxLength: 10 }), ([one, other], all) => {
        fc.pre(compileExpression(other, 'condition').ok);
        const [first, second] = [condition(one), condition(other)];
        if (alwaysHolds(first)) expect(all.every((facts) => test(first, facts).holds)).toBe(true);
        if (!covers(first, second)) return;
        found += 1;
        for (const facts of all) if (test(second, facts).holds) expect(test(first, facts).holds).toBe(true);
      }),
      { numRuns: 1500 },
    );
    expect(found).toBeGreaterThan(200);
  });
});
