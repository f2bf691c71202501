import { Environment } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { LIMITS } from './limits.ts';
import { VARIABLES, type Variable } from './variables.ts';

/** JSON numbers are doubles and written ones are ints: nobody should have to know that before adding the two. */
const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

/** CEL over the documented variables. `re(text, pattern)` stands in for `matches`, which could run for minutes. */
export const LANGUAGE: Environment = build();

function build(): Environment {
  const { nodes, depth, listElements } = LIMITS;
  const language = new Environment({
    homogeneousAggregateLiterals: false,
    limits: {
      maxAstNodes: nodes,
      maxDepth: depth,
      maxListElements: listElements,
      maxMapEntries: 1,
      maxCallArguments: 4,
    },
  });
  for (const variable of VARIABLES) declare(language, variable);
  for (const [operator, run] of Object.entries(ARITHMETIC)) {
    const mixed = (a: unknown, b: unknown) => run(Number(a), Number(b));
    language.registerOperator(`int ${operator} double: double`, mixed);
    language.registerOperator(`double ${operator} int: double`, mixed);
  }
  language.registerFunction('re(string, string): bool', (text: string, pattern: string) => {
    if (text.length > LIMITS.patternText) throw new RangeError(`re() looks at up to ${LIMITS.patternText} characters`);
    return compilePattern(pattern).matcher(text).find();
  });
  return language;
}

function declare(language: Environment, { name, type }: Variable): void {
  if (typeof type === 'string') language.registerVariable(name, type);
  else {
    const schema = Object.fromEntries(Object.entries(type).map(([field, { type: of }]) => [field, of]));
    language.registerVariable({ name, schema });
  }
}

const patterns = new Map<string, RE2JS>();
const MOST_PATTERNS = 2000;

/** @throws RE2JSSyntaxException for what RE2 does not know, such as look-ahead and back-references */
export function compilePattern(pattern: string): RE2JS {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  if (patterns.size >= MOST_PATTERNS) patterns.clear();
  const compiled = RE2JS.compile(pattern);
  patterns.set(pattern, compiled);
  return compiled;
}
