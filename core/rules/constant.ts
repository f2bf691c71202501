import type { ASTNode } from '@marcbachmann/cel-js';
import { type Expression, test } from './expression.ts';
import { pathOf } from './paths.ts';

/** Whether a condition holds whatever the item is like, as far as its text tells. */
export function alwaysHolds(expression: Expression): boolean {
  return expression.parts.every(({ paths }) => paths.length === 0) && test(expression, {}).holds;
}

/** Whether whatever makes the second hold makes the first hold too: all parts of the first are parts of the second. */
export function covers(first: Expression, second: Expression): boolean {
  const texts = new Set(second.parts.map(({ text }) => text));
  return alwaysHolds(first) || first.parts.every(({ text }) => texts.has(text));
}

type Literal = string | number | boolean;

/** What the parts of a condition say of one value. */
interface Claims {
  oneOf: readonly Literal[] | null;
  readonly not: Literal[];
  above: number;
  below: number;
  /** Whether a bound itself is left out. */
  openAbove: boolean;
  openBelow: boolean;
}

/** Why a condition can never hold, as far as comparisons with written values tell; `null` when it may. */
export function contradictionIn(expression: Expression): string | null {
  const claims = new Map<string, Claims>();
  for (const part of expression.parts) {
    if (part.paths.length === 0 && !test({ source: part.text, parts: [part] }, {}).holds)
      return `${part.text} is false`;
    const found = comparison(part.run.ast);
    if (found === null) continue;
    const known = claims.get(found.path) ?? nothing();
    claims.set(found.path, known);
    if (!add(known, found)) return `${part.text} contradicts what stands before it`;
  }
  return null;
}

const nothing = (): Claims => ({
  oneOf: null,
  not: [],
  above: Number.NEGATIVE_INFINITY,
  below: Number.POSITIVE_INFINITY,
  openAbove: false,
  openBelow: false,
});

interface Comparison {
  readonly path: string;
  readonly operator: string;
  readonly values: readonly Literal[];
}

/** Adds a claim; false when no value is left that fits all. */
function add(claims: Claims, { operator, values }: Comparison): boolean {
  if (operator === '!=') claims.not.push(...values);
  else if (operator === '==' || operator === 'in')
    claims.oneOf = (claims.oneOf ?? values).filter((value) => values.includes(value));
  else bound(claims, operator, Number(values[0]));
  const { above, below, openAbove, openBelow } = claims;
  if (above > below || (above === below && (openAbove || openBelow))) return false;
  return claims.oneOf === null || claims.oneOf.some((value) => fits(claims, value));
}

function bound(claims: Claims, operator: string, at: number): void {
  const open = operator === '>' || operator === '<';
  if (operator.startsWith('>')) {
    if (at > claims.above || (at === claims.above && open)) Object.assign(claims, { above: at, openAbove: open });
  } else if (at < claims.below || (at === claims.below && open)) Object.assign(claims, { below: at, openBelow: open });
}

function fits(claims: Claims, value: Literal): boolean {
  if (claims.not.includes(value)) return false;
  if (typeof value !== 'number') return true;
  const over = claims.openAbove ? value > claims.above : value >= claims.above;
  return over && (claims.openBelow ? value < claims.below : value <= claims.below);
}

const FLIPPED: Readonly<Record<string, string>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function comparison(node: ASTNode): Comparison | null {
  if (node.op === 'in') return inList(node.args[0], node.args[1]);
  if (!Object.hasOwn(FLIPPED, node.op)) return null;
  const [left, right] = node.args as [ASTNode, ASTNode];
  return compared(left, node.op, right) ?? compared(right, FLIPPED[node.op]!, left);
}

function compared(side: ASTNode, operator: string, other: ASTNode): Comparison | null {
  const path = pathOf(side);
  const value = literalOf(other);
  if (path === null || value === null) return null;
  if (operator !== '==' && operator !== '!=' && typeof value !== 'number') return null;
  return { path, operator, values: [value] };
}

function inList(side: ASTNode, list: ASTNode): Comparison | null {
  const path = pathOf(side);
  if (path === null || list.op !== 'list') return null;
  const values = list.args.map(literalOf);
  return values.includes(null) ? null : { path, operator: 'in', values: values as Literal[] };
}

function literalOf(node: ASTNode): Literal | null {
  if (node.op === '-_') {
    const value = literalOf(node.args);
    return typeof value === 'number' ? -value : null;
  }
  if (node.op !== 'value') return null;
  const value = node.args;
  // Beyond it a double no longer tells neighbours apart, so nothing is claimed.
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : null;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
