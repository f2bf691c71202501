import { Bits } from '../../matching/bits.ts';
import type { Configuration, EscalationStep, Mode, Profile } from '../compiled.ts';
import type { Need, Traits } from './needs.ts';

/** Somebody who can be given work, as far as the warnings look. */
export interface Person {
  readonly profile: string;
  readonly groups: readonly string[];
  readonly skills: Readonly<Record<string, number>>;
  /** Units of her own; `null`: what the profile says. */
  readonly capacity: number | null;
  readonly attributes?: Readonly<Record<string, string>>;
}

export type People = Readonly<Record<string, Person>>;

interface Member {
  readonly profile: Profile;
  readonly units: number;
  readonly traits: Traits;
}

/**
 * Everybody, as sets that are worked out once for a document: who serves a queue, who has room, who meets a need. Where nobody is there
 * yet, each profile stands for whoever may come.
 */
export class Staff {
  /** Whether there is nobody at all. */
  readonly unknown: boolean;
  /** Whether anybody is off duty at times. */
  readonly hasShifts: boolean;
  private readonly shifts: readonly (string | null)[];
  private readonly members: readonly Member[];
  private readonly sets = new Map<string, Bits>();

  constructor({ profiles }: Configuration, people: People) {
    this.unknown = Object.keys(people).length === 0;
    this.members = this.unknown
      ? Object.values(profiles).map(anybody)
      : Object.values(people).flatMap((person) => {
          const profile = Object.hasOwn(profiles, person.profile) ? profiles[person.profile] : undefined;
          return profile === undefined ? [] : [member(person, profile)];
        });
    this.shifts = [...new Set(this.members.map(({ profile }) => profile.shift))];
    this.hasShifts = this.shifts.some((shift) => shift !== null);
  }

  serving(channel: string, queue: string): Bits {
    return this.set(
      `serving ${channel} ${queue}`,
      ({ profile }) => Object.hasOwn(profile.queues, queue) && takes(profile, channel),
    );
  }

  /** Who takes the channel and is let in by a step of the ladder, beside those who serve the queue. */
  admitted(channel: string, by: readonly EscalationStep['admit'][]): Bits {
    const groups = new Set(by.flatMap(({ groups }) => groups));
    const queues = new Set(by.flatMap(({ queues }) => queues));
    return this.set(
      `admitted ${channel} ${JSON.stringify([...groups])} ${JSON.stringify([...queues])}`,
      ({ profile, traits }) =>
        takes(profile, channel) &&
        (Object.keys(profile.queues).some((queue) => queues.has(queue)) ||
          (groups.size > 0 && (traits.groups === null || traits.groups.some((group) => groups.has(group))))),
    );
  }

  /** Who has room for an item of so many units in all, taking no notice of what she has in hand. */
  roomy(channel: string, units: number): Bits {
    return this.set(`roomy ${channel} ${units}`, (one) => (one.profile.channels[channel]?.cost ?? units) <= one.units);
  }

  /** To whom items of the channel come, or who may pick them. */
  given(channel: string, mode: Mode): Bits {
    return this.set(
      `given ${channel} ${mode}`,
      ({ profile }) => (profile.mode ?? mode) !== 'pick' || profile.may.pick.includes(channel),
    );
  }

  meeting({ id, met }: Need): Bits {
    return this.set(`meeting ${id}`, ({ traits }) => met(traits));
  }

  /** Whatever their channels. */
  profilesServing(queue: string): Bits {
    return this.set(`profile ${queue}`, ({ profile }) => Object.hasOwn(profile.queues, queue));
  }

  /** The calendars by which they are on duty; `null` when one of them always is. */
  shiftsOf(of: Bits): string[] | null {
    const found = this.shifts.filter((shift) =>
      this.set(`shift ${shift}`, (one) => one.profile.shift === shift).meets(of),
    );
    return found.includes(null) ? null : found.filter((shift) => shift !== null);
  }

  /** The most units that any of them has. */
  mostUnits(of: Bits): number {
    let most = 0;
    for (const slot of of) most = Math.max(most, this.members[slot]!.units);
    return most;
  }

  private set(key: string, holds: (one: Member) => boolean): Bits {
    const known = this.sets.get(key);
    if (known !== undefined) return known;
    const found = new Bits(this.members.length);
    for (const [slot, one] of this.members.entries()) if (holds(one)) found.set(slot);
    this.sets.set(key, found);
    return found;
  }
}

const anybody = (profile: Profile): Member => ({
  profile,
  units: Math.max(profile.capacity, profile.overrides.capacityMax ?? 0),
  traits: { skills: null, groups: null, attributes: null },
});

const member = (person: Person, profile: Profile): Member => ({
  profile,
  units: person.capacity ?? profile.capacity,
  traits: {
    skills: person.skills,
    groups: [...person.groups, ...profile.groups],
    attributes: person.attributes ?? {},
  },
});

/** Whether a profile ever lets in work of a channel. */
export const takes = (profile: Profile, channel: string): boolean =>
  Object.hasOwn(profile.channels, channel) && Object.values(profile.presence).some((names) => names.includes(channel));

/** Those who are in all of the sets. */
export function inAll(first: Bits, ...others: readonly Bits[]): Bits {
  const left = new Bits().copyFrom(first);
  for (const other of others) left.and(other);
  return left;
}
