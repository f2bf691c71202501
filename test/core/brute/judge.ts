import type { Agent } from '../../../core/agent.ts';
import type { Configuration } from '../../../core/configuration/compiled.ts';
import type { Event } from '../../../core/event.ts';
import type { Item } from '../../../core/item.ts';
import type { Offer } from '../../../core/offer.ts';

/**
 * A judge that shares no rule with core: it reads rows and events, and works everything out the slow way.
 */
export interface Snapshot {
  readonly configuration: Configuration;
  readonly items: readonly Item[];
  readonly agents: readonly Agent[];
  readonly offers: readonly Offer[];
  readonly now: number;
}

export interface PairKey {
  readonly values: readonly (number | string)[];
}

const holderOf = (at: Snapshot, item: Item): string | null =>
  item.state === 'offered'
    ? (at.offers.find((offer) => offer.itemId === item.id)?.agentId ?? null)
    : item.state === 'assigned' || item.state === 'wrapping_up'
      ? item.agentId
      : null;

const unitsHeld = (at: Snapshot, item: Item): number =>
  item.state === 'wrapping_up' && at.configuration.workstreams[item.workstream]!.wrapUp?.holdsCapacity === false
    ? 0
    : item.cost;

/** Free units and free places on a channel, summed from the rows. */
export function roomOf(at: Snapshot, agent: Agent, channel: string): { units: number; places: number; total: number } {
  const profile = at.configuration.profiles[agent.profile]!;
  const held = at.items.filter((item) => holderOf(at, item) === agent.id && unitsHeld(at, item) > 0);
  const total = agent.capacity ?? profile.capacity;
  return {
    total,
    units: total - held.reduce((sum, item) => sum + unitsHeld(at, item), 0),
    places: (profile.channels[channel]?.atMost ?? 0) - held.filter((item) => item.channel === channel).length,
  };
}

/** Everything but room and reservations. */
export function mayEver(at: Snapshot, item: Item, agent: Agent): boolean {
  const { configuration, now } = at;
  const profile = configuration.profiles[agent.profile]!;
  const place = profile.queues[item.queue!];
  if (agent.connection !== 'connected' || agent.intent === 'offline') return false;
  if (!profile.presence[agent.intent].includes(item.channel)) return false;
  if (place === undefined || profile.channels[item.channel] === undefined) return false;
  if (now - item.enqueuedAt! < place.afterMs) return false;
  for (const [skill, need] of Object.entries(item.requirements.skills)) {
    if (need.relaxable && item.relaxed) continue;
    if ((agent.skills[skill] ?? 0) < need.level) return false;
  }
  const groups = [...agent.groups, ...profile.groups];
  if (!item.requirements.groups.every((group) => groups.includes(group))) return false;
  if (item.requirements.agent !== null && item.requirements.agent !== agent.id) return false;
  const backOff = item.backOffs[agent.id];
  return backOff === undefined || backOff.until <= now;
}

export function fits(at: Snapshot, item: Item, agent: Agent): boolean {
  const room = roomOf(at, agent, item.channel);
  return room.units >= item.cost && room.places >= 1;
}

/** The documented order as a list of values, the smaller the earlier. */
export function orderOf(at: Snapshot, item: Item, agent: Agent): (number | string)[] {
  const queue = at.configuration.queues[item.queue!]!;
  const profile = at.configuration.profiles[agent.profile]!;
  const steps = item.priority + item.raised;
  const handicap = (profile.queues[item.queue!]!.rank - 1) * profile.rankHandicapMs;
  const needs = Object.entries(item.requirements.skills);
  const meetsAll = needs.every(([skill, need]) => (agent.skills[skill] ?? 0) >= need.level);
  const scores = {
    'longest-idle': agent.idleSince,
    'most-free-capacity': -roomOf(at, agent, item.channel).units,
    'best-skill': -needs.reduce((sum, [skill]) => sum + (agent.skills[skill] ?? 0), 0),
    'round-robin': agent.lastOfferSeq,
    'least-flexible': Object.keys(profile.queues).length + Object.keys(agent.skills).length,
  };
  return [
    item.enqueuedAt! - steps * queue.millisPerPriority + handicap,
    meetsAll ? 0 : 1,
    scores[queue.method],
    item.id,
    agent.id,
  ];
}

export function earlier(a: readonly (number | string)[], b: readonly (number | string)[]): boolean {
  for (const [at, value] of a.entries()) {
    const other = b[at]!;
    if (value !== other) return value < other;
  }
  return false;
}

