import type { Configuration, Workstream } from './compiled.ts';

/** What follows from a configuration and is asked for every class of items. */
export interface Summary {
  /** The profiles that serve a queue, whoever may help first before the others. */
  readonly serving: ReadonlyMap<string, readonly { readonly profile: string; readonly afterMs: number }[]>;
  /** By profile: the smallest cost of any kind of item that it may take, to its agents. */
  readonly smallestCost: ReadonlyMap<string, number>;
  /** Whether any profile has a shift, and whether any has a mode of its own. */
  readonly hasShifts: boolean;
  readonly hasModes: boolean;
  /** Channels whose work may interrupt some other in any profile. */
  readonly interrupting: ReadonlySet<string>;
}

/** A configuration never changes. */
const known = new WeakMap<Configuration, Summary>();

export function summaryOf(configuration: Configuration): Summary {
  const found = known.get(configuration) ?? summarised(configuration);
  known.set(configuration, found);
  return found;
}

function summarised(configuration: Configuration): Summary {
  const profiles = Object.values(configuration.profiles);
  return {
    serving: servingIn(configuration),
    smallestCost: smallestCosts(configuration),
    hasShifts: profiles.some(({ shift }) => shift !== null),
    hasModes: profiles.some(({ mode }) => mode !== null),
    interrupting: new Set(
      profiles.flatMap(({ channels }) => Object.values(channels).flatMap(({ interruptibleBy }) => interruptibleBy)),
    ),
  };
}

function servingIn({ profiles }: Configuration): Summary['serving'] {
  const found = new Map<string, { profile: string; afterMs: number }[]>();
  for (const [profile, { queues }] of Object.entries(profiles)) {
    for (const [queue, { afterMs }] of Object.entries(queues)) {
      const others = found.get(queue) ?? [];
      found.set(queue, others);
      others.push({ profile, afterMs });
    }
  }
  for (const servers of found.values()) servers.sort((a, b) => a.afterMs - b.afterMs);
  return found;
}

function smallestCosts({ profiles, workstreams }: Configuration): Summary['smallestCost'] {
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
