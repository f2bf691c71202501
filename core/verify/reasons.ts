import type { Requirements } from '../item.ts';
import type { Person } from './people.ts';
import type { Replay } from './replay.ts';
import {
  exceeded,
  isAdmitted,
  isBackedOff,
  levelAsked,
  modeFor,
  priceFor,
  profileOf,
  type Scene,
  unitsFree,
} from './rules.ts';
import type { LoggedEvent, Report } from './violation.ts';
import type { Work } from './work.ts';

/** Whom one condition ruled out first, as an offer recorded it or as the log tells. */
interface Group {
  readonly reason: string;
  readonly count: number;
  readonly agents: readonly string[];
  readonly [detail: string]: unknown;
}

/** The first condition that an agent fails, in the documented order. */
type Failed = Readonly<Record<string, unknown>> & { readonly reason: string };

const NAMES = 20;
/** Looks at agents for each event of the log, so that the work grows with the log, whatever the number of agents. */
const LOOKS_PER_EVENT = 50;

/**
 * Derives again from the log whom an offer passed over and why, and holds it against what the offer recorded. Who was kept free follows
 * from hours that close without an event too; of them only that nothing else ruled them out is judged.
 */
export class Reasons {
  judged = 0;
  /** Where agents were too many for the length of the log. */
  passedOver = 0;
  private looks = 0;
  private readonly replay: Replay;
  private readonly report: Report;

  constructor(replay: Replay, report: Report) {
    this.replay = replay;
    this.report = report;
  }

  /** Before the event is followed. */
  judge(event: LoggedEvent): void {
    this.looks += LOOKS_PER_EVENT;
    const recorded = event.details['ruledOut'] as readonly Group[] | undefined;
    // Whom a person chose is explained by who chose.
    if (event.type !== 'offer.made' || event.details['byHand'] === true || recorded === undefined) return;
    const work = this.replay.works.get(event.item ?? '');
    const { scene, people } = this.replay;
    if (work === undefined || !work.known || scene === null) return;
    if (people.size > this.looks) {
      this.passedOver += 1;
      return;
    }
    this.looks -= people.size;
    this.judged += 1;
    this.compare(event, recorded, derived([...people.values()], scene, work));
  }

  private compare({ item, seq, agent, details }: LoggedEvent, recorded: readonly Group[], found: Derived): void {
    const what = `The reasons of ${item} at seq ${seq}`;
    const { size } = this.replay.people;
    if (details['considered'] !== size)
      this.report('I9', `${what} count ${details['considered']} agents, not ${size}.`);
    const kept = recorded.filter(({ reason }) => reason === 'kept_free');
    const others = recorded.filter(({ reason }) => reason !== 'kept_free');
    const [said, told] = [textsOf(others), textsOf(found.groups)];
    for (const text of said) if (!told.has(text)) this.report('I9', `${what} say ${text}, which the log does not.`);
    for (const text of told) if (!said.has(text)) this.report('I9', `${what} do not say ${text}, which the log does.`);
    for (const { agents } of kept)
      for (const id of agents)
        if (id === agent || !found.passing.has(id)) this.report('I9', `${what} say that ${id} was kept free.`);
  }
}

interface Derived {
  readonly groups: readonly Group[];
  /** Whom nothing rules out but that they may be kept free. */
  readonly passing: ReadonlySet<string>;
}

function derived(people: Person[], scene: Scene, work: Work): Derived {
  const groups = new Map<string, Group>();
  const passing = new Set<string>();
  for (const person of people.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const failed = firstFailed(scene, work, person);
    if (failed === null) {
      passing.add(person.id);
      continue;
    }
    const missing = failed.reason === 'full' ? missingUnits(scene, work, person) : null;
    const key = JSON.stringify(failed);
    const group = groups.get(key) ?? { ...failed, count: 0, agents: [] };
    groups.set(key, {
      ...group,
      count: group.count + 1,
      agents: group.agents.length < NAMES ? [...group.agents, person.id] : group.agents,
      ...(missing === null ? {} : { missingUnits: Math.min(missing, Number(group['missingUnits'] ?? missing)) }),
    });
  }
  return { groups: [...groups.values()], passing };
}

const missingUnits = (scene: Scene, work: Work, person: Person): number =>
  Math.max(0, priceFor(scene, work, person) - unitsFree(scene, another(work), person));

const textsOf = (groups: readonly Group[]): Set<string> =>
  new Set(groups.map((group) => JSON.stringify(Object.entries(group).sort(([a], [b]) => (a < b ? -1 : 1)))));

function firstFailed(scene: Scene, work: Work, person: Person): Failed | null {
  return (
    atDesk(work, person, scene) ??
    inTime(scene, work, person) ??
    lacking(work, person, scene) ??
    alone(scene, work, person) ??
    (exceeded(scene, another(work), person) === null ? null : { reason: 'full', channel: work.channel }) ??
    (work.asker === person.id ? { reason: 'asker' } : null) ??
    (isBackedOff(scene, work, person) ? { reason: 'back_off' } : null) ??
    (work.held.has(person.id) ? { reason: 'asked' } : null)
  );
}

/** Of its kind: what she has been asked for already takes its room too. */
const another = (work: Work): Work => ({ ...work, id: '' });

function atDesk(work: Work, person: Person, scene: Scene): Failed | null {
  const profile = profileOf(scene, person);
  if (person.connection !== 'connected' || person.intent === 'offline') return { reason: 'offline' };
  if (!profile?.presence[person.intent].includes(work.channel)) return { reason: 'intent' };
  const serves = profile.queues[work.queue ?? ''] !== undefined;
  if (!serves && !isAdmitted(work, person, profile)) return { reason: 'not_in_queue' };
  return profile.channels[work.channel] === undefined ? { reason: 'channel_not_allowed' } : null;
}

function inTime(scene: Scene, work: Work, person: Person): Failed | null {
  const { configuration, hours, now } = scene;
  const profile = profileOf(scene, person)!;
  const after = profile.queues[work.queue ?? '']?.afterMs ?? 0;
  if (!isAdmitted(work, person, profile) && now - (work.enqueuedAt ?? now) < after) return { reason: 'delay' };
  if (!hours.areOpen(configuration.queues[work.queue!]?.hours ?? null, now)) return { reason: 'hours', of: 'queue' };
  return hours.areOpen(profile.shift, now) ? null : { reason: 'hours', of: 'shift' };
}

function lacking(work: Work, person: Person, scene: Scene): Failed | null {
  const { skills, groups, attributes }: Requirements = work.requirements;
  const profile = profileOf(scene, person)!;
  for (const skill of Object.keys(skills).sort()) {
    const needs = levelAsked(work, skill, skills[skill]!);
    if ((person.skills[skill] ?? 0) < needs) return { reason: 'skill', skill, needs };
  }
  for (const group of groups)
    if (!person.groups.includes(group) && !profile.groups.includes(group)) return { reason: 'group', group };
  for (const [attribute, value] of Object.entries(attributes))
    if (person.attributes[attribute] !== value) return { reason: 'attribute', attribute };
  return modeFor(scene, work, profile) === 'pick' ? { reason: 'pick_only' } : null;
}

function alone({ now }: Scene, { requirements, preferred }: Work, { id }: Person): Failed | null {
  if (requirements.agent !== null) return requirements.agent === id ? null : { reason: 'named_agent' };
  const waits = preferred !== null && preferred.until > now && preferred.agent !== id;
  return waits ? { reason: 'preferred_agent' } : null;
}
