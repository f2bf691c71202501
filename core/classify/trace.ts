import type { Sentence } from '../phrases/say.ts';
import type { PartResult } from '../rules/expression.ts';

/** What became of one rule: `closed` held, and its queue does not take anything now. */
export type RuleResult = 'hit' | 'miss' | 'closed' | 'not_reached';

export interface RuleTrace {
  readonly result: RuleResult;
  /** Each part of its condition with what it saw; empty where there is no condition or the rule was not reached. */
  readonly conditions: readonly PartResult[];
  /** Effects that could not be worked out and were left out, in words. */
  readonly problems: readonly Sentence[];
}

/** After a rule that acted. */
export const NOT_REACHED: RuleTrace = { result: 'not_reached', conditions: [], problems: [] };

export interface RulesetTrace {
  readonly name: string;
  readonly rules: readonly RuleTrace[];
}

/** Why the queue: it was asked for, a ruleset chose it, a queue rule did, or what is left when none did. */
export type QueueReason = 'asked' | 'ruleset' | 'rule' | 'fallback' | 'closed' | 'none';

/** How an item was taken in, rule by rule. */
export interface ClassificationTrace {
  readonly rulesets: readonly RulesetTrace[];
  readonly queueRules: readonly RuleTrace[];
  readonly queue: string | null;
  readonly because: QueueReason;
}
