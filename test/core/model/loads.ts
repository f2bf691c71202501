import type { Agent } from '../../../core/agent.ts';
import type { Configuration, Profile } from '../../../core/configuration/compiled.ts';
import type { Item } from '../../../core/item.ts';
import type { Balance, Snapshot } from './snapshot.ts';

/** Who has what, what that takes of her and what it leaves room for: by scanning everything, and nothing from core but types. */
export interface Load extends Balance {
  readonly units: number;
  readonly channels: Readonly<Record<string, number>>;
  readonly pieces: number;
  /** Those that hold something, or would if they were not interrupted. */
  readonly hands: readonly Hand[];
}

interface Hand {
  readonly item: Item;
  readonly units: number;
}

/** What an item costs an agent of this profile. */
export const priceOf = (profile: Profile | undefined, item: Pick<Item, 'channel' | 'cost'>): number =>
  profile?.channels[item.channel]?.cost ?? item.cost;

export const offerOf = (at: Snapshot, item: Item, agentId: string) =>
  [...at.offers.values()].find((offer) => offer.itemId === item.id && offer.agentId === agentId);

const known = new WeakMap<Snapshot, Map<string, Load>>();

/** The same of a picture that nobody draws on any more. */
export function loadsIn(picture: Snapshot): ReadonlyMap<string, Load> {
  const loads = known.get(picture) ?? loadsOf(picture);
  known.set(picture, loads);
  return loads;
}

type Counted = { -readonly [Field in keyof Balance]: number } & { units: number; pieces: number } & {
  readonly channels: Record<string, number>;
  readonly hands: Hand[];
};

/** Of everybody, in one look at all items. */
export function loadsOf(at: Snapshot): Map<string, Load> {
  const loads = new Map<string, Counted>();
  for (const id of at.agents.keys()) loads.set(id, nothing());
  for (const { itemId, agentId, units } of at.offers.values()) {
    const item = at.items.get(itemId);
    if (item?.state === 'offered') count(at, loads.get(agentId), { item, part: 'offered', units });
  }
  for (const item of at.items.values()) {
    if (item.state !== 'assigned' && item.state !== 'wrapping_up') continue;
    const part = item.state === 'assigned' ? 'active' : 'wrappingUp';
    count(at, loads.get(item.agentId ?? ''), { item, part, units: item.heldUnits ?? item.cost });
  }
  return loads;
}

const nothing = (): Counted => ({
  ...{ offered: 0, active: 0, wrappingUp: 0, interrupted: 0, units: 0, pieces: 0 },
  ...{ channels: {}, hands: [] },
});

type Part = 'offered' | 'active' | 'wrappingUp';

function count(at: Snapshot, load: Counted | undefined, { item, part, units }: Hand & { part: Part }): void {
  if (load === undefined) return;
  load.pieces += 1;
  const holds = part !== 'wrappingUp' || at.configuration.workstreams[item.workstream]?.wrapUp?.holdsCapacity !== false;
  if (!holds) return;
  if (item.interruptedBy !== null) load.interrupted += 1;
  else load[part] += units;
  load.units += units;
  load.hands.push({ item, units });
  load.channels[item.channel] = (load.channels[item.channel] ?? 0) + 1;
}

const ignores = ({ widenings }: Item): boolean => widenings.some((one) => one.ignoresMatrix === true);

/** Whether an item may interrupt another that the agent has. */
export function mayInterrupt({ configuration }: Snapshot, by: Item, at: { agent: Agent; other: Item }): boolean {
  const { agent, other } = at;
  if (other.state !== 'assigned') return false;
  const matrix = configuration.profiles[agent.profile]?.channels[other.channel]?.interruptibleBy ?? [];
  const asynchronous = configuration.channels[other.channel]?.live !== true;
  return matrix.includes(by.channel) || (asynchronous && ignores(by) && !ignores(other));
}

/** What stands in the way of an item: all that it may not interrupt, interrupted or not. */
export function standsInTheWay({ at, loads }: Scene, item: Item, agent: Agent): { units: number; count: number } {
  const hands = loads.get(agent.id)!.hands.filter(({ item: other }) => !mayInterrupt(at, item, { agent, other }));
  return { units: hands.reduce((sum, { units }) => sum + units, 0), count: hands.length };
}

export function hasRoom(scene: Scene, item: Item, agent: Agent): boolean {
  const { configuration } = scene.at;
  const profile = configuration.profiles[agent.profile];
  const cap = profile?.channels[item.channel];
  if (profile === undefined || cap === undefined) return false;
  const way = standsInTheWay(scene, item, agent);
  const most = Math.min(cap.atMost, agent.limits[item.channel] ?? cap.atMost);
  const onChannel = scene.loads.get(agent.id)!.channels[item.channel] ?? 0;
  const free = totalUnitsOf(configuration, agent) - way.units;
  return free >= priceOf(profile, item) && onChannel < most && way.count < profile.atMost;
}

/** Whether all that she has leaves no room for it. */
export function isCrowded({ at, loads }: Scene, item: Item, agent: Agent): boolean {
  const profile = at.configuration.profiles[agent.profile];
  const { units, hands } = loads.get(agent.id)!;
  const free = totalUnitsOf(at.configuration, agent) - units;
  return free < priceOf(profile, item) || hands.length >= (profile?.atMost ?? 0);
}

export const totalUnitsOf = (configuration: Configuration, agent: Agent): number =>
  agent.capacity ?? configuration.profiles[agent.profile]?.capacity ?? 0;

/** Where a rule looks: the rows as they are at an instant, with the loads worked out once. */
export interface Scene {
  readonly at: Snapshot;
  readonly now: number;
  readonly loads: ReadonlyMap<string, Load>;
}

export const sceneOf = (at: Snapshot, now: number): Scene => ({ at, now, loads: loadsOf(at) });

/** Where the rows are a picture. */
export const sceneIn = (at: Snapshot, now: number): Scene => ({ at, now, loads: loadsIn(at) });
