/** What came of a call, in the words of the agent who made it. */
export const ATTEMPT_OUTCOMES = ['reached', 'no_answer', 'busy', 'voicemail', 'wrong_number'] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

export interface Attempt {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly agent: string;
  readonly outcome: AttemptOutcome;
}

/** How a call-back stands. */
export interface Callback {
  /** The slot in which it takes a place, by its beginning; `null` where none was booked, and once it was tried. */
  readonly slotAt: number | null;
  /** The customer's, where it was named: only for showing times. */
  readonly timeZone: string | null;
  readonly attempts: readonly Attempt[];
}

/** A slot as it is asked for: an instant, or a time of the wall clock in a zone. */
export interface SlotAsked {
  readonly at: string;
  readonly timeZone: string | null;
}

/** How a call-back is asked for. */
export interface CallbackAsked {
  /** `null`: now. */
  readonly slot: SlotAsked | null;
  /** Whether it may stand beside an open one of the same customer and workstream. */
  readonly allowDuplicate: boolean;
}

export const NOW: CallbackAsked = { slot: null, allowDuplicate: false };

export interface Slots {
  readonly everyMs: number;
  /** Most call-backs that are booked for one. */
  readonly atMost: number;
}

export interface CallbackPolicy {
  readonly attempts: number;
  readonly minimumGapMs: number;
  /** Whether a message that was left on a machine is the end of it. */
  readonly voicemailEnds: boolean;
  /** `null`: there are none to book. */
  readonly slots: Slots | null;
}

/** What counts where a document says nothing, and for call-backs of a workstream that takes none any more. */
export const USUAL_POLICY: CallbackPolicy = {
  attempts: 3,
  minimumGapMs: 15 * 60_000,
  voicemailEnds: false,
  slots: null,
};
