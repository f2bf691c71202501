import type { CountryHolidays } from '../calendar/holidays.ts';
import { type Checked, checkDocument } from './check/check.ts';
import type { Configuration } from './compiled.ts';
import type { ConfigurationDocument } from './document/document.ts';
import { BUILT_IN, fill } from './fill/fill.ts';
import type { ConfigurationFinding } from './findings.ts';
import { readDocument } from './read.ts';
import type { People } from './warn/staff.ts';
import { warnAbout } from './warn/warn.ts';

export type Compiled =
  | {
      readonly ok: true;
      readonly configuration: Configuration;
      readonly warnings: readonly ConfigurationFinding[];
      readonly sound: Sound;
    }
  | { readonly ok: false; readonly findings: readonly ConfigurationFinding[] };

/** A document without errors, as data that may leave the thread that checked it: `fill` makes a configuration of it. */
export interface Sound extends Pick<Checked, 'sources' | 'holidays'> {
  readonly document: ConfigurationDocument;
}

/** A document of 2 MB can hold more problems than anyone reads, and each is an answer of its own. */
const MAX_FINDINGS = 500;

export interface Surroundings {
  /** Lists of holidays, where the package is installed. */
  readonly countries?: CountryHolidays | null;
  /** The agents that there are; the document's own count too. */
  readonly people?: People;
  readonly classifiedSince?: number;
}

/**
 * From what an administrator wrote to what the engine decides with. Never throws, whatever it is given; reports all problems of form,
 * of reference and of rules at once (up to 500), each with an RFC 6901 pointer.
 */
export function compile(input: unknown, version: number, given: Surroundings = {}): Compiled {
  const { countries = null, people = {}, classifiedSince = 0 } = given;
  const { document, declared, findings } = readDocument(input);
  const channels = declared.channels === null ? null : new Set([...declared.channels, ...Object.keys(BUILT_IN)]);
  const checked =
    document === null ? null : checkDocument(document, { declared: { ...declared, channels }, countries });
  const problems = bounded([...findings, ...(checked?.findings ?? [])]);
  if (document === null || checked === null || problems.length > 0) return { ok: false, findings: problems };
  const { expressions, sources, holidays } = checked;
  const configuration = fill(document, { version, classifiedSince, expressions, holidays, countries });
  return {
    ok: true,
    configuration,
    warnings: bounded(warnAbout(document, configuration, { ...configuration.agents, ...people })),
    sound: { document, sources, holidays },
  };
}

/** Each finding once, in the order found. */
function bounded(findings: readonly ConfigurationFinding[]): ConfigurationFinding[] {
  const all = [...new Map(findings.map((one) => [`${one.code} ${one.pointer} ${one.detail}`, one])).values()];
  if (all.length <= MAX_FINDINGS) return all;
  const detail = `There are ${all.length - MAX_FINDINGS} more findings: mend these first.`;
  return [...all.slice(0, MAX_FINDINGS), { code: 'too_many', pointer: '', detail }];
}

/** What is in force before anything was published. */
export function emptyConfiguration(): Configuration {
  const nothing = { organisation: { name: 'Nobody yet' }, queues: {}, workstreams: {}, profiles: {} };
  return fill(nothing, {
    version: 0,
    classifiedSince: 0,
    expressions: new Map(),
    holidays: new Map(),
    countries: null,
  });
}
