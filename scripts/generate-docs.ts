import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createApp } from '../api/app.ts';
import type { ApiDependencies } from '../api/call.ts';
import { openApi } from '../api/reference/document.ts';
import { ITEM_STATES } from '../core/item.ts';
import { ITEM_VERBS, type ItemVerb, OTHER_VERBS } from '../core/verbs/table.ts';
import { configurationReference, configurationSchema } from './configuration-reference.ts';
import { code, table } from './markdown.ts';
import { stateReference } from './state-reference.ts';

export const OPENAPI = fileURLToPath(new URL('../docs/reference/openapi.json', import.meta.url));
const reference = (file: string): string => fileURLToPath(new URL(`../docs/reference/${file}`, import.meta.url));
export const ARCHITECTURE = fileURLToPath(new URL('../ARCHITECTURE.md', import.meta.url));
const BEGIN = '<!-- generated: verbs, by npm run docs -->';
const END = '<!-- end of generated -->';

const codes = (words: readonly string[]): string => words.map(code).join(', ') || '–';

/** Where each verb leads from each state; an empty cell is a 409. */
function states(): string {
  const rows = Object.entries<ItemVerb>(ITEM_VERBS).map(([verb, { to }]) => [
    `\`${verb}\``,
    ...ITEM_STATES.map((state) => (to[state] ?? []).join(' or ')),
  ]);
  return table(['verb', ...ITEM_STATES.map((state) => `\`${state}\``)], rows);
}

function rules(): string {
  const rows = Object.entries<ItemVerb>(ITEM_VERBS).map(([verb, row]) => [
    `\`${verb}\``,
    codes(row.who),
    row.capacity.join(' or '),
    codes(row.starts),
    codes(row.ends),
  ]);
  return table(['verb', 'who may', 'capacity', 'may start', 'may end'], rows);
}

const others = (): string =>
  table(
    ['verb', 'who may'],
    Object.entries(OTHER_VERBS).map(([verb, who]) => [`\`${verb}\``, codes(who)]),
  );

const generated = (): string =>
  [
    'Where each verb leads, by the state in which it finds the item. An empty cell is a 409.',
    states(),
    'Who may use it, and what happens to capacity and deadlines, before the match that follows.',
    rules(),
    'Verbs that concern no single item.',
    others(),
  ].join('\n\n');

/** Nothing is asked of what the API depends on until a request comes. */
export const apiDescription = (): string => {
  const app = createApp({} as ApiDependencies, () => undefined);
  return `${JSON.stringify(openApi(app.operations), null, 2)}\n`;
};

/** By their names in docs/reference. */
export const referenceDocs = (): Readonly<Record<string, string>> => ({
  'states.md': `${stateReference()}\n`,
  'configuration.md': configurationReference(),
  'configuration.schema.json': `${JSON.stringify(configurationSchema(), null, 2)}\n`,
});

/** The document with what lies between the markers made anew. */
export function withGenerated(document: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`ARCHITECTURE.md has lost its markers: ${BEGIN} … ${END}`);
  return `${document.slice(0, begin + BEGIN.length)}\n\n${generated()}\n\n${document.slice(end)}`;
}

const started = process.argv[1];
if (started !== undefined && import.meta.url === pathToFileURL(started).href) {
  writeFileSync(ARCHITECTURE, withGenerated(readFileSync(ARCHITECTURE, 'utf8')));
  for (const [file, text] of Object.entries(referenceDocs())) writeFileSync(reference(file), text);
  writeFileSync(OPENAPI, apiDescription());
}
