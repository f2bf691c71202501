import fc from 'fast-check';
import { dice } from './dice.ts';
import { documentDice } from './documents.ts';

/** One step of a run: what is done is decided when its turn comes, from the world as it then is. */
export interface Act {
  readonly kind: Kind;
  readonly numbers: readonly number[];
  /** Whether the batch ends after it. */
  readonly last: boolean;
  /** Only for `publish`. */
  readonly document?: readonly number[];
}

const WEIGHTS = {
  create: 14,
  wait: 9,
  accept: 7,
  decline: 3,
  complete: 4,
  set_presence: 4,
  put_agent: 3,
  close: 1,
  extend: 1,
  end_wrap_up: 1,
  cancel: 1,
  release: 2,
  pause: 3,
  respond: 2,
  consult: 4,
  note_target: 1,
  resume: 2,
  wake: 1,
  transfer: 2,
  assign: 2,
  pick: 2,
  patch: 2,
  reschedule: 2,
  retry: 3,
  call_back: 2,
  attempt: 4,
  admit: 1,
  escalate: 3,
  expire_item: 1,
  overflow: 3,
  expire_offer: 2,
  remove_agent: 1,
  heartbeat: 2,
  key: 1,
  publish: 2,
  put_recurrence: 1,
  pause_recurrence: 1,
  resume_recurrence: 1,
  delete_recurrence: 1,
  occur: 2,
  start_bulk: 2,
  bulk_step: 3,
  steer_bulk: 1,
} as const;
export type Kind = keyof typeof WEIGHTS;

const kinds: fc.Arbitrary<Kind> = fc.oneof(
  ...Object.entries(WEIGHTS).map(([kind, weight]) => ({ weight, arbitrary: fc.constant(kind as Kind) })),
);

const act: fc.Arbitrary<Act> = kinds.chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    numbers: dice(12),
    last: fc.boolean(),
    ...(kind === 'publish' ? { document: documentDice } : {}),
  }),
);

/** A desk that is staffed and some work, then anything at all. */
export function acts(size: { most: number; least?: number }): fc.Arbitrary<Act[]> {
  return fc.array(act, { minLength: size.least ?? 1, maxLength: size.most, size: 'max' });
}
