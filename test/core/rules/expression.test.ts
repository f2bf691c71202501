import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationOf, compileExpression, type Expression, evaluate, test } from '../../../core/rules/expression.ts';
import { LIMITS } from '../../../core/rules/limits.ts';
import { factsWith } from './facts.ts';

function condition(source: string): Expression {
  const compiled = compileExpression(source, 'condition');
  if (!compiled.ok) throw new Error(compiled.refusal.detail);
  return compiled.expression;
}

function refusal(source: string): { at: number; detail: string } {
  const compiled = compileExpression(source, 'condition');
  if (compiled.ok) throw new Error(`${source} was not refused`);
  return compiled.refusal;
}

const holds = (source: string, facts = factsWith()) => test(condition(source), activationOf(facts)).holds;
const times = (text: string, count: number) => Array.from({ length: count }, () => text);

describe('a condition', () => {
  it.each([
    ['item.attributes.language == "de"', true],
    ['item.attributes.language == "fr"', false],
    ['customer.tier in ["gold", "platinum"]', true],
    ['item.attributes.amount > 100000', true],
    ['item.attributes.count == 3 && item.attributes.count + 1 == 4', true],
    ['item.attributes.amount * 2 > 200000 && item.priority * 1.5 > 4', true],
    ['item.priority > 2.5', true],
    ['"vip" in item.attributes.tags && size(item.attributes.tags) == 2', true],
    ['item.attributes.tags.exists(tag, tag.startsWith("v"))', true],
    ['item.attributes.tags.all(tag, tag != "old")', true],
    ['has(item.attributes.language) && !has(item.attributes.topic)', true],
    ['item.attributes.note == null', true],
    ['item.subject.lowerAscii().contains("order")', true],
    ['re(item.subject, "[Oo]rder|invoice")', true],
    ['calendars.office && !calendars.night', true],
    ['time.weekday in ["sat", "sun"] || time.hour < 8', false],
    ['channel.live', true],
    ['item.attributes.topic == "stocks" || item.attributes.language == "de"', true],
    ['has(item.attributes.topic) ? item.attributes.topic == "x" : true', true],
  ])('that says %s is %s', (source, expected) => {
    expect(holds(source)).toBe(expected);
  });

  it('is explained part by part, with the values that each part saw', () => {
    const source = 'item.attributes.language == "de" && customer["tier"] in ["bronze"] && item.priority >= 1';
    expect(test(condition(source), activationOf(factsWith())).parts).toEqual([
      {
        condition: 'item.attributes.language == "de"',
        holds: true,
        because: null,
        saw: { 'item.attributes.language': 'de' },
      },
      { condition: 'customer["tier"] in ["bronze"]', holds: false, because: null, saw: { 'customer.tier': 'gold' } },
      { condition: 'item.priority >= 1', holds: true, because: null, saw: { 'item.priority': 3 } },
    ]);
  });

  it.each([
    ['item.attributes.topic == "stocks"', 'item.attributes.topic is missing'],
    ['item.attributes.language > 3', 'no such overload: dyn<string> > int'],
    ['item.priority / 0 == 1', 'division by zero'],
    ['item.attributes.amount', 'it is neither true nor false'],
    ['item.attributes.constructor == 1', 'item.attributes.constructor is missing'],
    ['item.attributes["__proto__"] == 1', 'item.attributes.__proto__ is missing'],
    ['int(item.attributes.language) == 1', 'int() type error: cannot convert to int'],
  ])('that cannot be answered, such as %s, does not hold and says why', (source, because) => {
    const { holds, parts } = test(condition(source), activationOf(factsWith()));
    expect([holds, parts[0]!.because]).toEqual([false, because]);
  });

  it('that fails in one part and is false in another is simply false', () => {
    const { holds, parts } = test(condition('item.attributes.x == 1 && false'), activationOf(factsWith()));
    expect([holds, parts.map((part) => part.because)]).toEqual([false, ['item.attributes.x is missing', null]]);
  });

  it('sees nothing of an attribute that is too long, too many or too deep, as if it had not been sent', () => {
    const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });
    const attributes = {
      long: 'x'.repeat(LIMITS.text + 1),
      fits: 'x'.repeat(LIMITS.text),
      many: times('x', LIMITS.listElements + 1),
      deep: deep(30),
    };
    const facts = factsWith({ attributes });
    expect(holds('has(item.attributes.fits) && !has(item.attributes.long) && !has(item.attributes.many)', facts)).toBe(
      true,
    );
    expect(holds('has(item.attributes.deep.a.a) && !has(item.attributes.deep.a.a.a.a.a.a)', facts)).toBe(true);
  });

  it('refuses to search a long text with a pattern instead of searching a part of it', () => {
    const { parts } = test(condition('re(item.subject, "x")'), activationOf(factsWith({ subject: 'x'.repeat(300) })));
    expect(parts[0]).toMatchObject({ holds: false, because: 're() looks at up to 256 characters' });
  });
});

