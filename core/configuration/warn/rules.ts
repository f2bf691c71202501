import { alwaysHolds, contradictionIn, covers } from '../../rules/constant.ts';
import type { Expression } from '../../rules/expression.ts';
import type { Configuration, QueueRule } from '../compiled.ts';
import type { ConfigurationFinding } from '../findings.ts';

/** A condition in a list of rules of which the first that holds acts. */
interface Listed {
  readonly when: Expression | null;
  /** Whether it ends the search whenever it holds. */
  readonly ends: boolean;
  /** The time zones in which it may read the clock. */
  readonly zones: readonly string[];
}

/** Rules that never get their turn, and conditions that never hold. */
export function warnAboutRules(configuration: Configuration): ConfigurationFinding[] {
  return Object.entries(configuration.workstreams).flatMap(([name, one]) => {
    const pointer = `/workstreams/${name}`;
    return [
      ...contradiction(one.when, `${pointer}/when`),
      ...one.rulesets.flatMap((ruleset) =>
        inList(
          ruleset.rules.map(({ when }) => ({ when, ends: true, zones: [configuration.organisation.timeZone] })),
          `${pointer}/classify/${ruleset.name}`,
        ),
      ),
      ...inList(
        one.queueRules.map((rule) => listed(rule, configuration)),
        `${pointer}/queue`,
      ),
    ];
  });
}

/** A queue rule reads the clock in the zone of the queue's hours, and is passed over while the queue is closed. */
export function listed({ when, split }: QueueRule, { queues, calendars, organisation }: Configuration): Listed {
  const hours = split.filter(({ percent }) => percent > 0).map(({ queue }) => queues[queue]?.hours ?? null);
  const zones = hours.map((name) => (name === null ? organisation.timeZone : calendars[name]!.timeZone));
  return { when, ends: hours.every((name) => name === null), zones: [...new Set(zones)] };
}

function inList(rules: readonly Listed[], pointer: string): ConfigurationFinding[] {
  return rules.flatMap((rule, place) => {
    const before = rules.findIndex((earlier, at) => at < place && hides(earlier, rule));
    if (before < 0) return contradiction(rule.when, `${pointer}/${place}/when`);
    const always = holdsAlways(rules[before]!.when);
    const why = always ? 'which always holds' : 'which holds whenever this one does';
    const detail = `This rule never gets its turn after rule ${before + 1}, ${why}.`;
    return [{ code: 'unreachable_rule', pointer: `${pointer}/${place}`, detail }];
  });
}

/** Whether the later one never acts because of the earlier one. */
export function hides(earlier: Listed, later: Listed): boolean {
  if (!earlier.ends) return false;
  if (holdsAlways(earlier.when)) return true;
  if (earlier.when === null || later.when === null) return false;
  const sameClock = earlier.zones.length === 1 && later.zones.length === 1 && earlier.zones[0] === later.zones[0];
  return covers(earlier.when, later.when) && (sameClock || !looksAtTime(earlier.when));
}

export const holdsAlways = (when: Expression | null): boolean => when === null || alwaysHolds(when);

const looksAtTime = ({ parts }: Expression): boolean =>
  parts.some(({ paths }) => paths.some((path) => path === 'time' || path.startsWith('time.')));

function contradiction(when: Expression | null, pointer: string): ConfigurationFinding[] {
  const why = when === null ? null : contradictionIn(when);
  return why === null ? [] : [{ code: 'contradiction', pointer, detail: `This can never hold: ${why}.` }];
}
