import { SINGULAR } from '../place.ts';

/** One change, before it is put in words. */
export interface Change {
  readonly path: readonly string[];
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before: unknown;
  readonly after: unknown;
}

type Say = (names: readonly string[], change: Change) => string;

/** What administrators ask about most, in their words; `*` stands for a name. The first that fits is used. */
const PHRASES: readonly (readonly [pattern: string, say: Say])[] = [
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
    ([workstream, ruleset, place], change) =>
      ruleChange(`ruleset ${ruleset} of workstream ${workstream}`, place!, change),
  ],
  [
    'workstreams/*/classify/*/*/*',
    ([workstream, ruleset, place], change) =>
      ruleChange(`ruleset ${ruleset} of workstream ${workstream}`, place!, change),
  ],
  [
    'workstreams/*/queue/*',
    ([workstream, place], change) => ruleChange(`the queue rules of workstream ${workstream}`, place!, change),
  ],
  [
    'workstreams/*/queue/*/*',
    ([workstream, place], change) => ruleChange(`the queue rules of workstream ${workstream}`, place!, change),
  ],
];

/** A change in one sentence: by a phrase of its own where there is one, else by its place and both values. */
export function sayChange(change: Change): string {
  for (const [pattern, say] of PHRASES) {
    const names = namesIn(pattern, change.path);
    if (names !== null) return say(names, change);
  }
  return general(change);
}

function namesIn(pattern: string, path: readonly string[]): string[] | null {
  const parts = pattern.split('/');
  if (parts.length !== path.length) return null;
  const names: string[] = [];
  for (const [place, part] of parts.entries()) {
    if (part === '*') names.push(path[place]!);
    else if (part !== path[place]) return null;
  }
  return names;
}

const now = (kind: Change['kind']): string => (kind === 'removed' ? 'no longer' : 'now');

const setting = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;

function mayTake(profile: string, channel: string, { kind, after }: Change): string {
  if (kind === 'removed') return `Profile ${profile} may no longer take ${channel}.`;
  const most = setting(after, 'atMost');
  return `Profile ${profile} may now take ${channel}, ${most ?? 'any number'} at once.`;
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

function ruleChange(where: string, place: string, { kind, before, after, path }: Change): string {
  const rule = `Rule ${Number(place) + 1} of ${where}`;
  const inside = path.at(-1) === place ? '' : ` (${path.at(-1)})`;
  if (inside === '' && kind === 'added') return `${rule} is new: ${shown(after)}.`;
  if (inside === '' && kind === 'removed') return `${rule} is gone: it was ${shown(before)}.`;
  return `${rule}${inside} is now ${shown(after)}; it was ${shown(before)}.`;
}

const fromTo = ({ before, after }: Change, none: string): string =>
  `${shown(after ?? none)}, ${shown(before ?? none)} before`;

function general({ path, kind, before, after }: Change): string {
  const [section, name, ...rest] = path;
  const owner = section === undefined ? 'The document' : placeOf(section, name);
  if (rest.length === 0) {
    if (kind === 'added') return `${owner} is new.`;
    if (kind === 'removed') return `${owner} is gone.`;
    return `${owner} is now ${shown(after)}; it was ${shown(before)}.`;
  }
  const what = `${[...rest].reverse().join(' of ')} of ${owner.charAt(0).toLowerCase()}${owner.slice(1)}`;
  const subject = what.charAt(0).toUpperCase() + what.slice(1);
  if (kind === 'added') return `${subject} is now ${shown(after)}.`;
  if (kind === 'removed') return `${subject} is no longer set; it was ${shown(before)}.`;
  return `${subject} is now ${shown(after)}; it was ${shown(before)}.`;
}

function placeOf(section: string, name: string | undefined): string {
  const kind = Object.hasOwn(SINGULAR, section) ? SINGULAR[section]! : null;
  if (name === undefined) return `Section ${section}`;
  if (kind === null) return `${name.charAt(0).toUpperCase()}${name.slice(1)} of the ${section}`;
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${name}`;
}

const LONGEST = 120;

/** A value as an administrator would write it, cut where it is long. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
