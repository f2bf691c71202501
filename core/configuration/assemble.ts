import type { CountryHolidays } from '../calendar/holidays.ts';
import { compileExpression, type Expression } from '../rules/expression.ts';
import { expressionKey } from './check/expression-key.ts';
import type { Sound } from './compile.ts';
import type { Configuration } from './compiled.ts';
import { fill } from './fill/fill.ts';

/** Expressions from one stop to the next: one of the greatest length takes about a millisecond. */
const SLICE = 10;

/**
 * What `compile` would have made of a document that was checked in another thread: what can run does not leave the thread that made it,
 * so that expressions are compiled once more. It stops every now and then, so that whoever has others to serve can.
 */
export function* assemble(
  { document, sources, holidays }: Sound,
  countries: CountryHolidays | null,
): Generator<void, Configuration> {
  const expressions = new Map<string, Expression>();
  for (const [place, { kind, source }] of sources.entries()) {
    const compiled = compileExpression(source, kind);
    if (!compiled.ok) throw new Error(`an expression that was checked does not compile: ${compiled.refusal.detail}`);
    expressions.set(expressionKey(kind, source), compiled.expression);
    if (place % SLICE === SLICE - 1) yield;
  }
  return fill(document, { version: 0, classifiedSince: 0, expressions, holidays, countries });
}
