import { alwaysHolds, contradictionIn, covers } from '../../rules/constant.ts';
import type { Expression } from '../../rules/expression.ts';
import type { Configuration, QueueRule } from '../compiled.ts';
import type { ConfigurationFinding } from '../findings.ts';

/** A condition in a list of rules of which the first that holds acts. */
interface Listed {
  readonly when: Expression | null;
  /** Whether it ends the search whenever it holds. */
  readonly ends: boolean;
}

/** Rules that never get their turn, and conditions that never hold. */
export function warnAboutRules(configuration: Configuration): ConfigurationFinding[] {
  return Object.entries(configuration.workstreams).flatMap(([name, one]) => {
    const pointer = `/workstreams/${name}`;
    const open = (rule: QueueRule) => rule.split.every(({ queue }) => configuration.queues[queue]?.hours === null);
    return [
      ...contradiction(one.when, `${pointer}/when`),
      ...one.rulesets.flatMap((ruleset) =>
        inList(
          ruleset.rules.map(({ when }) => ({ when, ends: true })),
          `${pointer}/classify/${ruleset.name}`,
        ),
      ),
      ...inList(
        one.queueRules.map((rule) => ({ when: rule.when, ends: open(rule) })),
        `${pointer}/queue`,
      ),
    ];
  });
}

function inList(rules: readonly Listed[], pointer: string): ConfigurationFinding[] {
  return rules.flatMap(({ when }, place) => {
    const before = rules.findIndex((earlier, at) => at < place && earlier.ends && hides(earlier.when, when));
    if (before < 0) return contradiction(when, `${pointer}/${place}/when`);
    const always = rules[before]!.when === null || alwaysHolds(rules[before]!.when);
    const why = always ? 'which always holds' : 'which holds whenever this one does';
    const detail = `This rule never gets its turn after rule ${before + 1}, ${why}.`;
    return [{ code: 'unreachable_rule', pointer: `${pointer}/${place}`, detail }];
  });
}

const hides = (earlier: Expression | null, later: Expression | null): boolean =>
  earlier === null || (later === null ? alwaysHolds(earlier) : covers(earlier, later));

function contradiction(when: Expression | null, pointer: string): ConfigurationFinding[] {
  const why = when === null ? null : contradictionIn(when);
  return why === null ? [] : [{ code: 'contradiction', pointer, detail: `This can never hold: ${why}.` }];
}
