import { setImmediate as turn } from 'node:timers/promises';
import type { CountryHolidays } from '../../core/calendar/holidays.ts';
import { assemble } from '../../core/configuration/assemble.ts';
import type { Compiled } from '../../core/configuration/compile.ts';
import type { Difference } from '../../core/configuration/diff/diff.ts';
import type { People, Person } from '../../core/configuration/warn/staff.ts';
import type { DocumentType } from './jobs.ts';
import { LIMITS, Runner, type RunnerLimits } from './runner.ts';

/**
 * The one way in which documents are read, checked, compiled and compared while others are served: in a thread of their own, one at a
 * time. Rejects with `SignalboxError` `invalid` for a document that takes too long, and `unavailable` where too many wait.
 */
export interface Documents {
  /** The value of a text. Rejects with an `ApiError` that says what cannot be read. */
  readonly read: (text: string, type: DocumentType) => Promise<unknown>;
  /** As `compile` of core does, with a version number of 0. */
  readonly compile: (document: unknown, people?: People) => Promise<Compiled>;
  readonly diff: (before: unknown, after: unknown) => Promise<readonly Difference[]>;
  /** Begins the thread, which else begins with the first document. */
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

export function createDocuments(
  given: { countries?: CountryHolidays | null; limits?: Partial<RunnerLimits> } = {},
): Documents {
  const { countries = null, limits } = given;
  const runner = new Runner({ ...LIMITS, ...limits });
  return {
    read: (text, type) => runner.run({ kind: 'read', text, type }),
    compile: async (document, people = {}) => {
      const found = await runner.run({ kind: 'examine', document, people: slim(people) });
      if (!found.ok) return found;
      return { ...found, configuration: await stepwise(assemble(found.sound, countries)) };
    },
    diff: (before, after) => runner.run({ kind: 'diff', before, after }),
    start: () => runner.start(),
    stop: () => runner.stop(),
  };
}

/** Between two steps everybody else gets their turn. */
async function stepwise<T>(steps: Generator<void, T>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await turn();
  }
}

/** As much of each as warnings look at. */
const slim = (people: People): People =>
  Object.fromEntries(
    Object.entries(people).map(([id, { profile, groups, skills, capacity, attributes }]): [string, Person] => [
      id,
      { profile, groups, skills, capacity, ...(attributes === undefined ? {} : { attributes }) },
    ]),
  );
