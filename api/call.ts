import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { uuidv7 } from 'uuidv7';
import type { z } from 'zod';
import type { Command } from '../core/command.ts';
import { findingsOf, inSentence } from '../core/forms.ts';
import { type IdPrefix, isId } from '../core/ids.ts';
import type { Refusal } from '../core/outcome.ts';
import type { Database } from '../db/client.ts';
import { lookup } from '../db/query/lookup.ts';
import type { EngineClient, Reply } from '../engine/request.ts';
import type { KeyActor } from './authenticate.ts';
import type { Documents } from './documents/documents.ts';
import { ApiError, type Problem } from './error.ts';
import { tagIn } from './if-match.ts';
import { checkText, readText } from './json.ts';
import type { Tail } from './live/tail.ts';
import type { Metrics } from './metrics.ts';

export interface ApiDependencies {
  readonly engine: EngineClient;
  readonly documents: Documents;
  readonly db: Database;
  readonly authenticate: (header: string | undefined) => Promise<KeyActor | null>;
  readonly now: () => number;
  readonly metrics: Metrics;
  /** The log as it grows, for live streams. */
  readonly tail: Tail;
  /** Whether an engine can be reached, for `/readyz`. */
  readonly isReady: () => Promise<boolean>;
}

export type Env = { Variables: { actor: KeyActor; requestId: string; text?: Promise<string> } };
export type Call = Context<Env>;

export function parse<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = findingsOf(parsed.error);
  throw new ApiError('invalid', inSentence(errors), errors);
}

/** Read once: a request's body is gone after that. */
export function bodyText(call: Call, mostBytes?: number): Promise<string> {
  const text = call.get('text') ?? readText(call.req.raw, mostBytes);
  call.set('text', text);
  return text;
}

const THINGS: Partial<Record<IdPrefix, string>> = { of: 'offer', dr: 'draft', rc: 'recurrence', bk: 'bulk operation' };

/** An id from the path; one that is none cannot exist. */
export function pathId(call: Call, prefix: IdPrefix): string {
  const id = call.req.param('id') ?? '';
  if (!isId(prefix, id))
    throw new ApiError('not_found', `There is no ${THINGS[prefix] ?? 'item'} ${JSON.stringify(id.slice(0, 80))}.`);
  return id;
}

export function pathSlug(call: Call, kind: string): string {
  const id = call.req.param('id') ?? '';
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(id))
    throw new ApiError('not_found', `There is no ${kind} ${JSON.stringify(id.slice(0, 80))}.`);
  return id;
}

/** Whose key it is, or 401. */
export async function identify(call: Call, to: ApiDependencies): Promise<void> {
  const actor = await to.authenticate(call.req.header('authorization'));
  if (actor === null)
    throw new ApiError(
      'unauthenticated',
      'Send Authorization: Bearer with a key that is known, not revoked and not expired.',
    );
  call.set('actor', actor);
}

export function allow(call: Call, ...roles: KeyActor['role'][]): void {
  const { role } = call.get('actor');
  if (!roles.includes(role))
    throw new ApiError('forbidden', `A key of role ${role} may not do this; it needs ${roles.join(' or ')}.`);
}

/** Sends a command to the engine; a refusal becomes a problem. */
export async function send(
  call: Call,
  to: ApiDependencies,
  command: Command,
): Promise<Exclude<Reply, { kind: 'refused' }>> {
  const reply = await to.engine.execute({
    envelope: { id: `cm_${uuidv7()}`, actor: call.get('actor'), command, ifMatch: ifMatch(call) },
    idempotency: await idempotency(call),
  });
  if (reply.kind === 'refused') throw refused(reply);
  if (reply.replayed) call.header('Idempotency-Replayed', 'true');
  return reply;
}

/** A refusal of the engine as the problem that it is answered with. */
export const refused = ({ code, detail, findings, current }: Refusal): RefusedError =>
  new RefusedError({ code, detail, errors: findings, current: current && inInstants(current) });

/** The engine counts in epoch milliseconds; answers have instants. */
const inInstants = (current: NonNullable<Refusal['current']>): NonNullable<Refusal['current']> =>
  Object.fromEntries(
    Object.entries(current).map(([name, value]) => [
      name,
      name.endsWith('At') && typeof value === 'number' ? new Date(value).toISOString() : value,
    ]),
  );

export class RefusedError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

function ifMatch(call: Call): number | null {
  const header = call.req.header('if-match');
  const tag = header === undefined ? '*' : tagIn(header, 'the rev');
  return tag === '*' ? null : tag;
}

/** Whether this very request was answered before: what it would check by now is what it did itself. */
export async function isRepetition(call: Call, to: ApiDependencies): Promise<boolean> {
  const asked = await idempotency(call);
  if (asked === null) return false;
  const found = await lookup(to.db, { items: [], offers: [], external: [], scopes: [asked.scope] });
  return found.idempotency.length > 0;
}

async function idempotency(call: Call): Promise<{ scope: string; bodyHash: string } | null> {
  const key = call.req.header('idempotency-key');
  if (key === undefined || call.req.method !== 'POST') return null;
  if (key.length === 0 || key.length > 255)
    throw new ApiError('invalid', 'An Idempotency-Key has 1 to 255 characters.');
  checkText(key);
  const bodyHash = createHash('sha256')
    .update(await bodyText(call))
    .digest('hex');
  return { scope: `${call.get('actor').id} ${call.req.path} ${key}`, bodyHash };
}
