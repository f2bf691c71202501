import { inEnvelope } from '../../core/cloud-event.ts';
import type { TailedEvent } from '../../db/query/tail-events.ts';
import type { KeyActor } from '../authenticate.ts';
import { presentEvent } from '../present.ts';

export interface LiveFilter {
  readonly agent?: string | undefined;
  readonly queue?: string | undefined;
}

/** An agent is told of what concerns her: an offer to her, and an item for as long as she has it. */
function sees(actor: KeyActor, event: TailedEvent): boolean {
  switch (actor.role) {
    case 'channel':
      return event.item !== null && actor.source !== null && event.source === actor.source;
    case 'agent':
      return actor.agent !== null && event.agent === actor.agent;
    case 'supervisor':
      return !event.type.startsWith('key.');
    case 'ops':
      return !/^(agent|key)\./.test(event.type);
    case 'admin':
      return true;
  }
}

/** The event in its CloudEvents 1.0 envelope, or `null` where the key may not see it or did not ask for it. */
export const showTo = (actor: KeyActor, filter: LiveFilter) => (event: TailedEvent) => {
  const wanted =
    (filter.agent === undefined || event.agent === filter.agent) &&
    (filter.queue === undefined || event.queue === filter.queue);
  if (!wanted || !sees(actor, event)) return null;
  const data = presentEvent(event, actor.role);
  return inEnvelope(data, data.item ?? data.agent ?? data.queue);
};