describe('an expression is refused when it is saved, with its place, if it', () => {
  it.each([
    ['is not finished', 'item.priority >', 15, 'Unexpected token: EOF.'],
    ['names an unknown variable', 'true && foo == 1', 8, 'Unknown variable: foo. A rule sees item, customer,'],
    ['names an unknown field', 'item.colour == "red"', 5, 'No such key: colour.'],
    ['compares what cannot be compared', 'item.priority == "high"', 0, 'no such overload: int == string.'],
    ['is no condition', 'item.priority + 1', 0, 'A condition is true or false, but this is int.'],
    ['uses the backtracking matches', 'item.subject.matches("(a+)+$")', 0, 'Write re(text, "pattern").'],
    ['uses a function that is not offered', 'timestamp("2026-01-01T00:00:00Z") == null', 0, 'no function timestamp'],
    ['uses a method that is not offered', '[1].map(x, x) == [1]', 0, 'no method map'],
    ['binds names', 'cel.bind(x, 1, x > 0)', 0, 'no method bind'],
    ['reaches for the types of the library', 'google.protobuf == 1', 0, 'Unknown variable: google.'],
    ['has a map', '{"a": 1}.a == 1', 0, 'Maps and optional access'],
    ['searches with a pattern that is no RE2', 're(item.subject, "(?=a)")', 17, 'This is no RE2 pattern'],
    ['searches with a pattern from the item', 're("a", item.subject)', 0, 'a pattern that is written out'],
    ['searches with a huge pattern', 're(item.subject, "[a-z]{90}[0-9]{90}")', 0, 'This could take too long'],
    [
      'loops in a loop',
      'item.attributes.a.exists(x, item.attributes.b.exists(y, x == y))',
      0,
      'This could take too long',
    ],
    ['nests too deep', `${'('.repeat(200)}true${')'.repeat(200)}`, LIMITS.depth, 'Exceeded maxDepth'],
    ['has too many parts', times('true', 400).join(' && '), 0, 'Exceeded maxAstNodes'],
    ['has a huge list', `item.priority in [${times('1', 200).join(',')}]`, 0, 'Exceeded'],
    ['is a bomb of 5,000 characters', 'a'.repeat(5000), 0, 'at most 4000 characters'],
    ['is empty', '', 0, 'Unexpected token: EOF.'],
  ])('%s', (_, source, at, detail) => {
    const found = refusal(source);
    expect(found.detail).toContain(detail);
    if (!detail.startsWith('Exceeded')) expect(found.at).toBe(at);
  });
});

describe('a value', () => {
  const value = (source: string) => {
    const compiled = compileExpression(source, 'value');
    return compiled.ok ? evaluate(compiled.expression, activationOf(factsWith())) : compiled.refusal;
  };

  it.each([
    ['customer.tier', 'gold', null],
    ['item.priority + 2', 5, null],
    ['item.attributes.amount', 100_001.5, null],
    ['customer.accountManager', null, 'customer.accountManager is missing'],
    ['item.attributes.tags', null, 'it is a list or a map, not a single value'],
  ])('of %s is %s (%s)', (source, expected, because) => {
    expect(value(source)).toEqual({ value: expected, because });
  });
});

describe('whatever is written and whatever is sent', () => {
  const word = fc.constantFrom(
    ...'item customer channel time calendars . attributes language tags ( ) [ ] { } && || ! == != < > + - * / % ? : , in 1 2.5 "de" true null'.split(
      ' ',
    ),
    ...'exists all has size re matches map x .x, bind "(a+)+$" __proto__ constructor b"a" \u0000 \ud800'.split(' '),
  );
  const soup = fc.array(word, { maxLength: 25 }).map((words) => words.join(' '));

  it('compiling answers and evaluating answers, the same each time', () => {
    fc.assert(
      fc.property(soup, fc.dictionary(fc.string(), fc.jsonValue()), (source, attributes) => {
        const compiled = compileExpression(source, 'condition');
        if (!compiled.ok) {
          expect(compiled.refusal.detail.length).toBeGreaterThan(0);
          expect(compiled.refusal.at).toBeLessThanOrEqual(source.length);
          return;
        }
        const facts = factsWith({ attributes });
        const once = test(compiled.expression, activationOf(facts));
        expect(test(compiled.expression, activationOf(facts))).toEqual(once);
        expect(once.holds).toBe(once.parts.every((part) => part.holds));
      }),
      { numRuns: 3000 },
    );
  });

  it('the parts together say what the whole condition says', () => {
    const part = fc.constantFrom(
      'true',
      'false',
      'item.attributes.a',
      'item.attributes.a == item.attributes.b',
      '(item.attributes.a || item.attributes.b)',
      '!item.attributes.b',
    );
    const flag = fc.constantFrom(true, false, null, 1, 'x', undefined);
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), flag, flag, (parts, a, b) => {
        const facts = factsWith({ attributes: JSON.parse(JSON.stringify({ a, b })) });
        const split = holds(parts.join(' && '), facts);
        const whole = holds(`(${parts.join(' && ')}) == true`, facts);
        expect(split).toBe(whole);
      }),
    );
  });
});
