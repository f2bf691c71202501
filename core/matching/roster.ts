import type { Agent, Intent } from '../agent.ts';
import { costFor, fits, type Holdings, loadOf, type Need, roomFor, totalUnits } from '../capacity.ts';
import type { Configuration, Profile } from '../configuration/compiled.ts';
import { byText } from '../order.ts';
import { Bits } from './bits.ts';

/**
 * The agents as bitsets, one per condition: eligibility is the intersection, and who was ruled out by what is the successive
 * difference of the same sets. Agents have their places in the order of their ids, whatever the order in which they came.
 */
export class Roster {
  private readonly slots = new Map<string, number>();
  private readonly agents: Agent[] = [];
  private readonly free: number[] = [];
  private readonly total: number[] = [];
  private readonly named = new Map<string, Bits>();
  /** The sets that an agent is in: by her profile, which she shares with others, and by herself. */
  private readonly standing = new Map<string, readonly (readonly Bits[])[]>();
  /** What a profile says of all its agents of one intent: worked out once for thousands of them. */
  private readonly ofProfiles = new Map<string, readonly Bits[]>();
  /** By what it may interrupt, then by cost: who has room for it. */
  private readonly rooms = new Map<string, Pick<Need, 'channel' | 'ignoresMatrix'> & { costs: Map<number, Bits> }>();
  readonly everyone = new Bits();
  private readonly openCalendars = new Set<string>();
  /** Whether any item has been looked at that ignores who may interrupt what. */
  someIgnore = false;
  /** Raised by every change but of load: what was worked out from the named sets before is out of date. */
  version = 0;

  agentAt(slot: number): Agent {
    return this.agents[slot]!;
  }

  slotOf(agentId: string): number {
    return this.slots.get(agentId) ?? -1;
  }

  /** Beside all that she has in hand, whatever may be interrupted of it. */
  freeUnitsAt(slot: number): number {
    return this.free[slot]!;
  }

  totalUnitsAt(slot: number): number {
    return this.total[slot]!;
  }

  /** The agents of whom `name` is true, for example `queue:stocks` or `skill:german:3`. */
  bits(name: string): Bits {
    let bits = this.named.get(name);
    if (bits === undefined) {
      bits = new Bits(this.agents.length);
      this.named.set(name, bits);
    }
    return bits;
  }

  room({ channel, cost, ignoresMatrix }: Need, hasRoom: (agent: Agent) => boolean): Bits {
    const kind = ignoresMatrix ? `${channel} ignoring` : channel;
    const room = this.rooms.get(kind) ?? { channel, ignoresMatrix, costs: new Map<number, Bits>() };
    this.rooms.set(kind, room);
    let bits = room.costs.get(cost);
    if (bits === undefined) {
      bits = new Bits(this.agents.length);
      room.costs.set(cost, bits);
      this.someIgnore ||= ignoresMatrix;
      for (const [slot, agent] of this.agents.entries()) if (hasRoom(agent)) bits.set(slot);
    }
    return bits;
  }

  isOpen(calendar: string): boolean {
    return this.openCalendars.has(calendar);
  }

  /** Opens or closes a calendar. Agents whose shift it is have to be put again. */
  setCalendar(calendar: string, open: boolean): void {
    this.version += 1;
    if (open) this.openCalendars.add(calendar);
    else this.openCalendars.delete(calendar);
    this.bits(openName(calendar)).copyFrom(open ? this.everyone : new Bits());
    this.ofProfiles.clear();
  }

  put(agent: Agent, configuration: Configuration): void {
    this.version += 1;
    const slot = this.slots.get(agent.id) ?? this.admit(agent);
    this.agents[slot] = agent;
    this.total[slot] = totalUnits(agent, configuration.profiles[agent.profile]);
    for (const sets of this.standing.get(agent.id) ?? []) for (const bits of sets) bits.clear(slot);
    const standing = [this.setsOfProfile(agent, configuration), ownConditions(agent).map((name) => this.bits(name))];
    for (const sets of standing) for (const bits of sets) bits.set(slot);
    this.standing.set(agent.id, standing);
  }

