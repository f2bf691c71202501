import type { ItemState } from '../core/item.ts';
import { ITEM_STATES } from '../core/item.ts';
import { effectsIn, STATES, type StateFacts } from '../core/verbs/states.ts';
import { type DeadlineName, ITEM_VERBS, type ItemVerb } from '../core/verbs/table.ts';
import { code, table } from './markdown.ts';

const AT: Readonly<Record<DeadlineName, string>> = {
  notBefore: 'its time comes',
  offerExpiresAt: 'an offer expires',
  nextEscalationAt: 'the next escalation step acts',
  overflowAt: 'its wait is looked at by the overflow rules of its queue',
  resumesAt: 'its pause ends',
  targetAt: 'a target warns, or is missed',
  wrapUpEndsAt: 'the wrap-up ends',
  timeToLiveEndsAt: 'its time to live ends',
};

const HOLDS: Readonly<Record<StateFacts['holds'], string>> = {
  nothing: 'It takes no capacity of anybody.',
  'of those who are asked': 'It takes its units and a place on its channel of each agent who is asked.',
  'of its agent': 'It takes its units and a place on its channel of its agent.',
};

const mayHappen = (state: ItemState): string[][] =>
  Object.entries<ItemVerb>(ITEM_VERBS).flatMap(([verb, row]) => {
    const to = row.to[state];
    if (to === undefined) return [];
    return [[code(verb), row.who.join(', '), to.map(code).join(' or '), effectsIn(state, row).join(' or ')]];
  });

function section(state: ItemState): string {
  const { means, holds, runs } = STATES[state];
  const verbs = mayHappen(state);
  return [
    `## ${state}`,
    `${means} ${HOLDS[holds]}`,
    runs.length === 0
      ? 'Nothing happens by time.'
      : `By time: ${runs.map((name) => `${AT[name]} (${code(name)})`).join('; ')}.`,
    verbs.length === 0
      ? 'Nothing may happen to it any more.'
      : table(['what may happen', 'by whom', 'it is then', 'capacity'], verbs),
  ].join('\n\n');
}

/** docs/reference/states.md */
export const stateReference = (): string =>
  [
    '# States of an item',
    `Made from \`core/verbs/table.ts\` and \`core/verbs/states.ts\` by \`npm run docs\`; \`test/core/model/table.test.ts\` holds both against what
random lives of items do. A verb that is missing in a state is a 409 that says which state it met. \`engine\` and \`temporal\` are the clocks and
whoever sends a signal to the item's workflow; the match that follows a change in the same batch is not in these tables.`,
    'Capacity: *held* of an agent who did not have it, *kept*, *freed*, or *none*.',
    ...ITEM_STATES.map(section),
  ].join('\n\n');
