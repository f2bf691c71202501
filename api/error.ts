import type { Context } from 'hono';
import type { ErrorCode, SignalboxError } from '../core/error.ts';
import type { Finding, Refusal } from '../core/outcome.ts';

/** The one place where a mistake becomes HTTP. */
export type ApiCode =
  | ErrorCode
  | 'malformed'
  | 'unauthenticated'
  | 'too_large'
  | 'unsupported_media_type'
  | 'method_not_allowed'
  | 'already_created'
  | 'precondition_required';

const STATUS = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  already_created: 409,
  precondition: 412,
  too_large: 413,
  unsupported_media_type: 415,
  precondition_required: 428,
  invalid: 422,
  limit: 429,
  unavailable: 503,
} as const satisfies Record<ApiCode, number>;

const TITLE: Record<ApiCode, string> = {
  malformed: 'The request cannot be read',
  unauthenticated: 'A valid API key is needed',
  forbidden: 'Your role may not do this',
  not_found: 'There is no such thing',
  method_not_allowed: 'This resource has no such method',
  conflict: 'The state does not allow it',
  already_created: 'It was made before',
  precondition: 'It has changed meanwhile',
  too_large: 'The request is too large',
  unsupported_media_type: 'This content type is not taken here',
  precondition_required: 'Say which version you saw',
  invalid: 'Understood, but wrong',
  limit: 'Too many requests',
  unavailable: 'Not possible at the moment',
};

export interface Problem {
  readonly code: ApiCode;
  readonly detail: string;
  readonly errors?: readonly Finding[];
  readonly current?: Refusal['current'];
  readonly unknownOutcome?: boolean;
}

/** Thrown by the edge itself: before a command reaches the engine. */
export class ApiError extends Error {
  readonly problem: Problem;
  constructor(code: ApiCode, detail: string, errors: readonly Finding[] = []) {
    super(detail);
    this.problem = { code, detail, errors };
  }
}

export const problemOf = (error: SignalboxError): Problem => ({
  code: error.code,
  detail: error.message,
  errors: error.pointer === null ? [] : [{ pointer: error.pointer, detail: error.message }],
  unknownOutcome: error.unknownOutcome,
});

export function respond(context: Context, problem: Problem, more: Record<string, string> = {}): Response {
  const status = STATUS[problem.code];
  const body = {
    type: `urn:signalbox:error:${problem.code}`,
    title: TITLE[problem.code],
    status,
    code: problem.code,
    detail: problem.detail,
    errors: problem.errors ?? [],
    requestId: context.get('requestId'),
    ...(problem.current ? { current: problem.current } : {}),
    ...(problem.unknownOutcome ? { outcome: 'unknown' } : {}),
  };
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json',
    'x-request-id': context.get('requestId'),
    ...more,
  };
  if (status === 503 || status === 429) headers['retry-after'] = '1';
  if (status === 401) headers['www-authenticate'] = 'Bearer';
  return new Response(JSON.stringify(body), { status, headers });
}
