import type { Agent } from '../agent.ts';
import type { Item } from '../item.ts';
import { type Refusal, refuse } from '../outcome.ts';
import type { World } from '../world.ts';

/** An agent who is not there is given nothing by hand. */
export function refuseAbsent(agent: Agent): Refusal | null {
  if (agent.intent !== 'offline' && agent.connection === 'connected') return null;
  return refuse('conflict', `Agent ${agent.id} is offline.`, {
    current: { intent: agent.intent, connection: agent.connection },
  });
}

/** Whether a named agent is there and may have this kind of item; capacity is left to the matcher. */
export function cannotTake(world: World, item: Pick<Item, 'queue' | 'channel'>, agent: Agent): Refusal | null {
  const profile = world.configuration.profiles[agent.profile];
  const who = `Agent ${agent.id}`;
  const away = refuseAbsent(agent);
  if (away !== null) return away;
  if (agent.intent === 'draining')
    return refuse('conflict', `${who} finishes what she has and takes nothing new.`, {
      current: { intent: 'draining' },
    });
  if (profile === undefined || !Object.hasOwn(profile.queues, item.queue ?? ''))
    return refuse('conflict', `${who} does not serve queue ${item.queue}.`);
  if (!Object.hasOwn(profile.channels, item.channel))
    return refuse('conflict', `${who} does not take channel ${item.channel}.`);
  return null;
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
