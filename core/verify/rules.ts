import type { Configuration, Profile } from '../configuration/compiled.ts';
import type { Requirements } from '../item.ts';
import type { Hours } from './hours.ts';
import type { Person } from './people.ts';
import { stepsOf, type Work } from './work.ts';

/**
 * The rules of routing as the log can judge them, written from the design and not from the matcher: a rule that both share cannot
 * find the matcher wrong.
 */
export interface Scene {
  readonly configuration: Configuration;
  readonly now: number;
  readonly hours: Hours;
}

export const HELPS_LATER = 'her profile helps later';

export const profileOf = ({ configuration }: Scene, person: Person): Profile | undefined =>
  configuration.profiles[person.profile];

/** Units that an item takes of this agent: her profile may price the channel itself. */
export const priceFor = (scene: Scene, work: Work, person: Person): number =>
  profileOf(scene, person)?.channels[work.channel]?.cost ?? work.cost;

/** What would keep the agent from the item whatever she is doing and whenever, or `null`. */
export function bandOf(scene: Scene, work: Work, person: Person): string | null {
  const profile = profileOf(scene, person);
  if (profile === undefined || (profile.queues[work.queue ?? ''] === undefined && !isAdmitted(work, person, profile)))
    return 'her profile does not serve its queue';
  if (profile.channels[work.channel] === undefined) return 'her profile does not take its channel';
  if (modeFor(scene, work, profile) === 'pick' && !profile.may.pick.includes(work.channel))
    return 'she may not pick it';
  const { agent } = work.requirements;
  if (agent !== null && agent !== person.id) return 'another agent is named';
  const units = person.capacity ?? profile.capacity;
  return missing(work, person, profile) ?? (priceFor(scene, work, person) > units ? 'it is too big for her' : null);
}

/** What keeps the agent from the item for longer than a moment, or `null`. `byHand`: she takes it from the list herself. */
export function barTo(scene: Scene, work: Work, at: { person: Person; byHand: boolean }): string | null {
  const { person, byHand } = at;
  const profile = profileOf(scene, person);
  const place = profile?.queues[work.queue ?? ''];
  const admitted = profile !== undefined && isAdmitted(work, person, profile);
  if (profile === undefined || (place === undefined && !admitted)) return 'her profile does not serve its queue';
  if (profile.channels[work.channel] === undefined) return 'her profile does not take its channel';
  const away = absence(profile, work, person) ?? closed(scene, work, profile);
  if (away !== null) return away;
  if (!admitted && scene.now - (work.enqueuedAt ?? scene.now) < place!.afterMs) return HELPS_LATER;
  if (work.classifiedBy < scene.configuration.classifiedSince) return 'it has to be classified again';
  if (byHand && !profile.may.pick.includes(work.channel)) return 'her profile may not pick';
  if (!byHand && modeFor(scene, work, profile) === 'pick') return 'it is picked from the list';
  return missing(work, person, profile) ?? chosen(scene, work, person);
}

function absence(profile: Profile, work: Work, { connection, intent }: Person): string | null {
  if (connection !== 'connected') return 'her connection is lost';
  if (intent === 'offline' || !profile.presence[intent].includes(work.channel)) return `she is ${intent}`;
  return null;
}

function closed({ configuration, hours, now }: Scene, { queue }: Work, { shift }: Profile): string | null {
  if (!hours.areOpen(configuration.queues[queue!]?.hours ?? null, now)) return 'its queue is closed';
  return hours.areOpen(shift, now) ? null : 'she is off her shift';
}

export const modeFor = ({ configuration }: Scene, { workstream }: Work, { mode }: Profile): string | undefined =>
  mode ?? configuration.workstreams[workstream]?.mode;

/** By a step of a ladder, as one of a group or as one who serves another queue. */
export const isAdmitted = ({ widenings }: Work, person: Person, profile: Profile): boolean =>
  widenings.some(
    ({ groups, queues }) =>
      groups.some((group) => person.groups.includes(group) || profile.groups.includes(group)) ||
      queues.some((queue) => Object.hasOwn(profile.queues, queue)),
  );

/** Of a relaxable skill the least level that any step has left is enough. */
export function levelAsked({ widenings }: Work, skill: string, need: Requirements['skills'][string]): number {
  if (!need.relaxable) return need.level;
  return Math.min(need.level, ...widenings.map(({ relax }) => (relax === 'all' ? 0 : (relax[skill] ?? need.level))));
}

function missing(work: Work, person: Person, profile: Profile): string | null {
  const { requirements } = work;
  for (const [skill, need] of Object.entries(requirements.skills)) {
    const level = levelAsked(work, skill, need);
    if ((person.skills[skill] ?? 0) < level) return `she lacks ${skill} at level ${level}`;
  }
  for (const group of requirements.groups)
    if (!person.groups.includes(group) && !profile.groups.includes(group)) return `she is not in group ${group}`;
  for (const [name, value] of Object.entries(requirements.attributes))
    if (person.attributes[name] !== value) return `her attribute ${name} is another`;
  return null;
}

/** The named agent, and while no agent is named the preferred one, alone may have it. */
function chosen({ now }: Scene, { requirements, preferred }: Work, { id }: Person): string | null {
  if (requirements.agent !== null) return requirements.agent === id ? null : 'another agent is named';
  return preferred !== null && preferred.until > now && preferred.agent !== id ? 'another agent is preferred' : null;
}

