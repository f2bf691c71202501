import type { Agent } from '../agent.ts';
import { fits, type Holdings, roomFor } from '../capacity.ts';
import type { Configuration } from '../configuration/compiled.ts';
import { Bits } from './bits.ts';

/** A channel and a cost that some class asks room for. */
interface RoomNeed {
  readonly channel: string;
  readonly cost: number;
  readonly bits: Bits;
}

/**
 * The agents as bitsets, one per condition: eligibility is the intersection, and who was ruled out by what is the successive
 * difference of the same sets.
 */
export class Roster {
  private readonly slots = new Map<string, number>();
  private readonly agents: (Agent | undefined)[] = [];
  private readonly vacant: number[] = [];
  private readonly named = new Map<string, Bits>();
  private readonly standing = new Map<string, Set<string>>();
  private readonly rooms = new Map<string, RoomNeed>();
  readonly everyone = new Bits();

  agentAt(slot: number): Agent {
    return this.agents[slot]!;
  }

  slotOf(agentId: string): number {
    return this.slots.get(agentId) ?? -1;
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

  room(need: { channel: string; cost: number }, fits: (agent: Agent) => boolean): Bits {
    const name = `${need.channel}:${need.cost}`;
    let found = this.rooms.get(name);
    if (found === undefined) {
      found = { ...need, bits: new Bits(this.agents.length) };
      this.rooms.set(name, found);
      for (const [slot, agent] of this.agents.entries()) if (agent && fits(agent)) found.bits.set(slot);
    }
    return found.bits;
  }

  put(agent: Agent, configuration: Configuration): void {
    const slot = this.slots.get(agent.id) ?? this.vacant.pop() ?? this.agents.length;
    this.slots.set(agent.id, slot);
    this.agents[slot] = agent;
    this.everyone.set(slot);
    const before = this.standing.get(agent.id) ?? new Set();
    const after = conditionsMet(agent, configuration);
    for (const name of before) if (!after.has(name)) this.bits(name).clear(slot);
    for (const name of after) this.bits(name).set(slot);
    this.standing.set(agent.id, after);
  }

  remove(agentId: string): void {
    const slot = this.slots.get(agentId);
    if (slot === undefined) return;
    for (const name of this.standing.get(agentId) ?? []) this.bits(name).clear(slot);
    for (const { bits } of this.rooms.values()) bits.clear(slot);
    this.standing.delete(agentId);
    this.slots.delete(agentId);
    this.agents[slot] = undefined;
    this.everyone.clear(slot);
    this.vacant.push(slot);
  }

  /** After her work or her limits changed. */
  setRoom(agent: Agent, configuration: Configuration, holdings: Holdings | undefined): void {
    const slot = this.slotOf(agent.id);
    const profile = configuration.profiles[agent.profile];
    for (const { channel, cost, bits } of this.rooms.values()) {
      const room = roomFor(channel, { agent, profile, holdings });
      if (fits(room, cost)) bits.set(slot);
      else bits.clear(slot);
    }
  }
}

function conditionsMet(agent: Agent, configuration: Configuration): Set<string> {
  const profile = configuration.profiles[agent.profile];
  const names = new Set<string>([`profile:${agent.profile}`]);
  if (agent.connection === 'connected' && agent.intent !== 'offline') names.add('present');
  if (profile === undefined) return names;
  for (const channel of profile.presence[agent.intent]) names.add(`intent:${channel}`);
  for (const queue of Object.keys(profile.queues)) names.add(`queue:${queue}`);
  for (const channel of Object.keys(profile.channels)) names.add(`channel:${channel}`);
  for (const [skill, level] of Object.entries(agent.skills)) {
    for (let reached = 1; reached <= level; reached += 1) names.add(`skill:${skill}:${reached}`);
  }
  for (const group of [...agent.groups, ...profile.groups]) names.add(`group:${group}`);
  return names;
}
