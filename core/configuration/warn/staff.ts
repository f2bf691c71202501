import type { Configuration, Profile } from '../compiled.ts';
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

/** Everybody alike in what one workstream asks for. Where nobody is there yet: whoever may come, a profile. */
export interface Staff {
  readonly profile: Profile;
  readonly units: number;
  /** Bit `n`: meets need `n`. */
  readonly meets: bigint;
}

/** Who could take work of a channel at all, by profile. */
export function staffOf(
  configuration: Configuration,
  people: People,
  at: { channel: string; needs: readonly Need[] },
): Staff[] {
  const able = Object.entries(configuration.profiles).filter(([, one]) => takes(one, at.channel));
  if (Object.keys(people).length === 0) {
    const unknown: Traits = { skills: null, groups: null, attributes: null };
    return able.map(([, profile]) => {
      const units = Math.max(profile.capacity, profile.overrides.capacityMax ?? 0);
      return { profile, units, meets: metBy(unknown, at.needs) };
    });
  }
  const profiles = new Map(able);
  const kinds = new Map<string, Staff>();
  for (const person of Object.values(people)) {
    const profile = profiles.get(person.profile);
    if (profile === undefined) continue;
    const units = person.capacity ?? profile.capacity;
    const groups = [...person.groups, ...profile.groups];
    const meets = metBy({ skills: person.skills, groups, attributes: person.attributes ?? {} }, at.needs);
    kinds.set(`${person.profile} ${units} ${meets}`, { profile, units, meets });
  }
  return [...kinds.values()];
}

/** Whether a profile ever lets in work of a channel. */
export const takes = (profile: Profile, channel: string): boolean =>
  Object.hasOwn(profile.channels, channel) && Object.values(profile.presence).some((names) => names.includes(channel));

const metBy = (person: Traits, needs: readonly Need[]): bigint =>
  needs.reduce((bits, need, place) => (need.met(person) ? bits | (1n << BigInt(place)) : bits), 0n);
