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

/** What an item costs an agent of the profile: the profile may price a channel itself. */
export const costFor = (item: { channel: string; cost: number }, profile: Profile | undefined): number =>
  profile?.channels[item.channel]?.cost ?? item.cost;

/** What an item takes of whoever has it. */
export const unitsTaken = (item: Pick<Item, 'cost' | 'heldUnits'>): number => item.heldUnits ?? item.cost;

export function heldUnits(holdings: Holdings | undefined): number {
  let units = 0;
  for (const holding of holdings?.values() ?? []) units += holding.units;
  return units;
}

function heldItems(holdings: Holdings | undefined, channel: string | null): number {
  let count = 0;
  for (const holding of holdings?.values() ?? [])
    if (holding.units > 0 && (channel === null || holding.channel === channel)) count += 1;
  return count;
}

/** Room is needed in every limit at once: the units in all, the cap of the channel, hers and the profile's, and the cap of all items. */
export interface Room {
  readonly freeUnits: number;
  readonly freeOnChannel: number;
}

export interface Hands {
  readonly agent: Agent;
  readonly profile: Profile | undefined;
  readonly holdings: Holdings | undefined;
}

/** How many items of a channel she may have at once. */
export const channelCap = ({ agent, profile }: Pick<Hands, 'agent' | 'profile'>, channel: string): number =>
  Math.min(profile?.channels[channel]?.atMost ?? 0, agent.limits[channel] ?? Number.POSITIVE_INFINITY);

export function roomFor(channel: string, of: Hands): Room {
  const onChannel = channelCap(of, channel) - heldItems(of.holdings, channel);
  const inAll = (of.profile?.atMost ?? 0) - heldItems(of.holdings, null);
  return {
    freeUnits: totalUnits(of.agent, of.profile) - heldUnits(of.holdings),
    freeOnChannel: Math.min(onChannel, inAll),
  };
}

/** The one rule of room: matcher, explanation and a supervisor's choice all ask it. */
export const fits = (room: Room, cost: number): boolean => room.freeUnits >= cost && room.freeOnChannel >= 1;

/** What an item holds of the agent who has it, or `null` when she holds nothing of it. What is only offered is held by its offers. */
export function holdingOf(item: Item, configuration: Configuration): Holding | null {
  const { id, channel } = item;
  const units = unitsTaken(item);
  switch (item.state) {
    case 'assigned':
      return { item: id, channel, units, kind: 'active' };
    case 'wrapping_up': {
      const holds = configuration.workstreams[item.workstream]?.wrapUp?.holdsCapacity ?? true;
      return { item: id, channel, units: holds ? units : 0, kind: 'wrappingUp' };
    }
    default:
      return null;
  }
}
