import type { Verb } from '../../../../core/command.ts';
import type { Event, EventType } from '../../../../core/event.ts';
import { LEAST_COMMANDS, LEAST_EVENTS, LEAST_KINDS } from './least.ts';

export interface Counted {
  readonly commands: Readonly<Partial<Record<Verb, number>>>;
  readonly events: Readonly<Partial<Record<EventType, number>>>;
  /** What two events of one type differ in: what follows from overflow, what came of a call, whom an item prefers. */
  readonly kinds: Readonly<Record<string, number>>;
}

/** What happened in a year, by kind. */
export class Census implements Omit<Counted, 'commands'> {
  readonly events: Partial<Record<EventType, number>> = {};
  readonly kinds: Record<string, number> = {};

  count(event: Event): void {
    this.events[event.type] = (this.events[event.type] ?? 0) + 1;
    if (event.cause.startsWith('deadline:')) {
      const kind = `${event.cause} by ${event.actor.replace(/:.*/, '')}`;
      this.kinds[kind] = (this.kinds[kind] ?? 0) + 1;
    }
    for (const kind of kindsOf(event)) this.kinds[kind] = (this.kinds[kind] ?? 0) + 1;
  }
}

function kindsOf({ type, details }: Event): string[] {
  const preferred = details.preferred as { servedLast?: boolean } | null | undefined;
  return [...differing(type, details), ...(preferred?.servedLast ? ['served last'] : [])];
}

function differing(type: EventType, details: Event['details']): string[] {
  switch (type) {
    case 'item.overflowed':
    case 'item.callback_offered': {
      const { when, then } = details as Record<'when' | 'then', { kind: string }>;
      return [`${when.kind} → ${then.kind}`];
    }
    case 'item.attempted':
      return [`${details.outcome}${'notBefore' in details ? ', again' : ''}`];
    case 'bulk.started':
      return [`bulk ${details.action}`];
    case 'item.wrap_up_ended':
      return [`wrap-up ended by ${details.by}${'missing' in details ? ' without outcome' : ''}`];
    case 'item.created':
      return [...('follows' in details ? ['follow-up'] : []), ...('callback' in details ? ['call-back'] : [])];
    case 'agent.intent_changed':
      return [`${details.from} → ${details.to}`];
    case 'agent.alerted':
      return [`alerted: ${details.reason}`];
    default:
      return [];
  }
}
/** What happened less often than it has to, in sentences. */
export function rare({ commands, events, kinds }: Counted): string[] {
  const short = (counts: Readonly<Record<string, number | undefined>>, least: Readonly<Record<string, number>>) =>
    Object.entries(least).flatMap(([name, atLeast]) =>
      (counts[name] ?? 0) >= atLeast ? [] : [`${name}: ${counts[name] ?? 0} times, not ${atLeast}`],
    );
  return [...short(commands, LEAST_COMMANDS), ...short(events, LEAST_EVENTS), ...short(kinds, LEAST_KINDS)];
}
