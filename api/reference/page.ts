import type { Content, Described, Json, OpenApi, Parameter } from './document.ts';

/** The reference for people: one page of HTML that needs neither script nor network. */
export function referencePage(document: OpenApi): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({ path, method, one })),
  );
  const tags = [...new Set(operations.map(({ one }) => one.tags[0]!))];
  const sections = tags.map((tag) => {
    const own = operations.filter(({ one }) => one.tags[0] === tag);
    return `<section><h2 id="${id(tag)}">${html(tag)}</h2>${own.map(operation).join('')}</section>`;
  });
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => component(name, schema));
  const contents = tags.map((tag) => `<li><a href="#${id(tag)}">${html(tag)}</a></li>`).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(document.info.title)}: the HTTP API</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>${html(document.info.title)}: the HTTP API</h1>${paragraphs(document.info.description)}
<p>For programs: <a href="/openapi.json">openapi.json</a>, OpenAPI ${html(document.openapi)}.</p></header>
<nav aria-label="Contents"><ul>${contents}<li><a href="#schemas">What is answered</a></li></ul></nav>
<main>${sections.join('')}<section><h2 id="schemas">What is answered</h2>${schemas.join('')}</section></main>
</body>
</html>
`;
}

const id = (name: string): string => html(name.replace(/[^\w-]/g, '-'));

const html = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);

const paragraphs = (text: string): string =>
  text
    .split('\n')
    .map((line) => `<p>${html(line)}</p>`)
    .join('');

function operation({ path, method, one }: { path: string; method: string; one: Described }): string {
  const body = Object.entries(one.requestBody?.content ?? {});
  const [type, sent] = body[0] ?? [];
  return `<article id="${html(one.operationId)}">
<h3><span class="method">${html(method.toUpperCase())}</span> <code>${html(path)}</code></h3>
<p>${html(one.summary)}. ${html(one.description)}</p>
${table('Parameters', one.parameters.map(parameterRow))}
${sent === undefined ? '' : `<h4>Body</h4><p>${body.map(([name]) => `<code>${html(name)}</code>`).join(' or ')}</p>${shape(type!, sent.schema)}`}
<h4>Answers</h4><ul>${Object.entries(one.responses).map(response).join('')}</ul>
</article>`;
}

function response([status, answer]: [string, Content | { readonly $ref: string }]): string {
  if ('$ref' in answer) return `<li><strong>${html(status)}</strong> <a href="#schema-Problem">Problem</a></li>`;
  const kinds = Object.entries(answer.content ?? {}).map(
    ([type, { schema }]) => `${words(schema)} as <code>${html(type)}</code>`,
  );
  return `<li><strong>${html(status)}</strong> ${html(answer.description)}${kinds.length === 0 ? '' : `: ${kinds.join(', ')}`}</li>`;
}

const parameterRow = ({ name, in: place, required, description, schema }: Parameter): string[] => [
  `<code>${html(name)}</code>`,
  html(`${place}${required ? ', required' : ''}`),
  `${words(schema)}${description === undefined ? '' : `. ${html(description)}`}`,
];

function component(name: string, schema: Json): string {
  return `<article id="schema-${html(name)}"><h3>${html(name)}</h3>${shape(name, schema)}</article>`;
}

function shape(caption: string, schema: Json): string {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Json>);
  const required = (schema['required'] ?? []) as readonly string[];
  if (properties.length === 0) return `<p>${words(schema)}</p>`;
  const rows = properties.map(([name, one]) => [
    `<code>${html(name)}</code>`,
    required.includes(name) ? 'required' : '',
    words(one),
  ]);
  return table(caption, rows);
}

function table(caption: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = ([name, ...cells]: readonly string[]): string =>
    `<tr><th scope="row">${name}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  return `<div class="wide" role="region" aria-label="${html(caption)}" tabindex="0"><table><caption>${html(caption)}</caption><tbody>${rows.map(line).join('')}</tbody></table></div>`;
}

/** A schema in a few words, as HTML. */
function words(schema: Json): string {
  const { $ref, anyOf, type, items, additionalProperties, properties } = schema;
  const allowed = schema['enum'] as readonly unknown[] | undefined;
  if (typeof $ref === 'string') {
    const name = $ref.split('/').at(-1)!;
    return `<a href="#schema-${html(name)}">${html(name)}</a>`;
  }
  if (Array.isArray(anyOf)) return anyOf.map((one) => words(one as Json)).join(' or ');
  if (allowed !== undefined) return `one of ${allowed.map((one) => `<code>${html(String(one))}</code>`).join(' ')}`;
  if ('const' in schema) return `<code>${html(String(schema['const']))}</code>`;
  if (type === 'array') return `list of ${words(items as Json)}`;
  if (properties !== undefined) {
    const members = Object.entries(properties as Record<string, Json>);
    return `{ ${members.map(([name, one]) => `<code>${html(name)}</code>: ${words(one)}`).join(', ')} }`;
  }
  if (type === 'object' && typeof additionalProperties === 'object' && additionalProperties !== null)
    return `map of ${words(additionalProperties as Json)}`;
  return html(simple(schema));
}

function simple(schema: Json): string {
  const { type, format, minimum, maximum, maxLength } = schema;
  const kind = Array.isArray(type) ? type.join(' or ') : ((format ?? type ?? 'anything') as string);
  const least = minimum !== undefined ? ` from ${minimum}` : '';
  const most = maximum !== undefined ? ` to ${maximum}` : '';
  const length = maxLength === undefined ? '' : ` of at most ${maxLength} characters`;
  const fallback = 'default' in schema ? `, ${JSON.stringify(schema['default'])} if left out` : '';
  return kind + least + most + length + fallback;
}

const STYLE = `
:root { color-scheme: light dark; --line: #8888; --mark: #0b5394; }
@media (prefers-color-scheme: dark) { :root { --mark: #9cc9f5; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }
a { color: var(--mark); } h2 { border-bottom: 1px solid var(--line); margin-top: 2.5rem; } h3 { margin-top: 2rem; }
.method { color: var(--mark); } code { font-size: .95em; overflow-wrap: anywhere; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; padding: 0; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; } caption { text-align: left; font-weight: bold; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-top: 1px solid var(--line); } th { font-weight: normal; }
`;
