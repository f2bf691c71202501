import { type ASTNode, EvaluationError, type ParseResult, serialize } from '@marcbachmann/cel-js';
import { type Sentence, say } from '../phrases/say.ts';
import { type Refusal, refusalOf } from './guard.ts';
import { LANGUAGE } from './language.ts';
import { LIMITS } from './limits.ts';
import { pathsIn } from './paths.ts';
import { type Facts, inLanguage, VARIABLES } from './variables.ts';

/** One part of a condition whose parts all have to hold. */
interface Part {
  readonly text: string;
  readonly run: ParseResult;
  /** What it looks at, such as `item.attributes.language`. */
  readonly paths: readonly string[];
}

/** A checked expression. A condition is cut at its outermost `&&` into parts that are each explained. */
export interface Expression {
  readonly source: string;
  readonly parts: readonly Part[];
}

/** `kind`: a condition is true or false; a value may be of any type. */
export type Kind = 'condition' | 'value';

export type CompiledExpression =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly refusal: Refusal };

/** Parses, type-checks and bounds an expression. Never throws, whatever it is given. */
export function compileExpression(source: string, kind: Kind): CompiledExpression {
  if (source.length > LIMITS.source)
    return refused(0, `An expression has at most ${LIMITS.source} characters, not ${source.length}.`);
  try {
    const whole = LANGUAGE.parse(source);
    const refusal = refusalOf(whole.ast);
    if (refusal !== null) return { ok: false, refusal };
    const checked = whole.check();
    if (!checked.valid) return fromLibrary(checked.error, source);
    if (kind === 'condition' && checked.type !== 'bool' && checked.type !== 'dyn')
      return refused(0, `A condition is true or false, but this is ${checked.type}.`);
    const nodes = kind === 'condition' ? conjuncts(whole.ast) : [whole.ast];
    return { ok: true, expression: { source, parts: nodes.map(partOf) } };
  } catch (error) {
    return fromLibrary(error, source);
  }
}

const refused = (at: number, detail: string): CompiledExpression => ({ ok: false, refusal: { at, detail } });

/** The library's errors name their place; anything else it throws (a stack overflow in its parser) is refused all the same. */
function fromLibrary(error: unknown, source: string): CompiledExpression {
  const { range, summary, code } = error as { range?: { start: number }; summary?: string; code?: string };
  const said = typeof summary === 'string' ? inWords(summary) : 'This cannot be read as an expression';
  const known = code === 'unknown_variable' ? ` A rule sees ${VARIABLES.map(({ name }) => name).join(', ')}.` : '';
  return refused(Math.min(range?.start ?? 0, source.length), `${said.replace(/\.$/, '')}.${known}`);
}

/** What an administrator can do something with, in the place of the library's names for it. */
const IN_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^Exceeded maxDepth \((\d+)\)/, 'This nests deeper than $1 levels'],
  [/^Exceeded maxAstNodes \((\d+)\)/, 'This has more than $1 parts: make two rules of it'],
  [
    /^Exceeded maxListElements \((\d+)\)/,
    'This list has more than $1 elements: let the channel send an attribute instead',
  ],
  [/^Exceeded maxCallArguments \((\d+)\)/, 'This call has more than $1 values'],
  [/^Unexpected token: EOF/, 'The expression ends too early'],
];
const inWords = (summary: string): string =>
  IN_WORDS.reduce((text, [pattern, words]) => text.replace(pattern, words), summary);

function partOf(node: ASTNode): Part {
  // Written anew, since the range of a node leaves out the brackets that it begins with.
  const text = serialize(node);
  const run = LANGUAGE.parse(text);
  run.check();
  return { text, run, paths: [...new Set(pathsIn(node))] };
}

function conjuncts(node: ASTNode): ASTNode[] {
  return node.op === '&&' ? node.args.flatMap(conjuncts) : [node];
}

/** What a part came to. `because` says why it could not be answered; it then counts as not holding. */
export interface PartResult {
  readonly condition: string;
  readonly holds: boolean;
  readonly because: Sentence | null;
  readonly saw: Readonly<Record<string, unknown>>;
}

export type Activation = Record<string, unknown>;
export const activationOf = (facts: Facts): Activation => inLanguage(facts);

/** Whether all parts hold, and what each came to. Deterministic and total: an error in a part is an answer, never thrown. */
export function test(expression: Expression, given: Activation): { holds: boolean; parts: PartResult[] } {
  const parts = expression.parts.map((part) => {
    const { value, because } = run(part, given);
    const wrong = because === null && typeof value !== 'boolean' ? say('trace.not_boolean', {}) : because;
    return { condition: part.text, holds: value === true, because: wrong, saw: sawIn(part, given) };
  });
  return { holds: parts.every(({ holds }) => holds), parts };
}

export type Value = string | number | boolean | null;

/** The value of an expression as plain JSON; `because` where there is none. */
export function evaluate(expression: Expression, given: Activation): { value: Value; because: Sentence | null } {
  const { value, because } = run(expression.parts[0]!, given);
  if (because !== null) return { value: null, because };
  if (typeof value === 'bigint') return { value: Number(value), because: null };
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return { value, because: null };
  return { value: null, because: say('trace.not_single', {}) };
}

function run(part: Part, given: Activation): { value: unknown; because: Sentence | null } {
  const { stackTraceLimit } = Error;
  // What was not sent is missing: an error that nobody reads the stack of, which was most of what a rule costs.
  Error.stackTraceLimit = 0;
  try {
    return { value: part.run(given), because: null };
  } catch (error) {
    return { value: undefined, because: reasonOf(error, part) };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function reasonOf(error: unknown, { paths }: Part): Sentence {
  if (!(error instanceof EvaluationError))
    return say('trace.failed', { said: error instanceof RangeError ? error.message : null });
  if (error.code !== 'no_such_key') return say('trace.failed', { said: error.summary });
  const key = error.summary.slice(error.summary.indexOf(': ') + 2);
  const path = paths.find((one) => one.endsWith(`.${key}`)) ?? key.slice(0, LONGEST_SHOWN);
  return say('trace.missing', { path });
}

/** Longer texts are cut in what is shown; lists and maps are shown by their size. */
const LONGEST_SHOWN = 80;

function sawIn(part: Part, given: Activation): Record<string, unknown> {
  const saw: Record<string, unknown> = {};
  for (const path of part.paths) {
    let value: unknown = given;
    for (const key of path.split('.')) {
      const inside = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
      value = inside ? (value as Record<string, unknown>)[key] : undefined;
    }
    if (value !== undefined) saw[path] = shown(value);
  }
  return saw;
}

function shown(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string') return value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' && value !== null ? `a map of ${Object.keys(value).length}` : value;
}
