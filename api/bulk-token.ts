import { createHash } from 'node:crypto';
import type { BulkInput } from '../core/command.ts';
import { ApiError } from './error.ts';

/** How long somebody may look at what would be lost. */
const CONFIRM_MS = 300_000;

export interface Confirmation {
  readonly matched: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/**
 * What a caller sends back to say that she has seen what will be lost. It binds the action, the filter, the count and the key; it keeps nobody
 * from anything, who may do it anyway, so it needs no secret, and any process can check it.
 */
export function confirmation(of: { input: BulkInput; key: string; matched: number; now: number }): {
  confirm: string;
  expiresAt: number;
} {
  const expiresAt = of.now + CONFIRM_MS;
  return { confirm: tokenOf(of, { matched: of.matched, expiresAt }), expiresAt };
}

const tokenOf = ({ input, key }: { input: BulkInput; key: string }, { matched, expiresAt }: Confirmation): string => {
  const text = JSON.stringify([input.action, input.filter, input.parameters, input.reason, key, matched, expiresAt]);
  return `${expiresAt}.${matched}.${createHash('sha256').update(text).digest('base64url')}`;
};

/** How many items were confirmed; refused where the token is of something else, or too old. */
export function confirmed(token: string, of: { input: BulkInput; key: string; now: number }): number {
  const [expiresAt = 0, matched = 0] = token.split('.').map(Number);
  const wrong = (detail: string): ApiError => new ApiError('invalid', detail, [{ pointer: '/confirm', detail }]);
  if (token !== tokenOf(of, { matched, expiresAt }))
    throw wrong('This confirmation is of another action, filter or key: ask without confirm for a new one.');
  if (expiresAt < of.now) throw wrong('This confirmation has expired: ask without confirm for a new one.');
  return matched;
}