const isAutomatic = (at: Snapshot, item: Item): boolean =>
  item.state === 'waiting' && item.queue !== null && at.configuration.workstreams[item.workstream]!.mode !== 'pick';

function keptFromIt(at: Snapshot, item: Item, agent: Agent): boolean {
  const other = at.items.find((one) => one.id === agent.keptFor);
  if (other === undefined || other.id === item.id || other.state !== 'waiting') return false;
  return earlier(orderOf(at, other, agent), orderOf(at, item, agent));
}

/** Every pair that the rules allow now: none may be left after a match (I13). */
export function pairsLeft(at: Snapshot): [item: Item, agent: Agent][] {
  const pairs: [Item, Agent][] = [];
  for (const item of at.items.filter((one) => isAutomatic(at, one))) {
    for (const agent of at.agents) {
      if (mayEver(at, item, agent) && fits(at, item, agent) && !keptFromIt(at, item, agent)) pairs.push([item, agent]);
    }
  }
  return pairs;
}

/** The first pair of the documented order among those allowed: what a match must give next (I8, I9). */
export function firstPair(at: Snapshot): [item: Item, agent: Agent] | null {
  let best: [Item, Agent] | null = null;
  for (const pair of pairsLeft(at)) {
    if (best === null || earlier(orderOf(at, ...pair), orderOf(at, ...best))) best = pair;
  }
  return best;
}

/** I2, I3 and the state's own sense, from rows alone. `byHand`: agents whom a person may have overloaded. */
export function brokenRows(at: Snapshot, byHand: ReadonlySet<string>): string[] {
  const broken: string[] = [];
  for (const item of at.items) {
    const offers = at.offers.filter((offer) => offer.itemId === item.id);
    if (offers.length > 1) broken.push(`I2 ${item.id} has ${offers.length} open offers`);
    if ((item.state === 'offered') !== (offers.length === 1))
      broken.push(`I2 ${item.id} is ${item.state} with ${offers.length} offers`);
    if (item.agentId !== null && offers.length > 0) broken.push(`I2 ${item.id} is assigned beside an open offer`);
    if ((item.agentId !== null) !== (item.state === 'assigned' || item.state === 'wrapping_up')) {
      broken.push(`I1 ${item.id} is ${item.state} with agent ${item.agentId}`);
    }
  }
  for (const agent of at.agents.filter((one) => !byHand.has(one.id))) {
    for (const channel of Object.keys(at.configuration.channels)) {
      const room = roomOf(at, agent, channel);
      if (room.units < 0 || (room.places < 0 && at.configuration.profiles[agent.profile]!.channels[channel])) {
        broken.push(`I3 ${agent.id} exceeds a limit: ${room.units} units, ${room.places} places on ${channel}`);
      }
    }
  }
  return broken;
}

const OUTCOMES = ['accepted', 'declined', 'expired', 'withdrawn', 'cancelled', 'agent_lost'].map(
  (name) => `offer.${name}`,
);

/** I4, I6 and I7 from the log alone. */
export function brokenLog(events: readonly Event[]): string[] {
  const broken: string[] = [];
  const outcomes = new Map<string, number>();
  const steps = new Map<string, number>();
  for (const [at, event] of events.entries()) {
    if (at > 0 && event.seq !== events[at - 1]!.seq + 1) broken.push(`I7 a gap before ${event.seq}`);
    if (event.offer !== null && event.type === 'offer.made') {
      if (outcomes.has(event.offer)) broken.push(`I4 ${event.offer} made twice`);
      outcomes.set(event.offer, 0);
    }
    if (event.offer !== null && OUTCOMES.includes(event.type)) {
      const before = outcomes.get(event.offer);
      if (before !== 0)
        broken.push(`I4 ${event.offer} has ${before === undefined ? 'an outcome before it was made' : 'two outcomes'}`);
      outcomes.set(event.offer, 1);
    }
    if (event.type === 'item.transferred' && movedQueue(event)) steps.delete(event.item!);
    if (event.type === 'item.escalated') {
      const step = Number(event.details['step']);
      if (step !== (steps.get(event.item!) ?? 0) + 1) broken.push(`I6 ${event.item} took step ${step} out of order`);
      steps.set(event.item!, step);
    }
  }
  return broken;
}

function movedQueue(event: Event): boolean {
  const { from, to } = event.details as { from: { queue: string }; to: { queue: string } };
  return from.queue !== to.queue;
}
