import type { Intent } from '../agent.ts';
import type { LoggedEvent } from './violation.ts';
import type { Work } from './work.ts';

/** An agent as the log tells of her. */
export interface Person {
  readonly id: string;
  profile: string;
  groups: readonly string[];
  skills: Readonly<Record<string, number>>;
  attributes: Readonly<Record<string, string>>;
  capacity: number | null;
  limits: Readonly<Record<string, number>>;
  connectivity: string;
  intent: Intent;
  intentSince: number;
  connection: 'connected' | 'lost';
  connectionSince: number;
  /** The waiting item that she was last kept free for. */
  keptFor: string | null;
  /** Whether nothing can have ended that without an event: an hour that closed does. */
  surelyKept: boolean;
  readonly hands: Map<string, Work>;
}

/** From a lapsed heartbeat (60 s) to the rule for owners who are gone (150 s). */
const GONE_AFTER_LOST_MS = 90_000;

/** Since when she has left: by her own word, or since nothing was heard of her; `null` while she is here. */
export function leftAt({ connectivity, connection, connectionSince, intent, intentSince }: Person): number | null {
  const lapsed = connectivity !== 'assumed' && connection === 'lost' ? [connectionSince + GONE_AFTER_LOST_MS] : [];
  const left = intent === 'offline' ? [intentSince] : [];
  return lapsed.length + left.length === 0 ? null : Math.min(...lapsed, ...left);
}

type Input = Pick<Person, 'profile' | 'groups' | 'skills' | 'attributes' | 'capacity' | 'limits' | 'connectivity'>;

function inputOf(details: LoggedEvent['details']): Input {
  const { profile, groups, skills, attributes, capacity, limits, connectivity } = details as unknown as Input;
  return { profile, groups, skills, attributes: attributes ?? {}, capacity, limits: limits ?? {}, connectivity };
}

export function addedBy({ agent, at, details }: LoggedEvent): Person {
  const input = inputOf(details);
  return {
    id: agent!,
    ...input,
    intent: 'offline',
    intentSince: at,
    connection: input.connectivity === 'assumed' ? 'connected' : 'lost',
    connectionSince: at,
    keptFor: null,
    surelyKept: false,
    hands: new Map(),
  };
}

/** What one event makes of an agent; says whether it was about her. */
export function become(person: Person, { type, at, details }: LoggedEvent): boolean {
  switch (type) {
    case 'agent.changed': {
      const input = inputOf(details);
      const appears = input.connectivity === 'assumed' && person.connectivity !== 'assumed';
      Object.assign(person, input, appears ? { connection: 'connected', connectionSince: at } : {});
      break;
    }
    case 'agent.intent_changed':
      if (person.intent !== details['to']) person.intentSince = at;
      person.intent = details['to'] as Intent;
      break;
    case 'agent.connection_lost':
      Object.assign(person, { connection: 'lost', connectionSince: at });
      break;
    case 'agent.connection_returned':
      Object.assign(person, { connection: 'connected', connectionSince: at });
      break;
    default:
      return false;
  }
  person.keptFor = null;
  return true;
}
