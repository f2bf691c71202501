import type { Agent } from '../agent.ts';
import { isOpen } from '../calendar/calendar.ts';
import type { Holding } from '../capacity.ts';
import type { Profile } from '../configuration/compiled.ts';
import { classFor } from '../indexes.ts';
import { Roster } from '../matching/roster.ts';
import type { World } from '../world.ts';
import type { Remedy } from './remedy.ts';

/** One agent as she would be, and when. */
interface Otherwise {
  readonly agent: Agent;
  readonly profile: Profile;
  readonly hands: ReadonlyMap<string, Holding>;
  readonly now: number;
}

/**
 * The world as one agent would meet it if some things were otherwise: what waits is the same, and she alone is there. The matcher may be
 * asked of it; nothing may be done to it. `null` where her profile is gone.
 */
export function aloneWith(world: World, agent: Agent, remedies: readonly Remedy[]): World | null {
  const profile = world.configuration.profiles[agent.profile];
  if (profile === undefined) return null;
  const hands = world.holdings.get(agent.id) ?? new Map<string, Holding>();
  const now: Otherwise = { agent, profile, hands, now: world.work.now };
  return alone(
    world,
    remedies.reduce((so, remedy) => ({ ...so, ...otherwise(so, remedy) }), now),
  );
}

function otherwise({ agent, profile, hands }: Otherwise, remedy: Remedy): Partial<Otherwise> {
  switch (remedy.kind) {
    case 'available':
      return { agent: { ...agent, intent: 'available', connection: 'connected' } };
    case 'connected':
      return { agent: { ...agent, connection: 'connected' } };
    case 'time':
      return { now: remedy.at };
    case 'empty_hands':
      return { hands: new Map() };
    case 'less':
      return { hands: new Map([...hands].filter(([item]) => !remedy.holding.includes(item))) };
    case 'not_kept':
      return { agent: { ...agent, keptFor: null } };
    case 'capacity':
      return { agent: { ...agent, capacity: remedy.units } };
    case 'skill':
      return { agent: { ...agent, skills: { ...agent.skills, [remedy.skill]: remedy.level } } };
    case 'group':
      return { agent: { ...agent, groups: [...agent.groups, remedy.group] } };
    case 'attribute':
      return { agent: { ...agent, attributes: { ...agent.attributes, [remedy.attribute]: remedy.value } } };
    default:
      return { profile: otherProfile(profile, remedy) };
  }
}

function otherProfile(profile: Profile, remedy: Extract<Remedy, { kind: 'offered' | 'channel' | 'queue' }>): Profile {
  const { presence, queues } = profile;
  switch (remedy.kind) {
    case 'offered':
      return { ...profile, mode: 'offer' };
    case 'queue':
      return { ...profile, queues: { ...queues, [remedy.queue]: { rank: 1, afterMs: 0 } } };
    case 'channel':
      return {
        ...takingChannel(profile, remedy.channel),
        presence: { ...presence, available: [...presence.available, remedy.channel] },
      };
  }
}

/** The profile as it would be if it took a channel, as many at once as of all. */
export const takingChannel = (profile: Profile, channel: string): Profile => ({
  ...profile,
  channels: { [channel]: { atMost: profile.atMost, cost: null, interruptibleBy: [] }, ...profile.channels },
});

function alone(world: World, { agent, profile, hands, now }: Otherwise): World {
  const { configuration } = world;
  const other: World = {
    ...world,
    configuration: { ...configuration, profiles: { ...configuration.profiles, [agent.profile]: profile } },
    roster: new Roster(),
    agents: new Map([[agent.id, agent]]),
    holdings: new Map([[agent.id, new Map(hands)]]),
    keptBy: new Map(agent.keptFor === null ? [] : [[agent.keptFor, agent.id]]),
    work: { ...world.work, now, upTo: now },
  };
  for (const [name, calendar] of Object.entries(configuration.calendars)) {
    const open = now === world.work.now ? world.roster.isOpen(name) : isOpen(calendar, now);
    if (open) other.roster.setCalendar(name, true);
  }
  other.roster.put(agent, other.configuration);
  other.roster.setRoom(agent, other.configuration, hands);
  other.shelf = world.shelf.remade((found) => {
    const made = classFor(other, found.items.first()!);
    return { ...made, name: found.name, items: found.items };
  });
  return other;
}
