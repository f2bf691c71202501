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
  connection: 'connected' | 'lost';
  connectionSince: number;
  /** The waiting item that she was last kept free for. */
  keptFor: string | null;
  /** Whether nothing can have ended that without an event: an hour that closed does. */
  surelyKept: boolean;
  readonly hands: Map<string, Work>;
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
