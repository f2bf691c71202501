import { type Compiled, compile } from '../../core/configuration/compile.ts';
import { type Difference, diff } from '../../core/configuration/diff/diff.ts';
import type { People } from '../../core/configuration/warn/staff.ts';
import type { ApiCode } from '../error.ts';
import { ApiError } from '../error.ts';
import { parseJson } from '../json.ts';
import { countryHolidays } from './country-holidays.ts';
import { readYaml } from './yaml.ts';

export const DOCUMENT_TYPES = ['application/json', 'application/yaml'] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

/** What takes as long as the document is large, and so has a thread of its own. */
export type Job =
  | { readonly kind: 'read'; readonly text: string; readonly type: DocumentType }
  | { readonly kind: 'examine'; readonly document: unknown; readonly people: People }
  | { readonly kind: 'diff'; readonly before: unknown; readonly after: unknown };

/** A compiled document without what cannot leave the thread. */
export type Examined = Exclude<Compiled, { ok: true }> | Omit<Extract<Compiled, { ok: true }>, 'configuration'>;

export interface Results {
  readonly read: unknown;
  readonly examine: Examined;
  readonly diff: readonly Difference[];
}

/** `refused` is the caller's mistake. */
export type Done =
  | { readonly value: unknown }
  | { readonly refused: { readonly code: ApiCode; readonly detail: string } };

export async function work(job: Job): Promise<Done> {
  try {
    return { value: await resultOf(job) };
  } catch (error) {
    if (error instanceof ApiError) return { refused: { code: error.problem.code, detail: error.message } };
    throw error;
  }
}

async function resultOf(job: Job): Promise<Results[Job['kind']]> {
  switch (job.kind) {
    case 'read':
      return counted(job.type === 'application/json' ? parseJson(job.text, job.type) : fromYaml(job.text));
    case 'examine': {
      const compiled = compile(job.document, 0, { countries: await countryHolidays(), people: job.people });
      if (!compiled.ok) return compiled;
      const { sound, warnings } = compiled;
      return { ok: true, sound, warnings };
    }
    case 'diff':
      return diff(job.before, job.after);
  }
}

function fromYaml(text: string): unknown {
  try {
    return readYaml(text).value;
  } catch (error) {
    throw new ApiError('malformed', `The document cannot be read: ${(error as Error).message.slice(0, 200)}`);
  }
}

/** Maps, lists and single values: to hand one from thread to thread holds everybody up, for about half a microsecond. */
const MOST_VALUES = 100_000;

function counted(document: unknown): unknown {
  const open: unknown[] = [document];
  for (let count = 1; open.length > 0; count += 1) {
    const value = open.pop();
    if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) open.push(one);
    if (count + open.length <= MOST_VALUES) continue;
    const detail = `A document may have at most ${MOST_VALUES} values: keep agents by POST /v1/agents/import instead.`;
    throw new ApiError('too_large', detail);
  }
  return document;
}
