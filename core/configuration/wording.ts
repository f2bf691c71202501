import type { z } from 'zod';
import type { ConfigurationFinding } from './findings.ts';
import { type Path, quoted, thing } from './place.ts';
import { pointer } from './pointer.ts';

type Issue = z.core.$ZodIssue;

/** A problem of form as findings: a pointer to the very key, and one sentence that names the thing. */
export function findingsOf(issue: Issue, under: Path = []): ConfigurationFinding[] {
  const path = [...under, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      malformed([...path, key], `${thing(path)} has no setting ${quoted(key)}: it is misspelt or not supported yet.`),
    );
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return unionFindings(issue.errors, path);
  return [malformed(path, `${thing(path)}${fault(issue)}.`)];
}

const malformed = (path: Path, detail: string): ConfigurationFinding => ({
  code: 'malformed',
  pointer: pointer(path),
  detail,
});

/** Of several allowed forms, what is wrong with the one that the writer came closest to; all of them where none is close. */
function unionFindings(forms: readonly (readonly Issue[])[], path: Path): ConfigurationFinding[] {
  const nearest = Math.min(...forms.map(distance));
  const close = forms.filter((issues) => distance(issues) === nearest);
  if (nearest >= OTHER_KIND) return [malformed(path, `${thing(path)} must be ${listed(forms.flatMap(kindsOf))}.`)];
  const absent = close.map(([issue, more]) => (more === undefined && isAbsent(issue!) ? issue!.path[0]! : null));
  if (close.length > 1 && !absent.includes(null))
    return [malformed(path, `${thing(path)} needs ${listed(absent.map(String))}.`)];
  return close[0]!.flatMap((issue) => findingsOf(issue, path));
}

const OTHER_KIND = 1000;

/** How far what was written is from a form: another kind of value altogether, then keys too many, then keys too few. */
function distance(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => {
    if (issue.code === 'unrecognized_keys') return sum + 10 * issue.keys.length;
    if (issue.path.length > 0) return sum + (isAbsent(issue) ? 3 : 1);
    if (issue.code === 'invalid_union' && issue.errors.length > 0) return sum + Math.min(...issue.errors.map(distance));
    return sum + (issue.code === 'invalid_type' || issue.code === 'invalid_value' ? OTHER_KIND : 1);
  }, 0);
}

/** A literal that is not there is reported like one with another value. */
const isAbsent = (issue: Issue): boolean =>
  issue.path.length === 1 &&
  (issue.code === 'invalid_value' || (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')));

/** What a form would have been: `true`, `a map of settings`. */
function kindsOf(issues: readonly Issue[]): string[] {
  return issues
    .filter((issue) => issue.path.length === 0)
    .flatMap((issue) => {
      if (issue.code === 'invalid_union') return issue.errors.flatMap(kindsOf);
      if (issue.code === 'invalid_value') return issue.values.map(String);
      return issue.code === 'invalid_type' ? [KINDS[issue.expected] ?? issue.expected] : [];
    });
}

const listed = (words: readonly string[]): string => [...new Set(words)].join(', ').replace(/, ([^,]*)$/, ' or $1');

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
      return ` must be ${listed(issue.values.map(String))}`;
    case 'invalid_key':
      return `: ${issue.issues[0]?.message ?? 'this name is not allowed'}`;
    case 'invalid_union':
      return ` must be ${listed(optionsOf(issue))}`;
    default:
      return `: ${issue.message}`;
  }
}

/** The values by which the forms of a union are told apart. */
const optionsOf = (issue: Issue): string[] =>
  'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : ['another value'];

const KINDS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of settings',
  record: 'a map of names',
  null: 'null',
};

const amount = (origin: string, bound: string): string => {
  if (origin === 'array') return `have ${bound} ${bound.endsWith(' 1') ? 'entry' : 'entries'}`;
  if (origin === 'string') return `have ${bound} ${bound.endsWith(' 1') ? 'character' : 'characters'}`;
  return `be ${bound}`;
};
