import type { Agent } from './agent.ts';
import type { Configuration, Profile } from './configuration/compiled.ts';
import type { Item } from './item.ts';

/** What one item takes of its agent now. The balance is always the sum of these; there is no counter to leak. */
export interface Holding {
  readonly item: string;
  readonly channel: string;
  readonly units: number;
  readonly kind: 'offered' | 'active' | 'wrappingUp';
}

export type Holdings = ReadonlyMap<string, Holding>;

export const totalUnits = (agent: Agent, profile: Profile | undefined): number =>
  agent.capacity ?? profile?.capacity ?? 0;

export function heldUnits(holdings: Holdings | undefined): number {
  let units = 0;
  for (const holding of holdings?.values() ?? []) units += holding.units;
  return units;
}

function heldOnChannel(holdings: Holdings | undefined, channel: string): number {
  let count = 0;
  for (const holding of holdings?.values() ?? []) if (holding.channel === channel && holding.units > 0) count += 1;
  return count;
}

/** Room is needed in every limit at once: the units in all, and the cap of the channel. */
export interface Room {
  readonly freeUnits: number;
  readonly freeOnChannel: number;
}

export function roomFor(
  channel: string,
  of: { agent: Agent; profile: Profile | undefined; holdings: Holdings | undefined },
): Room {
  const atMost = of.profile?.channels[channel]?.atMost ?? 0;
  return {
    freeUnits: totalUnits(of.agent, of.profile) - heldUnits(of.holdings),
    freeOnChannel: atMost - heldOnChannel(of.holdings, channel),
  };
}

/** The one rule of room: matcher, explanation and a supervisor's choice all ask it. */
export const fits = (room: Room, cost: number): boolean => room.freeUnits >= cost && room.freeOnChannel >= 1;

/** What an item holds in its present state, or `null` when it holds nothing. */
export function holdingOf(item: Item, configuration: Configuration): Holding | null {
  const { id, channel, cost } = item;
  switch (item.state) {
    case 'offered':
      return { item: id, channel, units: cost, kind: 'offered' };
    case 'assigned':
      return { item: id, channel, units: cost, kind: 'active' };
    case 'wrapping_up': {
      const holds = configuration.workstreams[item.workstream]?.wrapUp?.holdsCapacity ?? true;
      return { item: id, channel, units: holds ? cost : 0, kind: 'wrappingUp' };
    }
    default:
      return null;
  }
}
