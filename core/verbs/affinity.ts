import { isFit } from '../eligibility.ts';
import { classFor } from '../indexes.ts';
import type { Item } from '../item.ts';
import { forget, lastServed, remember } from '../served.ts';
import type { World } from '../world.ts';

/** Whoever completed the item is the one who served its customer last, and nobody before her. `seq`: of the event that says so. */
export function noteServed(world: World, { workstream, agentId, payload: { customerRef } }: Item, seq: number): void {
  const { affinity } = world.configuration.workstreams[workstream]!;
  if (customerRef === null || agentId === null) return;
  if (affinity === null) forget(world, { workstream, customerRef });
  else remember(world, { workstream, customerRef, agentId, at: world.work.now, seq });
}

/** Whom an item that enters a queue prefers because she served its customer last: nobody where the work could not come to her now. */
export function affinityOf(world: World, item: Item): { agent: string; forMs: number } | null {
  const { workstream, payload, requirements, queue } = item;
  const { affinity } = world.configuration.workstreams[workstream]!;
  if (affinity === null || payload.customerRef === null || queue === null || requirements.agent !== null) return null;
  const agent = lastServed(world, { workstream, customerRef: payload.customerRef })?.agentId ?? null;
  const plain = { ...item, preferredAgent: null, preferredUntil: null };
  if (agent === null || !isFit(world, { found: classFor(world, plain), item: plain }, agent)) return null;
  return { agent, forMs: affinity.forMs };
}
