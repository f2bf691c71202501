import type { Agent } from '../agent.ts';
import { isAsker } from '../consult.ts';
import { firstLasting } from '../eligibility.ts';
import { classFor } from '../indexes.ts';
import type { Item } from '../item.ts';
import type { Condition } from '../matching/shelf.ts';
import { type Refusal, refuse } from '../outcome.ts';
import type { World } from '../world.ts';

/** An agent who is not there is given nothing by hand. */
export function refuseAbsent(agent: Agent): Refusal | null {
  if (agent.intent !== 'offline' && agent.connection === 'connected') return null;
  return refuse('conflict', `Agent ${agent.id} is offline.`, {
    current: { intent: agent.intent, connection: agent.connection },
  });
}

/** Nobody advises herself. */
export const refuseAsker = (world: World, item: Item, { id }: Agent): Refusal | null =>
  isAsker(world, item, id) ? refuse('conflict', `Agent ${id} has asked for consult ${item.id} herself.`) : null;

/**
 * Whether an agent who is to be named is there and may have the item in its queue: the refusal says what she fails. Room is left to the
 * matcher. Named without that she would be waited for in vain.
 */
export function cannotTake(world: World, item: Item, agent: Agent): Refusal | null {
  const away = refuseAbsent(agent) ?? refuseAsker(world, item, agent);
  if (away !== null) return away;
  if (agent.intent === 'draining')
    return refuse('conflict', `Agent ${agent.id} finishes what she has and takes nothing new.`, {
      current: { intent: 'draining' },
    });
  const asked = { ...item, preferredAgent: null, requirements: { ...item.requirements, agent: null } };
  const failed = firstLasting(world, { found: classFor(world, asked), item: asked }, agent.id);
  if (failed === null) return null;
  const { reason, skill, needs, group, attribute } = failed;
  return refuse(
    'conflict',
    `Agent ${agent.id} ${lack(item, failed)}. A supervisor may assign it to her all the same.`,
    {
      current: {
        reason,
        ...(skill === undefined ? {} : { skill, needs }),
        ...(group && { group }),
        ...(attribute && { attribute }),
      },
    },
  );
}

function lack({ queue, channel }: Item, { reason, skill, needs, group, attribute }: Condition): string {
  switch (reason) {
    case 'channel_not_allowed':
      return `does not take channel ${channel}`;
    case 'skill':
      return `lacks ${skill} at level ${needs}`;
    case 'group':
      return `is not in group ${group}`;
    case 'attribute':
      return `has another ${attribute} than it asks for`;
    default:
      return `does not serve queue ${queue}`;
  }
}

/** Whether work of this kind comes to her at all as things are now, room apart: presence, shift, queue and channel. */
export function isReached(
  { roster }: World,
  { queue, channel }: Pick<Item, 'queue' | 'channel'>,
  { id }: Agent,
): boolean {
  const slot = roster.slotOf(id);
  const needed = ['present', 'on_duty', `intent:${channel}`, `queue:${queue}`, `channel:${channel}`];
  return slot >= 0 && needed.every((name) => roster.bits(name).has(slot));
}
