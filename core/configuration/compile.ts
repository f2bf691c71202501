import type { Finding } from '../outcome.ts';
import { checkDocument } from './check.ts';
import type { Configuration } from './compiled.ts';
import { BUILT_IN, fill } from './defaults.ts';
import { readDocument } from './read.ts';
import { warnAbout } from './warn.ts';

export type Compiled =
  | { readonly ok: true; readonly configuration: Configuration; readonly warnings: readonly Finding[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** A document of 2 MB can hold more problems than anyone reads, and each is an answer of its own. */
const MAX_FINDINGS = 500;

/**
 * From what an administrator wrote to what the engine decides with. Never throws, whatever it is given; reports all problems of form
 * and of reference at once (up to 500), each with an RFC 6901 pointer.
 */
export function compile(input: unknown, version: number): Compiled {
  const { document, declared, findings } = readDocument(input);
  const channels = declared.channels === null ? null : new Set([...declared.channels, ...Object.keys(BUILT_IN)]);
  const dangling = document === null ? [] : checkDocument(document, { ...declared, channels });
  const problems = bounded([...findings, ...dangling]);
  if (document === null || problems.length > 0) return { ok: false, findings: problems };
  const configuration = fill(document, version);
  return { ok: true, configuration, warnings: warnAbout(document, configuration) };
}

/** One finding a place, in the order found. */
function bounded(findings: readonly Finding[]): Finding[] {
  const places = new Map<string, Finding>();
  for (const finding of findings) if (!places.has(finding.pointer)) places.set(finding.pointer, finding);
  const all = [...places.values()];
  if (all.length <= MAX_FINDINGS) return all;
  const more = { pointer: '', detail: `There are ${all.length - MAX_FINDINGS} more problems: mend these first.` };
  return [...all.slice(0, MAX_FINDINGS), more];
}

/** What is in force before anything was published. */
export function emptyConfiguration(): Configuration {
  return fill({ organisation: { name: 'Nobody yet' }, queues: {}, workstreams: {}, profiles: {} }, 0);
}
