import type { ItemState } from '../item.ts';
import type { CapacityEffect, DeadlineName, ItemVerb } from './table.ts';

/** What a state means for whoever reads the item, beside the verbs that it lets happen. */
export interface StateFacts {
  readonly means: string;
  /** Whether it may take units of an agent, and a place on her channel. */
  readonly holds: 'nothing' | 'of those who are asked' | 'of its agent';
  /** Which instants may run in it: its workflow waits for the nearest. */
  readonly runs: readonly DeadlineName[];
}

export const STATES: Readonly<Record<ItemState, StateFacts>> = {
  scheduled: {
    means: 'Its time has not come.',
    holds: 'nothing',
    runs: ['notBefore'],
  },
  waiting: {
    means: 'It is in a queue, and nobody is asked.',
    holds: 'nothing',
    runs: ['nextEscalationAt', 'overflowAt', 'timeToLiveEndsAt', 'targetAt'],
  },
  offered: {
    means: 'It is in a queue, and one agent or several are asked.',
    holds: 'of those who are asked',
    runs: ['offerExpiresAt', 'timeToLiveEndsAt', 'targetAt'],
  },
  assigned: {
    means:
      'An agent has it. While she has left it for one that may interrupt it, it takes nothing but its place on its channel.',
    holds: 'of its agent',
    runs: ['targetAt'],
  },
  paused: {
    means: 'Its owner has laid it aside, until a time, until the customer answers or until somebody resumes it.',
    holds: 'nothing',
    runs: ['resumesAt', 'targetAt'],
  },
  wrapping_up: {
    means:
      'It is done, and its agent writes up what is left to write; its workstream says whether that takes capacity.',
    holds: 'of its agent',
    runs: ['wrapUpEndsAt'],
  },
  needs_attention: {
    means: 'No rule leads it to a queue, or the number of its customer is wrong: somebody has to look at it.',
    holds: 'nothing',
    runs: ['timeToLiveEndsAt', 'targetAt'],
  },
  closed: {
    means: 'It was completed. It never opens again: what comes after is a new item.',
    holds: 'nothing',
    runs: [],
  },
  cancelled: { means: 'It was called off, or its queue has turned it away.', holds: 'nothing', runs: [] },
  expired: { means: 'Nobody had it within its time to live.', holds: 'nothing', runs: [] },
};

const OF_THOSE_WHO_HOLD: readonly CapacityEffect[] = ['held', 'kept', 'freed'];
const OF_THOSE_WHO_DO_NOT: readonly CapacityEffect[] = ['none', 'held'];

/** What happens to capacity when a verb finds the item in a state. */
export function effectsIn(state: ItemState, { capacity }: ItemVerb): CapacityEffect[] {
  const { holds } = STATES[state];
  // Wrap-up that holds nothing is still wrap-up.
  const none = state === 'wrapping_up' ? OF_THOSE_WHO_DO_NOT : [];
  const possible = holds === 'nothing' ? OF_THOSE_WHO_DO_NOT : [...OF_THOSE_WHO_HOLD, ...none];
  return capacity.filter((effect) => possible.includes(effect));
}
