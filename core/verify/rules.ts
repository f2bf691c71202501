import type { Configuration, Profile } from '../configuration/compiled.ts';
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

/** What keeps the agent from the item for longer than a moment, or `null`. `byHand`: she takes it from the list herself. */
export function barTo(scene: Scene, work: Work, at: { person: Person; byHand: boolean }): string | null {
  const { person, byHand } = at;
  const profile = profileOf(scene, person);
  const place = profile?.queues[work.queue ?? ''];
  if (profile === undefined || place === undefined) return 'her profile does not serve its queue';
  if (profile.channels[work.channel] === undefined) return 'her profile does not take its channel';
  const away = absence(profile, work, person) ?? closed(scene, work, profile);
  if (away !== null) return away;
  if (scene.now - (work.enqueuedAt ?? scene.now) < place.afterMs) return HELPS_LATER;
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

const modeFor = ({ configuration }: Scene, { workstream }: Work, { mode }: Profile): string | undefined =>
  mode ?? configuration.workstreams[workstream]?.mode;

function missing({ requirements, relaxed }: Work, person: Person, profile: Profile): string | null {
  for (const [skill, need] of Object.entries(requirements.skills)) {
    if (relaxed && need.relaxable) continue;
    if ((person.skills[skill] ?? 0) < need.level) return `she lacks ${skill} at level ${need.level}`;
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

export const isBackedOff = ({ now }: Scene, work: Work, person: Person): boolean =>
  (work.backOffs.get(person.id) ?? Number.NEGATIVE_INFINITY) > now;

/** Which limit of hers an item would exceed, or `null` when there is room in all of them. */
export function exceeded(scene: Scene, work: Work, person: Person): string | null {
  const profile = profileOf(scene, person);
  const cap = profile?.channels[work.channel];
  if (profile === undefined || cap === undefined) return 'channels';
  const load = { units: 0, items: 0, onChannel: 0 };
  for (const held of person.hands.values()) {
    if (held.id === work.id || held.units === 0 || !holdsUnits(scene, held)) continue;
    load.units += held.units;
    load.items += 1;
    if (held.channel === work.channel) load.onChannel += 1;
  }
  if (load.units + priceFor(scene, work, person) > (person.capacity ?? profile.capacity)) return 'units';
  if (load.onChannel >= Math.min(cap.atMost, person.limits[work.channel] ?? cap.atMost)) return 'channel cap';
  return load.items >= profile.atMost ? 'cap of items' : null;
}

const holdsUnits = ({ configuration }: Scene, { state, workstream }: Work): boolean =>
  state !== 'wrapping_up' || configuration.workstreams[workstream]?.wrapUp?.holdsCapacity !== false;

/** By age alone: window after window, in each the newest first. */
export function standing({ enqueuedAt }: Work, windowMs: number): number {
  const at = enqueuedAt ?? 0;
  if (windowMs === 0) return at;
  const begins = Math.floor(at / windowMs) * windowMs;
  return begins + (begins + windowMs - 1 - at);
}

/** Integer milliseconds, smaller is more urgent: the key of the item with the handicap of its queue for this agent. */
export function effectiveKey(scene: Scene, work: Work, person: Person): number {
  const { queues } = scene.configuration;
  const profile = profileOf(scene, person);
  const rank = profile?.queues[work.queue ?? '']?.rank ?? 1;
  const urgency = stepsOf(work) * (queues[work.queue ?? '']?.millisPerPriority ?? 0);
  return (
    standing(work, queues[work.queue ?? '']?.newestFirstWithinMs ?? 0) -
    urgency +
    (rank - 1) * (profile?.rankHandicapMs ?? 0)
  );
}
