import type { Agent } from '../agent.ts';
import { costFor, fits, type Holdings, heldUnits, roomFor, totalUnits } from '../capacity.ts';
import type { Configuration } from '../configuration/compiled.ts';
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
  private readonly standing = new Map<string, Set<string>>();
  /** By channel, then by cost: who has room for it. */
  private readonly rooms = new Map<string, Map<number, Bits>>();
  readonly everyone = new Bits();
  private readonly openCalendars = new Set<string>();
  /** Raised by every change but of load: what was worked out from the named sets before is out of date. */
  version = 0;

  agentAt(slot: number): Agent {
    return this.agents[slot]!;
  }

  slotOf(agentId: string): number {
    return this.slots.get(agentId) ?? -1;
  }

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

  room(need: { channel: string; cost: number }, hasRoom: (agent: Agent) => boolean): Bits {
    const costs = this.rooms.get(need.channel) ?? new Map<number, Bits>();
    this.rooms.set(need.channel, costs);
    let bits = costs.get(need.cost);
    if (bits === undefined) {
      bits = new Bits(this.agents.length);
      costs.set(need.cost, bits);
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
  }

  put(agent: Agent, configuration: Configuration): void {
    this.version += 1;
    const slot = this.slots.get(agent.id) ?? this.admit(agent);
    this.agents[slot] = agent;
    this.total[slot] = totalUnits(agent, configuration.profiles[agent.profile]);
    const before = this.standing.get(agent.id) ?? new Set();
    const after = this.conditionsMet(agent, configuration);
    for (const name of before) if (!after.has(name)) this.bits(name).clear(slot);
    for (const name of after) this.bits(name).set(slot);
    this.standing.set(agent.id, after);
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
    for (const costs of this.rooms.values()) yield* costs.values();
  }

  /** After her work or her limits changed. */
  setRoom(agent: Agent, configuration: Configuration, holdings: Holdings | undefined): void {
    const slot = this.slotOf(agent.id);
    const profile = configuration.profiles[agent.profile];
    this.free[slot] = totalUnits(agent, profile) - heldUnits(holdings);
    for (const [channel, costs] of this.rooms) {
      const room = roomFor(channel, { agent, profile, holdings });
      for (const [cost, bits] of costs) {
        if (fits(room, costFor({ channel, cost }, profile))) bits.set(slot);
        else bits.clear(slot);
      }
    }
  }

  private conditionsMet(agent: Agent, { profiles }: Configuration): Set<string> {
    const profile = profiles[agent.profile];
    const names = new Set<string>([`profile:${agent.profile}`]);
    if (agent.connection === 'connected' && agent.intent !== 'offline') names.add('present');
    for (const [name, value] of Object.entries(agent.attributes)) names.add(attributeName(name, value));
    if (profile === undefined) return names;
    if (profile.shift === null || this.isOpen(profile.shift)) names.add('on_duty');
    if (profile.mode !== 'pick') names.add('offered');
    if (profile.mode !== null && profile.mode !== 'pick') names.add('offered_listed');
    for (const channel of profile.presence[agent.intent]) names.add(`intent:${channel}`);
    for (const queue of Object.keys(profile.queues)) names.add(`queue:${queue}`);
    for (const channel of Object.keys(profile.channels)) {
      names.add(`channel:${channel}`);
      if (profile.may.pick.includes(channel)) names.add(`pick:${channel}`);
    }
    for (const [skill, level] of Object.entries(agent.skills)) {
      for (let reached = 1; reached <= level; reached += 1) names.add(`skill:${skill}:${reached}`);
    }
    for (const group of [...agent.groups, ...profile.groups]) names.add(`group:${group}`);
    return names;
  }
}

/** The set of everyone while a calendar is open, and of nobody while it is closed. */
export const openName = (calendar: string): string => `open:${calendar}`;

export const attributeName = (name: string, value: string): string => `attribute:${JSON.stringify([name, value])}`;
