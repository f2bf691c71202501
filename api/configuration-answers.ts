import { z } from 'zod';

/** What is answered about the configuration and its life. */
const instant = z.iso.datetime();

/** `code` where it is a finding of the configuration: docs/reference/configuration.md lists them. */
export const Finding = z.strictObject({ code: z.string().optional(), pointer: z.string(), detail: z.string() });

const version = {
  version: z.int(),
  publishedAt: instant,
  author: z.string(),
  reason: z.string().nullable(),
};
const document = z.record(z.string(), z.unknown());
export const Version = z.strictObject(version);
export const Configuration = z.strictObject({ ...version, document });
export const Published = z.strictObject({ version: z.int(), warnings: z.array(Finding) });

const judged = z.strictObject({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  pointer: z.string(),
  detail: z.string(),
});
export const Validation = z.strictObject({ errors: z.array(judged), warnings: z.array(judged) });

/** `null` where one of the documents has nothing there. */
const Difference = z.strictObject({
  pointer: z.string(),
  kind: z.enum(['added', 'removed', 'changed']),
  before: z.unknown(),
  after: z.unknown(),
  sentence: z.string(),
});
export const Diff = z.strictObject({ from: z.int(), to: z.int().nullable(), changes: z.array(Difference) });

const draft = {
  id: z.string(),
  rev: z.int(),
  name: z.string(),
  basedOn: z.int(),
  author: z.string(),
  createdAt: instant,
  updatedAt: instant,
};
export const Draft = z.strictObject(draft);
export const DraftWithDocument = z.strictObject({ ...draft, document });

const count = z.int().min(0);
const examples = <T extends z.ZodType>(value: T) =>
  z.strictObject({
    count,
    examples: z.array(z.strictObject({ item: z.string(), before: value, after: value })),
  });
export const Simulation = z.strictObject({
  /** The version in force that it is compared with. */
  version: z.int(),
  complete: z.boolean(),
  items: count,
  changed: count,
  /** What differs, in words; an example begins with the id of its item. */
  sentences: z.array(z.string()),
  workstream: examples(z.string()),
  queue: examples(z.string().nullable()),
  priority: examples(z.int()),
  cost: examples(z.int()),
  requirements: examples(z.record(z.string(), z.unknown())),
  /** What becomes at once of what comes to a closed queue, by its overflow rules; `null`: it waits there, or it is open. */
  overflow: examples(z.string().nullable()),
  /** Items that other agents could ever take, of those who are there today; `nobody`: those that no agent could any longer. */
  eligible: z.strictObject({
    count,
    nobody: count,
    examples: z.array(
      z.strictObject({
        item: z.string(),
        before: count,
        after: count,
        gained: z.array(z.string()),
        gainedCount: count,
        lost: z.array(z.string()),
        lostCount: count,
      }),
    ),
  }),
  unplaced: z.strictObject({ count, examples: z.array(z.strictObject({ item: z.string(), reason: z.string() })) }),
});

export const CONFIGURATION_COMPONENTS: Readonly<Record<string, z.ZodType>> = {
  Version,
  Configuration,
  Published,
  Validation,
  Difference,
  Diff,
  Draft,
  DraftWithDocument,
  Simulation,
};
