import type { Agent } from './agent.ts';
import { costFor, fits, type Hands, isRunning, loadOf, type Need, type Room, roomFor, totalUnits } from './capacity.ts';
import type { World } from './world.ts';

export const handsOf = ({ configuration, holdings }: World, agent: Agent): Hands => ({
  agent,
  profile: configuration.profiles[agent.profile],
  holdings: holdings.get(agent.id),
  channels: configuration.channels,
});

export function hasRoom(world: World, agent: Agent, need: Need): boolean {
  return fits(roomOf(world, agent, need), costFor(need, world.configuration.profiles[agent.profile]));
}

export const roomOf = (world: World, agent: Agent, need: Pick<Need, 'channel' | 'ignoresMatrix'>): Room =>
  roomFor(need, handsOf(world, agent));

export const unitsOf = (world: World, agent: Agent): number =>
  totalUnits(agent, world.configuration.profiles[agent.profile]);

/** Beside what she is at work on or asked for. */
export const freeUnits = (world: World, agent: Agent): number =>
  unitsOf(world, agent) - loadOf(world.holdings.get(agent.id)?.values(), isRunning).units;
