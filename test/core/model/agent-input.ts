import type { Dice } from './dice.ts';
import { PROFILES, SKILLS } from './documents.ts';

const skillsFrom = (roll: Dice) =>
  Object.fromEntries(roll.some(SKILLS.slice(0, 2), 0).map((skill) => [skill, 1 + roll.roll(5)]));

export function agentInput(roll: Dice) {
  return {
    name: 'Agent',
    profile: roll.roll(20) === 19 ? 'p9' : roll.one(PROFILES),
    groups: roll.one([[], ['night']]),
    skills: skillsFrom(roll),
    attributes: roll.one<Record<string, string>>([{}, {}, { region: 'red' }]),
    capacity: roll.one([null, null, 4, 10]),
    limits: roll.one<Record<string, number>>([{}, {}, { chat: 1 }]),
    connectivity: roll.one(['assumed', 'assumed', 'heartbeat'] as const),
  };
}
