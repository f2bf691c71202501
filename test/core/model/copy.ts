import { inspect } from 'node:util';

/** What a column of JSON takes: `undefined` leaves no trace, and what JSON cannot say is refused. */
export const copied = <T>(value: T): T => plain(value) as T;

function plain(value: unknown): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || ![null, Object.prototype].includes(Object.getPrototypeOf(value)))
    throw new Error(`a row cannot hold a ${typeof value}: ${inspect(value)}`);
  return fields(value as Record<string, unknown>);
}

function fields(of: Record<string, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const name in of) if (of[name] !== undefined) copy[name] = plain(of[name]);
  return copy;
}

/** A copy of a row down to its fields; `last` itself where every field is the same as then. */
export function rowCopy<T extends object>(row: T, last: T | undefined): T {
  return last !== undefined && hasSameFields(row, last) ? last : { ...row };
}

/** Both are rows of one kind, which have the same fields. */
function hasSameFields<T extends object>(row: T, other: T): boolean {
  for (const name in row) if (row[name] !== other[name]) return false;
  return true;
}
