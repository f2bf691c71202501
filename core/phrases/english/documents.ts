import type { Change } from '../../configuration/diff/change.ts';
import { SINGULAR } from '../../configuration/place.ts';
import type { Asked, Phrases, SimulatedField } from '../told.ts';
import { asks } from './asked.ts';
import { counted, list, lower, names, upper, value } from './words.ts';

type Say = (names: readonly string[], change: Change) => string;

/** What administrators ask about most, in their words; `*` stands for a name. The first that fits is used. */
const CHANGES: readonly (readonly [pattern: string, say: Say])[] = [
  ['profiles/*/channels/*', ([profile, channel], change) => mayTake(profile!, channel!, change)],
  [
    'profiles/*/channels/*/atMost',
    ([profile, channel], { before, after }) =>
      `Profile ${profile} may take ${after ?? 'any number of'} ${channel} at once${before === undefined ? '' : `, ${before} before`}.`,
  ],
  ['profiles/*/queues/*', ([profile, queue], change) => serves(profile!, queue!, change)],
  [
    'profiles/*/capacity',
    ([profile], { before, after }) => `Agents of profile ${profile} have ${after} units, ${before} before.`,
  ],
  ['profiles/*/groups/*', ([profile, group], { kind }) => `Profile ${profile} is ${now(kind)} in group ${group}.`],
  ['profiles/*/may/pick/*', ([profile, channel], { kind }) => `Profile ${profile} may ${now(kind)} pick ${channel}.`],
  [
    'profiles/*/may/transferTo/*',
    ([profile, queue], { kind }) => `Profile ${profile} may ${now(kind)} transfer to queue ${queue}.`,
  ],
  [
    'profiles/*/may/*',
    ([profile, what], { after }) => `Profile ${profile} may ${after === false ? 'no longer' : 'now'} ${what}.`,
  ],
  ['profiles/*/shift', ([profile], change) => `The shift of profile ${profile} is ${fromTo(change, 'none')}.`],
  ['queues/*/hours', ([queue], change) => `The hours of queue ${queue} are ${fromTo(change, 'always')}.`],
  [
    'workstreams/*/classify/*/*',
    ([name, ruleset, place], change) => ofRuleset(name!, ruleset!, { place: place!, change }),
  ],
  [
    'workstreams/*/classify/*/*/*',
    ([name, ruleset, place], change) => ofRuleset(name!, ruleset!, { place: place!, change }),
  ],
  ['workstreams/*/queue/*', ([name, place], change) => ofQueueRules(name!, place!, change)],
  ['workstreams/*/queue/*/*', ([name, place], change) => ofQueueRules(name!, place!, change)],
];

/** By a phrase of its own where there is one, else by its place and both values. */
function said(change: Change): string {
  for (const [pattern, say] of CHANGES) {
    const found = namesIn(pattern, change.path);
    if (found !== null) return say(found, change);
  }
  return general(change);
}

function namesIn(pattern: string, path: readonly string[]): string[] | null {
  const parts = pattern.split('/');
  if (parts.length !== path.length) return null;
  const found: string[] = [];
  for (const [place, part] of parts.entries()) {
    if (part === '*') found.push(path[place]!);
    else if (part !== path[place]) return null;
  }
  return found;
}

const now = (kind: Change['kind']): string => (kind === 'removed' ? 'no longer' : 'now');

const setting = (of: unknown, key: string): unknown =>
  typeof of === 'object' && of !== null && Object.hasOwn(of, key) ? (of as Record<string, unknown>)[key] : undefined;

function mayTake(profile: string, channel: string, { kind, after }: Change): string {
  if (kind === 'removed') return `Profile ${profile} may no longer take ${channel}.`;
  return `Profile ${profile} may now take ${channel}, ${setting(after, 'atMost') ?? 'any number'} at once.`;
}

function serves(profile: string, queue: string, { kind, after }: Change): string {
  if (kind === 'removed') return `Profile ${profile} no longer serves queue ${queue}.`;
  const rank = setting(after, 'rank');
  const delay = setting(after, 'after');
  const how = [
    ...(rank === undefined ? [] : [`rank ${rank}`]),
    ...(delay === undefined ? [] : [`after ${String(delay)}`]),
  ];
  return `Profile ${profile} now serves queue ${queue}${how.length === 0 ? '' : `, ${how.join(', ')}`}.`;
}

const ofRuleset = (workstream: string, ruleset: string, { place, change }: { place: string; change: Change }): string =>
  ruleChange(`ruleset ${ruleset} of workstream ${workstream}`, place, change);

