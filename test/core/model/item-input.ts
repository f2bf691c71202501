import type { NewItem } from '../../../core/command.ts';
import type { World } from '../../../core/world.ts';
import { callbackAsked } from './callbacks.ts';
import type { Dice } from './dice.ts';
import { QUEUES, WORKSTREAMS } from './documents.ts';

interface At {
  readonly roll: Dice;
  readonly world: World;
  readonly now: number;
  readonly id: string;
  /** Of items that rows know, open or not. */
  readonly pastItems: readonly string[];
}

export const aQueue = ({ roll, world }: Pick<At, 'roll' | 'world'>): string =>
  roll.one(roll.roll(20) === 19 ? QUEUES : Object.keys(world.configuration.queues));

const requirementsOf = (at: At) => {
  const skills = at.roll.one([[], [], ['s0'], ['s1'], ['s0', 's1']]);
  return {
    skills: Object.fromEntries(
      skills.map((skill) => [skill, { level: 1 + at.roll.roll(4), relaxable: at.roll.roll(2) === 1 }]),
    ),
    groups: at.roll.one([[], [], [], ['night']]),
    attributes: {},
    agent: at.roll.one([null, null, null, null, 'a0', 'a1']),
  };
};

const booked = (at: At): Pick<NewItem, 'notBefore' | 'booking'> => ({ notBefore: null, booking: callbackAsked(at) });

/** What a channel may hand in. */
export function newItem(at: At): NewItem {
  const { roll, world, now, id } = at;
  return {
    id: `wi_${id}`,
    source: roll.one(['web', 'shop']),
    externalId: roll.one([null, null, null, 'x1', `x${id}`]),
    channel: null,
    workstream: roll.roll(30) === 29 ? 'w9' : roll.one(WORKSTREAMS),
    queue: roll.one([null, null, aQueue(at)]),
    subject: null,
    customerRef: roll.one([null, 'c1', 'c2']),
    priority: roll.one([null, 0, 1, 2, -3]),
    requirements: roll.roll(3) < 2 ? { skills: {}, groups: [], attributes: {}, agent: null } : requirementsOf(at),
    customer: {},
    attributes: roll.one([{}, {}, { colour: 'red' }, { colour: 'blue' }]),
    dueAt: roll.one([null, null, null, now + 15_000, now + 8000, now - 5]),
    ...roll.one([{ notBefore: null }, { notBefore: null }, { notBefore: roll.one([now + 5000, now - 5]) }, booked(at)]),
    follows: roll.roll(6) === 5 ? roll.one([...at.pastItems, ...world.items.keys(), 'wi_unknown']) : null,
  };
}

/** What may be said of an item later. */
export const patchOf = (at: At) =>
  at.roll.one([
    { priority: at.roll.one([0, 5, -5]) },
    { requirements: requirementsOf(at) },
    { attributes: { colour: at.roll.one(['blue', 'red', null]) }, subject: 'New' },
    { customerRef: at.roll.one([null, 'c1', 'c2']) },
    { dueAt: at.roll.one([at.now + 1000, at.now + 90_000, null]) },
  ]);

/** Something needs attention under rules that are no longer in force. */
export const isOutdated = ({ items, unplaced, configuration }: World): boolean =>
  [...unplaced].some((id) => items.get(id)!.configurationVersion < configuration.version);