  private admit(agent: Agent): number {
    let slot = this.agents.length;
    while (slot > 0 && byText(agent.id, this.agents[slot - 1]!.id) < 0) slot -= 1;
    if (slot < this.agents.length) for (const bits of this.sets()) bits.insert(slot);
    this.agents.splice(slot, 0, agent);
    this.free.splice(slot, 0, 0);
    this.total.splice(slot, 0, 0);
    this.renumber(slot);
    this.everyone.set(slot);
    for (const calendar of this.openCalendars) this.bits(openName(calendar)).set(slot);
    return slot;
  }

  remove(agentId: string): void {
    const slot = this.slots.get(agentId);
    if (slot === undefined) return;
    this.version += 1;
    for (const bits of this.sets()) bits.remove(slot);
    for (const list of [this.agents, this.free, this.total]) list.splice(slot, 1);
    this.standing.delete(agentId);
    this.slots.delete(agentId);
    this.renumber(slot);
  }

  private renumber(from: number): void {
    for (let slot = from; slot < this.agents.length; slot += 1) this.slots.set(this.agents[slot]!.id, slot);
  }

  private *sets(): IterableIterator<Bits> {
    yield this.everyone;
    yield* this.named.values();
    for (const { costs } of this.rooms.values()) yield* costs.values();
  }

  /** After her work or her limits changed. */
  setRoom(agent: Agent, configuration: Configuration, holdings: Holdings | undefined): void {
    const slot = this.slotOf(agent.id);
    const profile = configuration.profiles[agent.profile];
    const { channels } = configuration;
    this.free[slot] = totalUnits(agent, profile) - loadOf(holdings?.values()).units;
    for (const need of this.rooms.values()) {
      const room = roomFor(need, { agent, profile, holdings, channels });
      for (const [cost, bits] of need.costs) {
        if (fits(room, costFor({ channel: need.channel, cost }, profile))) bits.set(slot);
        else bits.clear(slot);
      }
    }
  }

  private setsOfProfile({ profile: name, intent }: Agent, { profiles }: Configuration): readonly Bits[] {
    const key = `${intent} ${name}`;
    const known = this.ofProfiles.get(key);
    if (known !== undefined) return known;
    const profile = profiles[name];
    const conditions = profile === undefined ? [] : profileConditions(profile, intent);
    if (profile !== undefined && (profile.shift === null || this.isOpen(profile.shift))) conditions.push('on_duty');
    const sets = [...conditions, `profile:${name}`].map((condition) => this.bits(condition));
    this.ofProfiles.set(key, sets);
    return sets;
  }
}

/** What an agent meets whatever her profile says. */
function ownConditions({ connection, intent, attributes, skills, groups }: Agent): string[] {
  const names = connection === 'connected' && intent !== 'offline' ? ['present'] : [];
  for (const [name, value] of Object.entries(attributes)) names.push(attributeName(name, value));
  for (const [skill, level] of Object.entries(skills))
    for (let reached = 1; reached <= level; reached += 1) names.push(`skill:${skill}:${reached}`);
  for (const group of groups) names.push(`group:${group}`);
  return names;
}

function profileConditions(profile: Profile, intent: Intent): string[] {
  const channels = Object.keys(profile.channels);
  return [
    ...(profile.mode === 'pick' ? [] : ['offered']),
    ...(profile.mode === null || profile.mode === 'pick' ? [] : ['offered_listed']),
    ...profile.presence[intent].map((channel) => `intent:${channel}`),
    ...Object.keys(profile.queues).map((queue) => `queue:${queue}`),
    ...channels.map((channel) => `channel:${channel}`),
    ...channels.filter((channel) => profile.may.pick.includes(channel)).map((channel) => `pick:${channel}`),
    ...profile.groups.map((group) => `group:${group}`),
  ];
}

/** The set of everyone while a calendar is open, and of nobody while it is closed. */
export const openName = (calendar: string): string => `open:${calendar}`;

export const attributeName = (name: string, value: string): string => `attribute:${JSON.stringify([name, value])}`;