/** How many agents may be asked for it at once. */
export const mostAsked = ({ configuration }: Scene, { workstream, widenings }: Work): number =>
  Math.max(configuration.workstreams[workstream]?.atOnce ?? 1, ...widenings.map(({ atOnce }) => atOnce));

/** Kept from her by a refusal, since she is asked already, or since she asks herself. */
export const isApart = (scene: Scene, work: Work, person: Person): boolean =>
  isBackedOff(scene, work, person) || work.held.has(person.id) || work.asker === person.id;

export const isBackedOff = ({ now }: Scene, work: Work, person: Person): boolean =>
  (work.backOffs.get(person.id) ?? Number.NEGATIVE_INFINITY) > now;

/** Whether an item may interrupt another that she has: by her profile, or whatever is asynchronous where its ladder says so. */
export function mayInterrupt(scene: Scene, work: Work, at: { person: Person; other: Work }): boolean {
  const { person, other } = at;
  if (other.state !== 'assigned') return false;
  if (profileOf(scene, person)?.channels[other.channel]?.interruptibleBy.includes(work.channel)) return true;
  const live = scene.configuration.channels[other.channel]?.live === true;
  return !live && ignores(work) && !ignores(other);
}

const ignores = ({ widenings }: Work): boolean => widenings.some((one) => one.ignoresMatrix === true);

/** Which limit of hers an item would exceed, or `null` when there is room in all of them. */
export function exceeded(scene: Scene, work: Work, person: Person): string | null {
  const profile = profileOf(scene, person);
  const cap = profile?.channels[work.channel];
  if (profile === undefined || cap === undefined) return 'channels';
  const load = loadOf(scene, work, person);
  if (load.units + priceFor(scene, work, person) > (person.capacity ?? profile.capacity)) return 'units';
  if (load.onChannel >= Math.min(cap.atMost, person.limits[work.channel] ?? cap.atMost)) return 'channel cap';
  return load.items >= profile.atMost ? 'cap of items' : null;
}

interface Load {
  readonly units: number;
  readonly items: number;
}

/** What stands in the way of an item in her hands: all that it may not interrupt, also while that is interrupted; of its own channel everything. */
function loadOf(scene: Scene, work: Work, person: Person): Load & { onChannel: number } {
  const others = heldBeside(scene, work, person);
  const standing = others.filter(({ other }) => !mayInterrupt(scene, work, { person, other }));
  return { ...sum(standing), onChannel: others.filter(({ other }) => other.channel === work.channel).length };
}

/** What she is at work on, asked for or wrapping up, beside an item: what is interrupted takes nothing of her. */
export const runningLoad = (scene: Scene, work: Work | null, person: Person): Load =>
  sum(heldBeside(scene, work, person).filter(({ other }) => other.interruptedBy === null));

const sum = (hands: readonly { units: number }[]): Load => ({
  units: hands.reduce((total, { units }) => total + units, 0),
  items: hands.length,
});

const heldBeside = (scene: Scene, work: Work | null, person: Person): { other: Work; units: number }[] =>
  [...person.hands.values()]
    .map((other) => ({ other, units: other.held.get(person.id) ?? 0 }))
    .filter(({ other, units }) => other.id !== work?.id && units > 0 && holdsUnits(scene, other));

/** Whether so much, beside what she is at work on, is more than she may have. */
export function isBeyond(scene: Scene, person: Person, { units, items }: Load): boolean {
  const profile = profileOf(scene, person);
  return units > (person.capacity ?? profile?.capacity ?? 0) || items > (profile?.atMost ?? 0);
}

export const unitsFree = (scene: Scene, work: Work, person: Person): number =>
  (person.capacity ?? profileOf(scene, person)?.capacity ?? 0) - loadOf(scene, work, person).units;

const holdsUnits = ({ configuration }: Scene, { state, workstream }: Work): boolean =>
  state !== 'wrapping_up' || configuration.workstreams[workstream]?.wrapUp?.holdsCapacity !== false;

/** By age alone: window after window, in each the newest first. */
export function standing({ enqueuedAt }: Work, windowMs: number): number {
  const at = enqueuedAt ?? 0;
  if (windowMs === 0) return at;
  const begins = Math.floor(at / windowMs) * windowMs;
  return begins + (begins + windowMs - 1 - at);
}

/** Integer milliseconds, smaller is more urgent. */
export function urgencyOf({ configuration }: Scene, work: Work): number {
  const queue = configuration.queues[work.queue ?? ''];
  return standing(work, queue?.newestFirstWithinMs ?? 0) - stepsOf(work) * (queue?.millisPerPriority ?? 0);
}

/** The same with the handicap of its queue for this agent. */
export const effectiveKey = (scene: Scene, work: Work, person: Person): number =>
  urgencyOf(scene, work) + handicap(scene, work.queue ?? '', profileOf(scene, person));

/** Whoever is only admitted comes after all who serve the queue. */
function handicap({ configuration }: Scene, queue: string, profile: Profile | undefined): number {
  const of = (one: Profile): number => ((one.queues[queue]?.rank ?? 1) - 1) * one.rankHandicapMs;
  if (profile === undefined) return 0;
  return profile.queues[queue] === undefined
    ? Math.max(0, ...Object.values(configuration.profiles).map(of))
    : of(profile);
}
