import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { createApp } from '../api/app.ts';
import type { ApiDependencies } from '../api/call.ts';
import { type Described, openApi } from '../api/reference/document.ts';
import { referencePage } from '../api/reference/page.ts';
import { ROLES } from '../core/command.ts';
import { ITEM_VERBS, OTHER_VERBS } from '../core/verbs/table.ts';
import { apiDescription, OPENAPI } from '../scripts/generate-docs.ts';

const app = createApp({} as ApiDependencies, () => undefined);
const document = openApi(app.operations);
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, one]): [name: string, one: Described] => [`${method} ${path}`, one]),
);

/** Which verb of the core each route that changes something leads to. */
const VERBS: Readonly<Record<string, string>> = {
  'post /v1/work-items': 'create',
  'patch /v1/work-items/{id}': 'patch',
  'post /v1/work-items/{id}/complete': 'complete',
  'post /v1/work-items/{id}/close': 'close',
  'post /v1/work-items/{id}/extend': 'extend',
  'post /v1/work-items/{id}/cancel': 'cancel',
  'post /v1/work-items/{id}/release': 'release',
  'post /v1/work-items/{id}/transfer': 'transfer',
  'post /v1/work-items/{id}/consult': 'consult',
  'post /v1/work-items/{id}/assign': 'assign',
  'post /v1/work-items/{id}/pick': 'pick',
  'post /v1/work-items/{id}/reschedule': 'reschedule',
  'post /v1/work-items/{id}/retry': 'retry',
  'post /v1/work-items/{id}/respond': 'respond',
  'post /v1/work-items/{id}/pause': 'pause',
  'post /v1/work-items/{id}/resume': 'resume',
  'post /v1/work-items/{id}/callback': 'call_back',
  'post /v1/work-items/{id}/attempts': 'attempt',
  'post /v1/offers/{id}/accept': 'accept',
  'post /v1/offers/{id}/decline': 'decline',
  'put /v1/agents/{id}': 'put_agent',
  'delete /v1/agents/{id}': 'remove_agent',
  'put /v1/agents/{id}/presence': 'set_presence',
  'post /v1/agents/{id}/heartbeat': 'heartbeat',
  'put /v1/configuration': 'publish',
  'post /v1/agents/import': 'put_agents',
  'post /v1/configuration/rollback': 'publish',
  'post /v1/configuration/drafts': 'put_draft',
  'put /v1/configuration/drafts/{id}': 'put_draft',
  'delete /v1/configuration/drafts/{id}': 'delete_draft',
  'post /v1/configuration/drafts/{id}/publish': 'publish',
  'post /v1/bulk-operations': 'start_bulk',
  'post /v1/bulk-operations/{id}/pause': 'pause_bulk',
  'post /v1/bulk-operations/{id}/resume': 'resume_bulk',
  'post /v1/bulk-operations/{id}/cancel': 'cancel_bulk',
  'post /v1/recurrences': 'put_recurrence',
  'put /v1/recurrences/{id}': 'put_recurrence',
  'delete /v1/recurrences/{id}': 'delete_recurrence',
  'post /v1/recurrences/{id}/pause': 'pause_recurrence',
  'post /v1/recurrences/{id}/resume': 'resume_recurrence',
  'post /v1/keys': 'create_key',
  'delete /v1/keys/{id}': 'revoke_key',
};
/** Questions that need a body: they change nothing, so no verb says who may ask them. */
const QUESTIONS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  ['explain', 'configuration/validate', 'configuration/diff', 'configuration/simulate'].map((name) => [
    `post /v1/${name}`,
    ['admin', 'supervisor'],
  ]),
);

// biome-ignore lint/suspicious/noExplicitAny: it is looked into, and broken, freely here
const copy = (): any => JSON.parse(JSON.stringify(document));

/** Of components, parameters, bodies and answers; the meta-schema of OpenAPI leaves them to that of JSON Schema. */
function schemasIn(part: unknown): object[] {
  if (part === null || typeof part !== 'object') return [];
  return Object.entries(part).flatMap(([key, value]) => {
    if (key === 'schema') return [value as object];
    return key === 'schemas' ? (Object.values(value) as object[]) : schemasIn(value);
  });
}

