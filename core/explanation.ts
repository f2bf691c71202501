import type { Agent } from './agent.ts';
import { conditions } from './eligibility.ts';
import type { Item } from './item.ts';
import { Bits } from './matching/bits.ts';
import type { Condition, ItemClass, Reason } from './matching/shelf.ts';
import { roomOf, type World } from './world.ts';

/** Agents ruled out by one condition, which was the first that they failed. At most 20 names; `count` is exact. */
export interface RuledOut {
  readonly reason: Reason;
  readonly count: number;
  readonly agents: readonly string[];
  readonly skill?: string;
  readonly needs?: number;
  readonly group?: string;
  readonly channel?: string;
  /** The least that is missing among those who are full; 0 when the channel's cap is what is full. */
  readonly missingUnits?: number;
}

const NAMES = 20;

export function ruledOut(world: World, found: ItemClass, item: Item): RuledOut[] {
  const left = new Bits().copyFrom(world.roster.everyone);
  const groups: RuledOut[] = [];
  for (const condition of conditions(world, found, item)) {
    const before = new Bits().copyFrom(left);
    left.and(condition.allowed);
    const out = [...before].filter((slot) => !left.has(slot));
    if (out.length > 0) groups.push(group(world, { condition, item, out }));
  }
  return groups;
}

function group(world: World, at: { condition: Condition; item: Item; out: readonly number[] }): RuledOut {
  const { reason, skill, needs, group: name } = at.condition;
  const agents = at.out.map((slot) => world.roster.agentAt(slot));
  return {
    reason,
    count: agents.length,
    // By name: places on the roster are given anew after a takeover.
    agents: agents
      .slice(0, NAMES)
      .map((agent) => agent.id)
      .sort(),
    ...(skill === undefined ? {} : { skill }),
    ...(needs === undefined ? {} : { needs }),
    ...(name === undefined ? {} : { group: name }),
    ...(reason === 'full' ? { channel: at.item.channel, missingUnits: leastMissing(world, at.item, agents) } : {}),
  };
}

function leastMissing(world: World, item: Item, agents: readonly Agent[]): number {
  const missing = agents.map((agent) => item.cost - roomOf(world, agent, item.channel).freeUnits);
  return Math.max(0, Math.min(...missing));
}
