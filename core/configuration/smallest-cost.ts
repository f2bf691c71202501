import type { Configuration, Workstream } from './compiled.ts';

/** Asked for each new class of items, of each profile: worked out once for a configuration. */
const known = new WeakMap<Configuration, Map<string, number>>();

/** The smallest cost of any kind of item that a profile may take, to its agents. */
export function smallestCost(configuration: Configuration, profile: string): number {
  const costs = known.get(configuration) ?? new Map<string, number>();
  known.set(configuration, costs);
  const cost = costs.get(profile) ?? workedOut(configuration, profile);
  costs.set(profile, cost);
  return cost;
}

function workedOut(configuration: Configuration, profile: string): number {
  const channels = configuration.profiles[profile]?.channels ?? {};
  let smallest = Number.POSITIVE_INFINITY;
  for (const workstream of Object.values(configuration.workstreams)) {
    if (!Object.hasOwn(channels, workstream.channel)) continue;
    smallest = Math.min(smallest, channels[workstream.channel]!.cost ?? cheapest(workstream));
  }
  return smallest;
}

/** What its items can cost at least: a rule may lower it. */
const cheapest = ({ cost, rulesets }: Workstream): number =>
  rulesets
    .flatMap(({ rules }) => rules.map(({ effect }) => effect.cost ?? cost))
    .reduce((least, one) => Math.min(least, one), cost);
