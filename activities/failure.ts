import { ApplicationFailure } from '@temporalio/common';
import { SignalboxError } from '../core/error.ts';

/** The engine's errors as Temporal's: what may be asked again is, everything else fails at once and is a defect. */
export function toFailure(error: unknown): ApplicationFailure {
  if (error instanceof SignalboxError && error.code === 'unavailable') {
    return ApplicationFailure.retryable(error.message, error.code);
  }
  const message = error instanceof Error ? error.message : String(error);
  return ApplicationFailure.nonRetryable(message, error instanceof SignalboxError ? error.code : 'Defect');
}
