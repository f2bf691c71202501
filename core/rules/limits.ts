/**
 * What a rule may be and may look at. Together they bound every evaluation, whatever an item carries: a rule runs in the engine's
 * one batch, where everybody waits for it.
 */
export const LIMITS = {
  /** Characters of an expression. */
  source: 4000,
  /** Nodes of its syntax tree, and how deep they nest. */
  nodes: 300,
  depth: 24,
  /** Elements of a list that is written in a rule, and of one that an item carries. */
  listElements: 100,
  /** Characters of a text that an item carries; what is longer counts as missing. */
  text: 4000,
  /** Values in all that an item's attributes may have, and how deep they nest; what is beyond counts as missing. */
  values: 1000,
  valueDepth: 6,
  /** Characters that `re` looks at. A longer text is an error of the rule, not a quiet cut. */
  patternText: 256,
  /** Worst-case steps of one evaluation. The dearest step was measured at about 100 ns, so this is 3 ms. */
  steps: 30_000,
} as const;
