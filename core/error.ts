const ERROR_CODES = ['not_found', 'conflict', 'invalid', 'forbidden', 'precondition', 'limit', 'unavailable'] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** A mistake of the caller or of the surroundings: a sentence that names the thing and its id, and what to do next. */
export class SignalboxError extends Error {
  readonly code: ErrorCode;
  readonly pointer: string | null;
  /** `true` when a write may have happened: repeat with the same key. */
  readonly unknownOutcome: boolean;

  constructor(code: ErrorCode, message: string, options: { pointer?: string; unknownOutcome?: boolean } = {}) {
    super(message);
    this.name = 'SignalboxError';
    this.code = code;
    this.pointer = options.pointer ?? null;
    this.unknownOutcome = options.unknownOutcome ?? false;
  }
}
