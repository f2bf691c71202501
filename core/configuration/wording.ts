import type { z } from 'zod';
import type { ConfigurationFinding } from './findings.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** What one entry of a section is called. */
export const SINGULAR: Readonly<Record<string, string>> = {
  channels: 'channel',
  skills: 'skill',
  groups: 'group',
  calendars: 'calendar',
  escalations: 'escalation',
  queues: 'queue',
  workstreams: 'workstream',
  profiles: 'profile',
  agents: 'agent',
};

/** RFC 6901. */
export const pointer = (path: Path): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** A problem of form as findings: a pointer to the very key, and one sentence that names the thing. */
export function findingsOf(issue: Issue, under: Path = []): ConfigurationFinding[] {
  const path = [...under, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      code: 'malformed',
      pointer: pointer([...path, key]),
      detail: `${thing(path)} has no setting ${quoted(key)}: it is misspelt or not supported yet.`,
    }));
  }
  const branch = issue.code === 'invalid_union' ? meantBranch(issue.errors) : undefined;
  if (branch !== undefined) return branch.flatMap((inner) => findingsOf(inner, path));
  return [{ code: 'malformed', pointer: pointer(path), detail: `${thing(path)}${fault(issue)}.` }];
}

/** Of several allowed forms, the one that the writer came closest to. */
function meantBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const deep = branches.find((issues) => issues.some((issue) => issue.path.length > 0));
  const close = (issue: Issue) => issue.code !== 'invalid_type' && issue.code !== 'invalid_value';
  return deep ?? branches.find((issues) => issues.some(close));
}

function fault(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.message.endsWith('received undefined')) return ' is missing';
      return ` must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return ` must ${amount(issue.origin, `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`)}`;
    case 'too_big':
      return ` must ${amount(issue.origin, `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`)}`;
    case 'invalid_value':
      return ` must be ${issue.values
        .map(String)
        .join(', ')
        .replace(/, ([^,]*)$/, ' or $1')}`;
    case 'invalid_key':
      return `: ${issue.issues[0]?.message ?? 'this name is not allowed'}`;
    case 'invalid_union':
      return issue.discriminator === undefined ? ' has the wrong form' : ' has a value that is not known';
    default:
      return `: ${issue.message}`;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of settings',
  record: 'a map of names',
};

const amount = (origin: string, bound: string): string => {
  if (origin === 'array') return `have ${bound} ${bound.endsWith(' 1') ? 'entry' : 'entries'}`;
  if (origin === 'string') return `have ${bound} ${bound.endsWith(' 1') ? 'character' : 'characters'}`;
  return `be ${bound}`;
};

/** "capacity of profile desk" for `['profiles', 'desk', 'capacity']`: keys as they are written, places counted from 1. */
function thing(path: Path): string {
  const [section, name, ...rest] = path.map(String);
  if (section === undefined) return 'The document';
  if (name === undefined) return upper(quoted(section));
  const kind = Object.hasOwn(SINGULAR, section) ? SINGULAR[section] : undefined;
  if (kind === undefined) return [...[name, ...rest].map(quoted).reverse(), `the ${section}`].join(' of ');
  const owner = `${kind} ${quoted(name)}`;
  if (rest.length === 0) return upper(owner);
  const place = section === 'escalations' ? 'step' : 'entry';
  const inside = path.slice(2).map((key) => (typeof key === 'number' ? `${place} ${key + 1}` : quoted(String(key))));
  return [...inside.reverse(), owner].join(' of ');
}

const quoted = (text: string): string => (/^[\w-]{1,63}$/.test(text) ? text : JSON.stringify(text.slice(0, 63)));
const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