const ofQueueRules = (workstream: string, place: string, change: Change): string =>
  ruleChange(`the queue rules of workstream ${workstream}`, place, change);

function ruleChange(where: string, place: string, { kind, before, after, path }: Change): string {
  const rule = `Rule ${Number(place) + 1} of ${where}`;
  const inside = path.at(-1) === place ? '' : ` (${path.at(-1)})`;
  if (inside === '' && kind === 'added') return `${rule} is new: ${value(after)}.`;
  if (inside === '' && kind === 'removed') return `${rule} is gone: it was ${value(before)}.`;
  return `${rule}${inside} is now ${value(after)}; it was ${value(before)}.`;
}

const fromTo = ({ before, after }: Change, none: string): string =>
  `${value(after ?? none)}, ${value(before ?? none)} before`;

function general({ path, kind, before, after }: Change): string {
  const [section, name, ...rest] = path;
  const owner = section === undefined ? 'The document' : placeOf(section, name);
  const whole = rest.length === 0;
  const subject = whole ? owner : upper(`${[...rest].reverse().join(' of ')} of ${lower(owner)}`);
  if (kind === 'added') return whole ? `${subject} is new.` : `${subject} is now ${value(after)}.`;
  if (kind === 'removed')
    return whole ? `${subject} is gone.` : `${subject} is no longer set; it was ${value(before)}.`;
  return `${subject} is now ${value(after)}; it was ${value(before)}.`;
}

function placeOf(section: string, name: string | undefined): string {
  const kind = Object.hasOwn(SINGULAR, section) ? SINGULAR[section]! : null;
  if (name === undefined) return `Section ${section}`;
  return kind === null ? `${upper(name)} of the ${section}` : `${upper(kind)} ${name}`;
}

const FIELDS: Readonly<Record<SimulatedField, string>> = {
  workstream: 'another workstream',
  queue: 'another queue',
  priority: 'another priority',
  cost: 'another cost',
  requirements: 'other requirements',
  overflow: 'another way out of a closed queue',
};

function moved(verb: string, known: readonly string[], count: number): string[] {
  return count === 0 ? [] : [`${names(known, count, 3)} ${verb}`];
}

function taken(as: string | number | Asked | null): string {
  if (as === null) return 'none';
  return typeof as === 'object' ? list(asks(as)) || 'nothing asked for' : String(as);
}

const agents = (count: number): string => (count === 0 ? 'nobody' : counted(count, 'agent'));

type OfSimulations = Pick<Phrases, Extract<keyof Phrases, `simulation.${string}`>>;
const SIMULATIONS: OfSimulations = {
  'simulation.head': ({ items, changed, version, complete }) =>
    `Of the last ${counted(items, 'item')}, ${changed} would be otherwise than by version ${version}.${complete ? '' : ' There was not enough time for more items.'}`,
  'simulation.field': ({ field, count }) => `${counted(count, 'item')} would have ${FIELDS[field]}.`,
  'simulation.example': ({ item, before, after }) => `${item}: ${taken(after)}, ${taken(before)} before.`,
  'simulation.eligible': ({ count, nobody }) =>
    `${counted(count, 'item')} could be taken by other agents than before${nobody === 0 ? '' : `, ${nobody} of them by nobody`}.`,
  'simulation.eligible_example': ({ item, before, after, gained, gainedCount, lost, lostCount }) => {
    const who = [...moved('could too', gained, gainedCount), ...moved('no longer could', lost, lostCount)];
    return `${item}: ${agents(after)} could take it, ${agents(before)} before; ${list(who)}.`;
  },
  'simulation.unplaced': ({ count }) => `${counted(count, 'item')} could not be placed.`,
  'simulation.unplaced_example': ({ item, reason }) => `${item}: ${reason}`,
  'simulation.no_queue': () => 'No rule leads to a queue.',
  'simulation.no_workstream': ({ channel }) => `No workstream of channel ${channel} would take it in.`,
  'simulation.several_workstreams': ({ channel, workstreams }) =>
    `Channel ${channel} would have several workstreams for it: ${list(workstreams)}.`,
  'simulation.gone': ({ kind, name }) =>
    kind === 'workstream' ? `Workstream ${name} is not there.` : `It asks for ${kind} ${name}, which is not there.`,
  'simulation.no_level': ({ skill, level }) => `It asks for level ${level} of skill ${skill}, which is not there.`,
};

export const DOCUMENT_PHRASES = { ...SIMULATIONS, 'diff.change': ({ change }: { change: Change }) => said(change) };
