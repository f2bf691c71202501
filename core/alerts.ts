import type { Agent } from './agent.ts';
import type { Item } from './item.ts';
import { byText, itemKey } from './order.ts';
import { emit, type World } from './world.ts';

/** What an agent is told beside what happens to her items: each once for its cause, in the batch of that cause. */
export const ALERT_REASONS = ['about_to_breach', 'most_urgent', 'interrupting'] as const;
export type AlertReason = (typeof ALERT_REASONS)[number];

const alert = (world: World, agent: Agent | string, { item, reason }: { item: Item; reason: AlertReason }): void => {
  emit(world, 'agent.alerted', { agent, item, details: { reason } });
};

/** She has been given something for which she has to leave what she is at work on. */
export const alertInterrupting = (world: World, agent: Agent, item: Item): void =>
  alert(world, agent, { item, reason: 'interrupting' });

/** Who has the item in her hands, or is asked for it. */
const handsWith = ({ holders }: World, { id }: Item): readonly string[] => holders.get(id) ?? [];

/** Of those who have it in their hands, whose most urgent work it is. */
export const leadsFor = (world: World, item: Item): string[] =>
  handsWith(world, item).filter((agent) => leads(world, agent, item));

function leads({ holdings, items, configuration }: World, agent: string, item: Item): boolean {
  const key = itemKey(configuration, item) ?? 0;
  for (const { item: id, kind } of holdings.get(agent)!.values()) {
    if (id === item.id || kind === 'wrappingUp') continue;
    const other = itemKey(configuration, items.get(id)!) ?? 0;
    if (other < key || (other === key && byText(id, item.id) < 0)) return false;
  }
  return true;
}

/** A target of the item has warned or was missed. `led`: for whom it was the most urgent before; whoever has paused it is told of a warning too. */
export function alertOfTarget(world: World, item: Item, at: { warned: boolean; led: readonly string[] }): void {
  const owner = item.state === 'paused' && item.agentId !== null ? [item.agentId] : [];
  if (at.warned)
    for (const agent of [...handsWith(world, item), ...owner]) alert(world, agent, { item, reason: 'about_to_breach' });
  for (const agent of leadsFor(world, item))
    if (!at.led.includes(agent)) alert(world, agent, { item, reason: 'most_urgent' });
}
