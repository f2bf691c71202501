import { z } from 'zod';
import { BULK_ACTIONS, BULK_STATES } from '../core/bulk.ts';
import { instant, text } from '../core/forms.ts';
import { OPEN_STATES } from '../core/item.ts';
import { slug } from './schemas.ts';

/** What is sent and answered about bulk operations. */
export const BulkBody = z.strictObject({
  action: z.enum(BULK_ACTIONS),
  /** Open items that fit all that is said. */
  filter: z.strictObject({
    state: z.enum(OPEN_STATES, `Open states are ${OPEN_STATES.join(', ')}.`).nullish(),
    queue: slug.nullish(),
    workstream: slug.nullish(),
    channel: slug.nullish(),
    source: text(100).nullish(),
    agent: slug.nullish(),
    createdBefore: instant.nullish(),
  }),
  parameters: z
    .strictObject({
      queue: slug.nullish(),
      notBefore: instant.nullish(),
      priority: z.int().min(-100).max(100).nullish(),
    })
    .default({}),
  reason: text(500).nullish(),
  /** From the answer to the same request without it, where work would be lost. */
  confirm: z.string().max(200).optional(),
});

const answered = z.iso.datetime();
const count = z.int().min(0);
const name = z.string().nullable();
const reason = z.strictObject({ reason: z.string(), count });

export const BulkOperation = z.strictObject({
  id: z.string(),
  rev: count,
  action: z.enum(BULK_ACTIONS),
  filter: z.strictObject({
    state: name,
    queue: name,
    workstream: name,
    channel: name,
    source: name,
    agent: name,
    createdBefore: answered.nullable(),
  }),
  parameters: z.strictObject({ queue: name, notBefore: answered.nullable(), priority: z.int().nullable() }),
  reason: name,
  author: z.string(),
  state: z.enum(BULK_STATES),
  counts: z.strictObject({ matched: count, done: count, skipped: count, failed: count }),
  skippedReasons: z.array(reason),
  createdAt: answered,
  changedAt: answered,
  endedAt: answered.nullable(),
  workflowId: z.string(),
});

/** Nothing has been done: what would be. */
export const BulkPreview = z.strictObject({
  matched: count,
  sample: z.array(z.string()),
  confirm: z.string(),
  expiresAt: answered,
});
