import type { BulkAction, BulkOperation } from '../bulk.ts';
import type { Command } from '../command.ts';
import type { Item } from '../item.ts';
import { ITEM_VERBS } from './table.ts';

/** Items dealt with in one batch: few enough that nobody else waits for long. */
export const SLICE = 100;

const VERBS = {
  cancel: 'cancel',
  transfer: 'transfer',
  reschedule: 'reschedule',
  release: 'release',
  set_priority: 'patch',
  retry: 'retry',
} as const satisfies Record<BulkAction, keyof typeof ITEM_VERBS>;

/** Whether an open item is one of those that are meant: in a state that is asked for, or else in one in which the action is possible. */
export function matches(item: Item, { action, filter }: Pick<BulkOperation, 'action' | 'filter'>): boolean {
  const { state, queue, workstream, channel, source, agent, createdBefore } = filter;
  return (
    (state === null ? item.state in ITEM_VERBS[VERBS[action]].to : item.state === state) &&
    (queue === null || item.queue === queue) &&
    (workstream === null || item.workstream === workstream) &&
    (channel === null || item.channel === channel) &&
    (source === null || item.source === source) &&
    (agent === null || item.agentId === agent) &&
    (createdBefore === null || item.createdAt < createdBefore)
  );
}

type ItemCommand = Extract<Command, { item: string; verb: (typeof VERBS)[BulkAction] }>;

/** What it does to one item. */
export function commandFor(
  { action, parameters, reason }: Pick<BulkOperation, 'action' | 'parameters' | 'reason'>,
  item: string,
): ItemCommand {
  const { queue, notBefore, priority } = parameters;
  switch (action) {
    case 'cancel':
    case 'release':
      return { verb: action, item, reason };
    case 'transfer':
      return { verb: 'transfer', item, queue, agent: null };
    case 'reschedule':
      return { verb: 'reschedule', item, notBefore: notBefore! };
    case 'retry':
      return { verb: 'retry', item };
    case 'set_priority':
      return { verb: 'patch', item, patch: { priority: priority! } };
  }
}
