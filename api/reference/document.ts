import { z } from 'zod';
import { ConfigurationDocument } from '../../core/configuration/document/document.ts';
import { COMPONENTS } from '../answers.ts';
import type { Operation } from '../operation.ts';

export type Json = { readonly [key: string]: unknown };

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Json;
}

export interface Content {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema: Json }>>;
}

export interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security?: readonly Json[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: NonNullable<Content['content']> };
  readonly responses: Readonly<Record<string, Content | { readonly $ref: string }>>;
}

export interface OpenApi {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly security: readonly Json[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: Json & { readonly schemas: Readonly<Record<string, Json>> };
}

const names = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries({ ...COMPONENTS, ConfigurationDocument })) names.add(schema, { id });

const ABOUT = `Work items go to the right person. Bodies are JSON of at most 256 KB, instants RFC 3339 in UTC, durations ISO 8601.
Every mistake is answered with application/problem+json: its code says what kind it is, its detail what to do.
A POST with an Idempotency-Key can be repeated: the same body gets the same answer for 24 hours.`;

/** The OpenAPI document of the routes, made from the schemas that they check by. */
export function openApi(operations: readonly Operation[]): OpenApi {
  const schemas: Record<string, Json> = {};
  const paths: Record<string, Record<string, Described>> = {};
  for (const operation of operations) {
    const path = operation.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [operation.method]: described(operation, schemas) };
  }
  const problem = {
    description: 'A mistake',
    content: { 'application/problem+json': { schema: schemaOf(COMPONENTS['Problem']!, schemas) } },
  };
  const sorted = Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    openapi: '3.1.0',
    info: { title: 'Signalbox', version: '1', description: ABOUT },
    security: [{ key: [] }],
    paths,
    components: {
      schemas: sorted,
      responses: { Problem: problem },
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'A key: sbk_…' } },
    },
  };
}

/** Named schemas become components; the rest stays where it is used. */
function schemaOf(schema: z.ZodType, components: Record<string, Json>, io: 'input' | 'output' = 'output'): Json {
  const made = z.toJSONSchema(schema, {
    io,
    metadata: names,
    // The format says it; the pattern that decides it has 300 characters. Nor does the width of a double say anything.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  const text = JSON.stringify(made).replaceAll('#/$defs/', '#/components/schemas/');
  const { $schema: _, $defs, id: name, ...own } = JSON.parse(text) as Json & { readonly $defs?: Record<string, Json> };
  for (const [id, one] of Object.entries($defs ?? {})) components[id] = { ...one, id: undefined };
  if (typeof name !== 'string' || !names.has(schema)) return own;
  components[name] = own;
  return { $ref: `#/components/schemas/${name}` };
}

function described(operation: Operation, components: Record<string, Json>): Described {
  const { method, path, roles, body } = operation;
  const parts = path.split('/').filter((part) => part !== '' && part !== 'v1');
  const types = operation.bodyTypes ?? ['application/json'];
  return {
    operationId: [method, ...parts.map((part) => part.replace(/^:/, 'by-'))]
      .join('-')
      .replace(/[-.](\w)/g, (_, letter) => letter.toUpperCase()),
    summary: operation.summary,
    description: [roles === null ? 'No key is needed.' : `For keys of role ${roles.join(', ')}.`, operation.more ?? '']
      .join(' ')
      .trim(),
    tags: [path.startsWith('/v1') ? parts[0]! : 'process'],
    ...(roles === null ? { security: [] } : {}),
    parameters: parameters(operation, components),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: !body.safeParse({}).success,
            content: Object.fromEntries(types.map((type) => [type, { schema: schemaOf(body, components, 'input') }])),
          },
        }),
    responses: responses(operation, components),
  };
}

function responses(operation: Operation, components: Record<string, Json>): Described['responses'] {
  const good = Object.entries(operation.answers).map(([status, schema]): [string, Content] => {
    const description = { 200: 'As asked', 201: 'Made', 204: 'Done' }[Number(status)] ?? '';
    if (schema === null) return [status, { description }];
    const type = operation.answerType ?? 'application/json';
    return [status, { description, content: { [type]: { schema: schemaOf(schema, components) } } }];
  });
  const problem = { $ref: '#/components/responses/Problem' };
  return { ...Object.fromEntries(good), '4XX': problem, '5XX': problem };
}

/** Routes that replace what is published. */
const PUBLISHES = /^(put|post) \/v1\/configuration(\/rollback|\/drafts\/:id\/publish)?$/;

function parameters(operation: Operation, components: Record<string, Json>): Parameter[] {
  const { method, path, query } = operation;
  const text = { type: 'string' };
  const inPath = [...path.matchAll(/:(\w+)/g)].map(
    ([, name]): Parameter => ({ name: name!, in: 'path', required: true, schema: text }),
  );
  const asked = query === undefined ? {} : (schemaOf(query, components, 'input')['properties'] as Record<string, Json>);
  const inQuery = Object.entries(asked).map(
    ([name, schema]): Parameter => ({ name, in: 'query', required: false, schema }),
  );
  const header = (name: string, description: string, required = false): Parameter => ({
    name,
    in: 'header',
    required,
    description,
    schema: text,
  });
  const headers: Parameter[] = [];
  if (method === 'post') headers.push(header('Idempotency-Key', 'At most 255 characters; makes a repetition safe'));
  if (PUBLISHES.test(`${method} ${path}`)) headers.push(header('If-Match', 'The version that you read, or *', true));
  else if (/^\/v1\/(work-items|configuration\/drafts)\/./.test(path) && method !== 'get')
    headers.push(header('If-Match', 'The rev that ETag gave; 412 when it has changed'));
  if (path === '/v1/live')
    headers.push(header('Last-Event-ID', 'The last id that you have; the stream goes on after it'));
  return [...inPath, ...inQuery, ...headers];
}
