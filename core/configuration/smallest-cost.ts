import type { Configuration, Workstream } from './compiled.ts';

/** A configuration never changes, and each class of items asks for all of its profiles. */
const known = new WeakMap<Configuration, ReadonlyMap<string, number>>();

/** The smallest cost of any kind of item that a profile may take, to its agents. */
export function smallestCost(configuration: Configuration, profile: string): number {
  const costs = known.get(configuration) ?? smallestCosts(configuration);
  known.set(configuration, costs);
  return costs.get(profile) ?? Number.POSITIVE_INFINITY;
}

function smallestCosts({ profiles, workstreams }: Configuration): ReadonlyMap<string, number> {
  const ofChannels = new Map<string, number>();
  for (const workstream of Object.values(workstreams)) {
    const least = Math.min(ofChannels.get(workstream.channel) ?? Number.POSITIVE_INFINITY, cheapest(workstream));
    ofChannels.set(workstream.channel, least);
  }
  return new Map(
    Object.entries(profiles).map(([name, { channels }]) => {
      const costs = Object.entries(channels)
        .filter(([channel]) => ofChannels.has(channel))
        .map(([channel, { cost }]) => cost ?? ofChannels.get(channel)!);
      return [name, Math.min(...costs)];
    }),
  );
}

/** What its items can cost at least: a rule may lower it. */
const cheapest = ({ cost, rulesets }: Workstream): number =>
  Math.min(cost, ...rulesets.flatMap(({ rules }) => rules.flatMap(({ effect }) => effect.cost ?? [])));
