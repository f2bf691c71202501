import type { Kind } from '../../rules/expression.ts';

/** Under which a checked expression is kept: the same text may stand as a condition and as a value. */
export const expressionKey = (kind: Kind, source: string): string => `${kind} ${source}`;
