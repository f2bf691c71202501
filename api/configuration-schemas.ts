import { z } from 'zod';
import { FINDINGS, type FindingCode } from '../core/configuration/findings.ts';
import { text } from '../core/forms.ts';
import { isId } from '../core/ids.ts';

/** What is sent about the configuration and its life. A document's own form is checked by what reads it. */
const document = z.record(z.string(), z.unknown());
const CODES = Object.keys(FINDINGS) as FindingCode[];
const version = z.int().min(1).max(1e9);

export const DiffBody = z.strictObject({ from: version, to: z.union([version, document]) });
export const RollbackBody = z.strictObject({
  version,
  reason: text(500).nullish(),
  /** Whether what waits is classified again before it is offered. */
  reclassify: z.boolean().default(false),
});

export const DraftBody = z.strictObject({
  name: text(100),
  document,
  /** The version that it was made from; the newest where it is left out. */
  basedOn: z.int().min(0).max(1e9).optional(),
});
export const PublishDraftBody = z.strictObject({
  /** The codes of the warnings that may stand, or `true` for all of them. */
  acknowledge: z.union([z.literal(true), z.array(z.enum(CODES)).max(100)]).default([]),
  /** Whether what waits is classified again before it is offered. */
  reclassify: z.boolean(),
  reason: text(500).nullish(),
});

export const SimulateBody = z
  .strictObject({
    draft: z
      .string()
      .refine((id) => isId('dr', id), 'Name a draft by its id.')
      .optional(),
    document: document.optional(),
    /** How many of the newest items. */
    last: z.int().min(1).max(10_000).default(1_000),
  })
  .refine(
    ({ draft, document: sent }) => (draft === undefined) !== (sent === undefined),
    'Send either draft or document.',
  );
