import { Hono } from 'hono';
import { z } from 'zod';
import type { Role } from '../core/command.ts';
import { pointer } from '../core/configuration/pointer.ts';
import { allow, bodyText, type Call, type Env, parse } from './call.ts';
import type { Documents } from './documents/documents.ts';
import { ApiError } from './error.ts';
import { expectJson, MOST_BYTES, parseJson } from './json.ts';

/** What one route takes and answers: it is checked by these schemas, and documented from them. */
export interface Operation<B extends z.ZodType = z.ZodType, Q extends z.ZodType = z.ZodType> {
  readonly method: 'get' | 'put' | 'post' | 'patch' | 'delete';
  /** As Hono writes it: `/v1/offers/:id`. */
  readonly path: string;
  readonly summary: string;
  /** What the schemas cannot say. */
  readonly more?: string;
  /** Who may at all; `null` where no key is asked for. */
  readonly roles: readonly Role[] | null;
  readonly body?: B;
  /** Where a body may be larger than 256 KB. */
  readonly mostBytes?: number;
  /** Where not JSON alone: the handler reads it. */
  readonly bodyTypes?: readonly string[];
  readonly query?: Q;
  /** By status; `null` for an answer without a body. Problems come on top. */
  readonly answers: Readonly<Record<number, z.ZodType | null>>;
  readonly answerType?: string;
}

export interface Given<B extends z.ZodType, Q extends z.ZodType> {
  readonly body: z.output<B>;
  readonly query: z.output<Q>;
}

const NOTHING = z.strictObject({});

/** Each parameter once: of two, one would be passed over in silence. */
function queryOf(call: Call): Record<string, string> {
  return Object.fromEntries(
    Object.entries(call.req.queries()).map(([name, values]) => {
      if (values.length === 1) return [name, values[0]!];
      const detail = `Give ${name} once.`;
      throw new ApiError('invalid', detail, [{ pointer: pointer([name]), detail }]);
    }),
  );
}

/** The app with what is known about each of its routes. */
export class Api extends Hono<Env> {
  readonly operations: Operation[] = [];
  private readonly documents: Documents;

  constructor(documents: Documents) {
    super();
    this.documents = documents;
  }

  /** Checks role, query and body, in this order, before `handle` sees them. */
  operation<B extends z.ZodType, Q extends z.ZodType>(
    operation: Operation<B, Q>,
    handle: (call: Call, given: Given<B, Q>) => Promise<Response> | Response,
  ): void {
    this.operations.push(operation);
    const { method, path, roles } = operation;
    this[method](path, async (call) => {
      if (roles !== null) allow(call, ...roles);
      // Where no key is asked for, monitors and caches may add what they like.
      const query = roles === null ? undefined : parse(operation.query ?? NOTHING, queryOf(call));
      const isRead = operation.body !== undefined && operation.bodyTypes === undefined;
      const given = isRead ? parse(operation.body, await this.bodyOf(call, operation.mostBytes)) : undefined;
      return handle(call, { query, body: given } as Given<B, Q>);
    });
  }

  /** One that may be as large as a document is read where documents are, unless it is small. */
  private async bodyOf(call: Call, mostBytes = MOST_BYTES): Promise<unknown> {
    const text = await bodyText(call, mostBytes);
    const header = call.req.header('content-type');
    if (text.length <= MOST_BYTES) return parseJson(text, header);
    expectJson(header);
    return this.documents.read(text, 'application/json');
  }
}
