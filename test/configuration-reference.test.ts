import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { compile } from '../core/configuration/compile.ts';
import { configurationSchema } from '../scripts/configuration-reference.ts';
import { referenceDocs } from '../scripts/generate-docs.ts';

type Json = Readonly<Record<string, unknown>>;
const schema = configurationSchema() as Json;
const example = parse(readFileSync('test/cli/example/harbour-bank.yaml', 'utf8'));
example.calendars.office.holidays.ical = readFileSync('test/cli/example/danish-holidays.ics', 'utf8');

// What the example leaves out as a whole, with nothing in it.
Object.assign(example.workstreams.cases, { decline: {}, offer: {}, wrapUp: { timeout: 'PT1M' } });
Object.assign(example.profiles.night, { may: {}, overrides: {} });
Object.assign(example.queues.stocks, { order: { by: 'urgency' } });

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const entries = (value: unknown): [string, unknown][] => (isJson(value) ? Object.entries(value) : []);

/** Every setting that the schema knows, however deep. */
function settings(of: unknown, path = ''): [path: string, setting: Json][] {
  if (!isJson(of)) return [];
  const here = entries(of['properties']).flatMap(([name, one]): [string, Json][] => [
    [`${path}/${name}`, one as Json],
    ...settings(one, `${path}/${name}`),
  ]);
  const forms = [of['anyOf'], of['oneOf']].flat().flatMap((one) => settings(one, path));
  return [
    ...here,
    ...forms,
    ...settings(of['items'], `${path}/[]`),
    ...settings(of['additionalProperties'], `${path}/*`),
  ];
}

/** The document with each setting that it leaves out written with its default, one at a time. */
function spelledOut(document: unknown, of: unknown, put: (value: unknown) => unknown): [string, unknown][] {
  if (!isJson(of)) return [];
  if (Array.isArray(document))
    return document.flatMap((one, n) => spelledOut(one, of['items'], (value) => put(document.with(n, value))));
  if (!isJson(document)) return [];
  const inside = (name: string) => (value: unknown) => put({ ...document, [name]: value });
  const known = Object.fromEntries(entries(of['properties']));
  const absent = entries(known).filter(([name, one]) => !Object.hasOwn(document, name) && 'default' in (one as Json));
  return [
    ...absent.map(([name, one]): [string, unknown] => [name, inside(name)((one as Json)['default'])]),
    ...Object.entries(document).flatMap(([name, one]) =>
      spelledOut(one, known[name] ?? of['additionalProperties'], inside(name)),
    ),
  ];
}

describe('the reference of the configuration document', () => {
  it.each(Object.entries(referenceDocs()))('%s is the one that is committed', (file, text) => {
    expect(readFileSync(`docs/reference/${file}`, 'utf8'), 'run npm run docs').toBe(text);
  });

  it('says what each setting means', () => {
    const all = settings(schema);
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter(([, one]) => !/\.$/.test(String(one['description'] ?? ''))).map(([path]) => path)).toEqual([]);
  });

  it('tells the defaults that are filled in', () => {
    const filled = (document: unknown) => {
      const compiled = compile(document, 1);
      return compiled.ok ? JSON.stringify(compiled.configuration) : JSON.stringify(compiled.findings);
    };
    const usual = filled(example);
    const written = spelledOut(example, schema, (value) => value);
    expect(written.length).toBeGreaterThan(35);
    for (const [name, document] of written) expect(filled(document), name).toBe(usual);
  });

  it('has a schema by which the example is right and a misspelt one is wrong', () => {
    const check = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    expect(check.safeParse(example).error?.issues ?? []).toEqual([]);
    expect(check.safeParse({ ...example, colour: 'red' }).success).toBe(false);
    expect(check.safeParse({ ...example, queues: { regular: {} } }).success).toBe(false);
  });
});
