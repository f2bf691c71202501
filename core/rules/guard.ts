import type { ASTNode } from '@marcbachmann/cel-js';
import { compilePattern } from './language.ts';
import { LIMITS } from './limits.ts';

/** Why an expression is refused although it parses, and where. */
export interface Refusal {
  readonly at: number;
  readonly detail: string;
}

/** The functions and methods of the language that a rule may use: each has a bounded price. */
export const FUNCTIONS: Readonly<Record<string, string>> = {
  has: 'has(item.attributes.x): whether it was sent',
  size: 'size(x): characters of a text, elements of a list, entries of a map',
  int: 'int(x): a whole number from a number or a text',
  double: 'double(x): a number from a number or a text',
  string: 'string(x): a text from a number or a truth value',
  bool: 'bool(x): a truth value from the text true or false',
  re: `re(text, "pattern"): whether an RE2 pattern is found in a text of up to ${LIMITS.patternText} characters`,
};
export const METHODS: Readonly<Record<string, string>> = {
  startsWith: 'text.startsWith("x")',
  endsWith: 'text.endsWith("x")',
  contains: 'text.contains("x")',
  lowerAscii: 'text.lowerAscii()',
  upperAscii: 'text.upperAscii()',
  trim: 'text.trim()',
  size: 'text.size(), list.size()',
  exists: 'list.exists(one, one == "x"): at least one is so',
  all: 'list.all(one, one != "x"): every one is so',
  exists_one: 'list.exists_one(one, one == "x"): exactly one is so',
};
/** What one instruction of a pattern costs at one character. */
const RE_STEP = 2;
const LOOPS = new Set(['exists', 'all', 'exists_one']);

/** Worst-case price of a part, and the longest text it can yield. */
interface Price {
  readonly steps: number;
  readonly length: number;
}

class Refused extends Error {
  readonly at: number;
  constructor(node: ASTNode, detail: string) {
    super(detail);
    this.at = node.start;
  }
}

/** Whether every part of the expression is allowed and its worst case is within `LIMITS.steps`; `null` when it is. */
export function refusalOf(root: ASTNode): Refusal | null {
  try {
    const { steps } = price(root);
    if (steps <= LIMITS.steps) return null;
    return { at: root.start, detail: 'This could take too long: use fewer loops, shorter patterns or fewer texts.' };
  } catch (error) {
    if (error instanceof Refused) return { at: error.at, detail: error.message };
    throw error;
  }
}

/** Steps to look through texts of so many characters. */
const scan = (characters: number): number => Math.ceil(characters / 100);

function price(node: ASTNode): Price {
  switch (node.op) {
    case 'value':
      return { steps: 1, length: typeof node.args === 'string' ? node.args.length : 30 };
    case 'id':
      // Constants of the library that stand for its types and for the binding of names.
      if (node.args === 'google' || node.args === 'cel') throw new Refused(node, `Unknown variable: ${node.args}.`);
      return { steps: 1, length: LIMITS.text };
    case '.':
      return { steps: 1 + price(node.args[0]).steps, length: LIMITS.text };
    case '[]':
      return { steps: 1 + sum(node.args).steps, length: LIMITS.text };
    case 'list':
      return sum(node.args);
    case '!_':
    case '-_':
      return sum([node.args]);
    case '?:': {
      // Each part once: a branch that is priced twice, nested, doubles at every level.
      const [asked, yes, no] = node.args.map(price) as [Price, Price, Price];
      return { steps: 1 + asked.steps + yes.steps + no.steps, length: Math.max(yes.length, no.length) };
    }
    case 'in':
      return { steps: sum(node.args).steps + LIMITS.listElements, length: 1 };
    case 'call':
      return call(node, ...node.args);
    case 'rcall':
      return method(node, ...node.args);
    case 'map':
    case '.?':
    case '[?]':
      throw new Refused(node, 'Maps and optional access are not part of the rule language: use has().');
    default: {
      const both = sum(node.args);
      return { steps: both.steps + scan(both.length), length: both.length };
    }
  }
}

function sum(nodes: readonly ASTNode[]): Price {
  let steps = 1;
  let length = 0;
  for (const one of nodes.map(price)) {
    steps += one.steps;
    length += one.length;
  }
  return { steps, length };
}

function call(node: ASTNode, name: string, args: readonly ASTNode[]): Price {
  if (!Object.hasOwn(FUNCTIONS, name)) throw new Refused(node, unknown('function', name, FUNCTIONS));
  const all = sum(args);
  if (name !== 're') return { steps: all.steps + scan(all.length), length: all.length };
  const pattern = args[1];
  if (args.length !== 2 || pattern?.op !== 'value' || typeof pattern.args !== 'string')
    throw new Refused(node, 're takes a text and a pattern that is written out in the rule.');
  return { steps: all.steps + programSize(pattern, pattern.args) * LIMITS.patternText * RE_STEP, length: 1 };
}

function programSize(node: ASTNode, pattern: string): number {
  try {
    return compilePattern(pattern).programSize();
  } catch (error) {
    throw new Refused(node, `This is no RE2 pattern: ${(error as Error).message}.`);
  }
}

function method(node: ASTNode, ...[name, receiver, args]: [string, ASTNode, readonly ASTNode[]]): Price {
  if (!Object.hasOwn(METHODS, name)) throw new Refused(node, unknown('method', name, METHODS));
  const on = price(receiver);
  if (LOOPS.has(name)) {
    const elements = receiver.op === 'list' ? receiver.args.length : LIMITS.listElements;
    return { steps: on.steps + elements * sum(args.slice(1)).steps, length: 1 };
  }
  const all = sum(args);
  return { steps: on.steps + all.steps + scan(on.length + all.length), length: on.length };
}

function unknown(kind: string, name: string, known: Readonly<Record<string, string>>): string {
  const instead = name === 'matches' ? ' Write re(text, "pattern").' : ` It knows ${Object.keys(known).join(', ')}.`;
  return `The rule language has no ${kind} ${name}.${instead}`;
}
