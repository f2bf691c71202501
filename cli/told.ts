import { type ErrorCode, SignalboxError } from '../core/error.ts';

/** A mistake is one sentence on stderr; anything else is ours and shows where it came from. */
export async function told(work: () => Promise<number> | number): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    console.error(error instanceof SignalboxError ? error.message : error);
    process.exitCode = error instanceof SignalboxError ? (CODES[error.code] ?? 1) : 1;
  }
}

const CODES: Partial<Record<ErrorCode, number>> = { not_found: 2, unavailable: 3 };
