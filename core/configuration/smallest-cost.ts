import type { Configuration } from './compiled.ts';

/** The smallest cost of any kind of item that a profile may take. */
export function smallestCost(configuration: Configuration, profile: string): number {
  const channels = configuration.profiles[profile]?.channels ?? {};
  let smallest = Number.POSITIVE_INFINITY;
  for (const workstream of Object.values(configuration.workstreams)) {
    if (Object.hasOwn(channels, workstream.channel)) smallest = Math.min(smallest, workstream.cost);
  }
  return smallest;
}