describe('the description of the API', () => {
  it('is the one that is committed', () => {
    expect(readFileSync(OPENAPI, 'utf8'), 'run npm run docs').toBe(apiDescription());
  });

  it('is OpenAPI 3.1 by the meta-schema', async () => {
    const { valid, errors } = await new Validator().validate(copy());
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
    const broken = copy();
    broken.paths['/v1/work-items/{id}'].get.parameters[0].in = 'pth';
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  it('describes everything by schemas that are JSON Schema 2020-12', () => {
    const ajv = new Ajv2020();
    const found = schemasIn(copy());
    expect(found.length).toBeGreaterThan(100);
    for (const schema of found) expect(ajv.validateSchema(schema), JSON.stringify(ajv.errors)).toBe(true);
    expect(ajv.validateSchema({ type: 'strin' })).toBe(false);
  });

  it('has every route of the app, and no other', () => {
    const routes = app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect(operations.map(([name]) => name).sort()).toEqual(routes.sort());
    expect(routes.length).toBeGreaterThan(35);
  });

  it('refers only to what it holds, and names each operation once', () => {
    const text = JSON.stringify(document);
    const wanted = new Set(
      [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)].map(([, kind, name]) => `${kind}/${name}`),
    );
    expect(text.match(/"\$ref":"#\/(?!components)/g)).toBeNull();
    const held = Object.entries(document.components).flatMap(([kind, ones]) =>
      Object.keys(ones as object).map((name) => `${kind}/${name}`),
    );
    for (const one of wanted) expect(held).toContain(one);
    const ids = operations.map(([, one]) => one.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('declares what stands in each path', () => {
    for (const [name, one] of operations) {
      const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      expect(one.parameters.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name)).toEqual(
        inPath,
      );
    }
  });

  it('asks for bodies by the schemas that check them', () => {
    const created = document.paths['/v1/work-items']!['post']!.requestBody!.content['application/json']!.schema;
    expect(created).toMatchObject({
      additionalProperties: false,
      properties: {
        source: { type: 'string', maxLength: 100 },
        notBefore: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
        attributes: { default: {} },
      },
    });
    expect(document.paths['/v1/configuration']!['put']!.requestBody).toEqual({
      required: true,
      content: Object.fromEntries(
        ['application/json', 'application/yaml'].map((type) => [
          type,
          { schema: { $ref: '#/components/schemas/ConfigurationDocument' } },
        ]),
      ),
    });
  });

  it('lets in the roles that the table of verbs lets in', () => {
    const table: Readonly<Record<string, readonly string[]>> = {
      ...Object.fromEntries(Object.entries(ITEM_VERBS).map(([verb, { who }]) => [verb, who])),
      ...OTHER_VERBS,
    };
    for (const { method, path, roles } of app.operations) {
      const name = `${method} ${path.replace(/:(\w+)/g, '{$1}')}`;
      if (method === 'get') continue;
      const who = QUESTIONS[name] ?? table[VERBS[name] ?? ''];
      expect([...(roles ?? [])].sort(), name).toEqual(ROLES.filter((role) => who?.includes(role)).sort());
    }
  });
});

describe('the page for people', () => {
  const page = referencePage(document);

  it('shows every operation and every schema that is answered', () => {
    for (const [name, one] of operations) {
      expect(page, name).toContain(`id="${one.operationId}"`);
      expect(page).toContain(`<code>${name.split(' ')[1]}</code>`);
    }
    for (const name of Object.keys(document.components.schemas)) expect(page).toContain(`id="schema-${name}"`);
  });

  it('needs no script and no network', () => {
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|\bon\w+=|https?:\/\//i);
    expect(page.length).toBeLessThan(200_000);
  });

  it('leads every link of its own somewhere, and names nothing twice', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  it('keeps markup in texts from becoming markup', () => {
    const odd = { ...document, info: { ...document.info, title: `<b>"x"</b> & 'y'` } };
    expect(referencePage(odd)).not.toContain('<b>');
    expect(referencePage(odd)).toContain('&#60;b&#62;');
  });
});
