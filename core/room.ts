import type { Agent } from './agent.ts';
import { costFor, fits, heldUnits, roomFor, totalUnits } from './capacity.ts';
import type { World } from './world.ts';

export function hasRoom(world: World, agent: Agent, need: { channel: string; cost: number }): boolean {
  return fits(roomOf(world, agent, need.channel), costFor(need, world.configuration.profiles[agent.profile]));
}

export const roomOf = (world: World, agent: Agent, channel: string) =>
  roomFor(channel, {
    agent,
    profile: world.configuration.profiles[agent.profile],
    holdings: world.holdings.get(agent.id),
  });

export const unitsOf = (world: World, agent: Agent): number =>
  totalUnits(agent, world.configuration.profiles[agent.profile]);

export const freeUnits = (world: World, agent: Agent): number =>
  unitsOf(world, agent) - heldUnits(world.holdings.get(agent.id));
