import type { Agent } from '../../../core/agent.ts';
import { loadsIn } from './loads.ts';
import type { Snapshot, Step } from './snapshot.ts';
import type { Report } from './violation.ts';

/** From a lapsed heartbeat (60 s) to the rule for owners who are gone (150 s). */
const GONE_AFTER_LOST_MS = 90_000;

/** Since when she has left: by her own word, or since nothing was heard of her. */
export function leftAt(agent: Agent): number {
  const lost = agent.connectivity === 'heartbeat' && agent.connection === 'lost';
  return Math.min(
    lost ? agent.connectionSince + GONE_AFTER_LOST_MS : Number.POSITIVE_INFINITY,
    agent.intent === 'offline' ? agent.intentSince : Number.POSITIVE_INFINITY,
  );
}

/** I14: nothing stays with somebody who is gone, and nobody finishes what she does not have. */
export function judgeLeaving({ now, after, events }: Step, report: Report): void {
  // Another grace counts from the next batch on.
  if (events.some(({ type }) => type === 'configuration.published')) return;
  const loads = loadsIn(after);
  for (const agent of after.agents.values())
    if (agent.intent === 'draining' && loads.get(agent.id)!.pieces === 0)
      report('I14', `agent ${agent.id} drains with empty hands`);
  for (const offer of after.offers.values())
    if (leftAt(after.agents.get(offer.agentId)!) <= now)
      report('I14', `${offer.agentId} has left and is asked for ${offer.itemId}`);
  for (const item of after.items.values()) judgeItem(after, { item, now, report });
}

function judgeItem(
  at: Snapshot,
  {
    item,
    now,
    report,
  }: { item: Snapshot['items'] extends Map<string, infer I> ? I : never; now: number; report: Report },
): void {
  const { agent: named } = item.requirements;
  if (named !== null && item.state === 'waiting' && !at.agents.has(named))
    report('I14', `item ${item.id} waits for ${named}, who is no agent`);
  const owner = at.agents.get(item.agentId ?? '');
  const left = owner === undefined || item.state !== 'assigned' ? Number.POSITIVE_INFINITY : leftAt(owner);
  const policy = at.configuration.workstreams[item.workstream];
  const due = left + (policy?.ownerGoneAfterMs ?? 0) <= now;
  const flagged = item.flags.includes('owner_gone');
  if (due && policy?.ownerGoneThen !== 'stay')
    report('I14', `item ${item.id} is with ${item.agentId}, who left at ${left}`);
  if (due && policy?.ownerGoneThen === 'stay' && !flagged)
    report('I14', `item ${item.id} stays with ${item.agentId}, who left at ${left}, and nobody is told`);
  if (flagged && left > now) report('I14', `item ${item.id} is flagged, and ${item.agentId} has not left`);
}
