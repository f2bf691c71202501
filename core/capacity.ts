import type { Agent } from './agent.ts';
import type { Configuration, Profile } from './configuration/compiled.ts';
import { type Item, ignoresMatrix } from './item.ts';

/** What one item takes of its agent now. The balance is always the sum of these; there is no counter to leak. */
export interface Holding {
  readonly item: string;
  readonly channel: string;
  readonly units: number;
  readonly kind: 'offered' | 'active' | 'wrappingUp';
  /** She has left it for something that may interrupt it: it takes nothing of her meanwhile, and keeps its place. */
  readonly interrupted: boolean;
  readonly ignoresMatrix: boolean;
}

/** What an item needs room for. */
export interface Need {
  readonly channel: string;
  readonly cost: number;
  /** Whether it may interrupt whatever is asynchronous, by a step of its ladder. */
  readonly ignoresMatrix: boolean;
}

export const needOf = (item: Pick<Item, 'channel' | 'cost' | 'widenings'>): Need => ({
  channel: item.channel,
  cost: item.cost,
  ignoresMatrix: ignoresMatrix(item),
});

export type Holdings = ReadonlyMap<string, Holding>;

export const totalUnits = (agent: Agent, profile: Profile | undefined): number =>
  agent.capacity ?? profile?.capacity ?? 0;

/** What an item costs an agent of the profile: the profile may price a channel itself. */
export const costFor = (item: { channel: string; cost: number }, profile: Profile | undefined): number =>
  profile?.channels[item.channel]?.cost ?? item.cost;

/** What an item takes of whoever has it. */
export const unitsTaken = (item: Pick<Item, 'cost' | 'heldUnits'>): number => item.heldUnits ?? item.cost;

/** What somebody's hands take of her limits, channels apart. */
export interface Load {
  readonly units: number;
  readonly items: number;
}

/** All of it counts, or only what `counts` lets through. What takes no units takes no place either. */
export function loadOf(holdings: Iterable<Holding> = [], counts: (holding: Holding) => boolean = () => true): Load {
  let units = 0;
  let items = 0;
  for (const holding of holdings) {
    if (holding.units === 0 || !counts(holding)) continue;
    units += holding.units;
    items += 1;
  }
  return { units, items };
}

/** What has been interrupted takes nothing. */
export const isRunning = ({ interrupted }: Holding): boolean => !interrupted;

/** Room is needed in every limit at once: the units in all, the cap of the channel, hers and the profile's, and the cap of all items. */
export interface Room {
  readonly freeUnits: number;
  readonly freeOnChannel: number;
}

export interface Hands {
  readonly agent: Agent;
  readonly profile: Profile | undefined;
  readonly holdings: Holdings | undefined;
  readonly channels: Configuration['channels'];
}

/** How many items of a channel she may have at once. */
export const channelCap = ({ agent, profile }: Pick<Hands, 'agent' | 'profile'>, channel: string): number =>
  Math.min(profile?.channels[channel]?.atMost ?? 0, agent.limits[channel] ?? Number.POSITIVE_INFINITY);

/**
 * Whether an item may interrupt something that she has in hand: by the matrix of her profile or, where it ignores that, whatever is
 * asynchronous and does not ignore it too. What is only offered, or in wrap-up, ends by itself.
 */
export function mayInterrupt(
  need: Pick<Need, 'channel' | 'ignoresMatrix'>,
  holding: Holding,
  { profile, channels }: Pick<Hands, 'profile' | 'channels'>,
): boolean {
  if (holding.kind !== 'active') return false;
  if (profile?.channels[holding.channel]?.interruptibleBy.includes(need.channel)) return true;
  return need.ignoresMatrix && !holding.ignoresMatrix && channels[holding.channel]?.live !== true;
}

/**
 * What an item may interrupt does not stand in its way, but for the cap of its own channel. All else counts in full, also while it is
 * interrupted: nothing new takes the place that it will need again.
 */
export function roomFor(need: Pick<Need, 'channel' | 'ignoresMatrix'>, of: Hands): Room {
  const held = of.holdings?.values();
  const standing = loadOf(held, (holding) => !mayInterrupt(need, holding, of));
  const onChannel = loadOf(of.holdings?.values(), ({ channel }) => channel === need.channel);
  return {
    freeUnits: totalUnits(of.agent, of.profile) - standing.units,
    freeOnChannel: Math.min(channelCap(of, need.channel) - onChannel.items, (of.profile?.atMost ?? 0) - standing.items),
  };
}

/** The one rule of room: matcher, explanation and a supervisor's choice all ask it. */
export const fits = (room: Room, cost: number): boolean => room.freeUnits >= cost && room.freeOnChannel >= 1;

/** What an item holds of the agent who has it, or `null` when she holds nothing of it. What is only offered is held by its offers. */
export function holdingOf(item: Item, configuration: Configuration): Holding | null {
  const { id, channel } = item;
  const units = unitsTaken(item);
  const held = { item: id, channel, interrupted: item.interruptedBy !== null, ignoresMatrix: ignoresMatrix(item) };
  switch (item.state) {
    case 'assigned':
      return { ...held, units, kind: 'active' };
    case 'wrapping_up': {
      const holds = configuration.workstreams[item.workstream]?.wrapUp?.holdsCapacity ?? true;
      return { ...held, units: holds ? units : 0, kind: 'wrappingUp' };
    }
    default:
      return null;
  }
}
