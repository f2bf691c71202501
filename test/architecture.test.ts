import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ARCHITECTURE, withGenerated } from '../scripts/generate-docs.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = [
  'activities',
  'api',
  'bench',
  'channels',
  'cli',
  'core',
  'db',
  'engine',
  'scripts',
  'sim',
  'test',
].concat(['web', 'workflows']);

interface Source {
  readonly path: string;
  readonly text: string;
}

interface Import {
  /** A path from the root for a relative import, otherwise the package as it is written. */
  readonly target: string;
  readonly local: boolean;
  readonly typeOnly: boolean;
}

/** What a folder may import; everything else is refused. */
interface FolderRule {
  readonly values: RegExp;
  /** Allowed where the import is erased. */
  readonly types: RegExp;
  readonly packages: RegExp;
}

const NONE = /^(?!)/;
/** Files of core that hold words and forms but decide nothing. */
const WORDS = 'core/(agent|bulk|callback/callback|cloud-event|command|error|forms|ids|item|offer|target)\\.ts$';
const NO_SERVER = /^(?!@?hono|react|@temporalio)/;

/** By the longest folder that fits. Folders without a rule (cli, scripts, test) wire things together and may import anything. */
const RULES: Readonly<Record<string, FolderRule>> = {
  core: { values: /^core\//, types: NONE, packages: /^(zod|@marcbachmann\/cel-js|re2js|temporal-polyfill|ical\.js)$/ },
  db: { values: new RegExp(`^db/|^${WORDS}`), types: /^core\//, packages: /^(drizzle-orm|postgres$|node:url$)/ },
  engine: { values: /^(engine\/(?!temporal\/)|core\/|db\/)/, types: NONE, packages: NO_SERVER },
  'engine/temporal': {
    values: /^(engine\/|core\/|db\/|workflows\/messages\.ts$)/,
    types: NONE,
    packages: /^(?!@?hono|react|@temporalio\/(?!client|common))/,
  },
  api: {
    values: new RegExp(
      `^(api/|sim/|engine/request\\.ts$|core/(configuration/|explain/(recorded|sentences)\\.ts$)|db/client\\.ts$|db/query/(?!commit-batch|lease|rebuild))|^${WORDS}`,
    ),
    types: /^core\//,
    packages: /^(?!@temporalio|postgres$|drizzle-orm)/,
  },
  workflows: { values: /^workflows\//, types: /^(activities|core)\//, packages: /^@temporalio\/(workflow|common)/ },
  activities: {
    values: new RegExp(`^(activities/|engine/request\\.ts$|workflows/messages\\.ts$)|^${WORDS}`),
    types: /^core\//,
    packages: /^(@temporalio\/(activity|common)|node:crypto$)/,
  },
  sim: { values: /^(sim|core)\//, types: NONE, packages: /^(?!postgres$|drizzle-orm|@temporalio)/ },
  web: { values: /^web\//, types: /^api\//, packages: /^(?!node:)/ },
  channels: { values: /^channels\//, types: /^api\//, packages: /^/ },
};

const IMPORT =
  /\b(?:import|export)\s+(type\s+)?(\{[^}]*\}|\*(?:\s+as\s+\w+)?|\w+(?:\s*,\s*\{[^}]*\})?)\s+from\s+['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g;

const isErased = (names: string): boolean =>
  names.startsWith('{') &&
  names
    .slice(1, -1)
    .split(',')
    .map((name) => name.trim())
    .every((name) => name === '' || name.startsWith('type '));

function importsOf({ path, text }: Source): Import[] {
  return [...text.matchAll(IMPORT)].map(([, type, names, from, alone]) => {
    const written = from ?? alone!;
    const local = written.startsWith('.');
    const target = local ? posix.join(posix.dirname(path), written) : written;
    return { target, local, typeOnly: type !== undefined || (names !== undefined && isErased(names)) };
  });
}

function ruleFor(path: string): FolderRule | undefined {
  const folders = Object.keys(RULES).filter((folder) => path.startsWith(`${folder}/`));
  return RULES[folders.sort((a, b) => b.length - a.length)[0] ?? ''];
}

function wrongImports(source: Source): string[] {
  const rule = ruleFor(source.path);
  if (rule === undefined) return [];
  const allowed = ({ target, local, typeOnly }: Import): boolean =>
    local ? rule.values.test(target) || (typeOnly && rule.types.test(target)) : rule.packages.test(target);
  return importsOf(source)
    .filter((one) => !allowed(one))
    .map((one) => `${source.path} may not import ${one.target}`);
}

/** A comment may speak of a clock. `//` counts after a space only, or a URL in a text would hide the rest of its line. */
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');

interface TextRule {
  readonly name: string;
  readonly where: (path: string) => boolean;
  readonly forbidden: RegExp;
}

const TEXT_RULES: readonly TextRule[] = [
  {
    name: 'core knows no clock, chance or process',
    where: (path) => path.startsWith('core/'),
    forbidden:
      /\b(Date\.now|Temporal\.Now|Math\.random|performance|process|globalThis|setTimeout|setInterval|setImmediate|queueMicrotask|fetch|crypto|Promise)\b|\bnew Date\(\)|\b(async|await)\b/,
  },
  {
    name: 'what is said of a decision comes from the table of phrases',
    where: (path) => path !== 'core/phrases/say.ts',
    forbidden: /\bas\s+(unknown\s+as\s+)?Sentence\b|<Sentence>\w|\bis\s+Sentence\b/,
  },
  {
    name: 'core has no default export',
    where: (path) => path.startsWith('core/'),
    forbidden: /\bexport\s+default\b|\bas\s+default\b/,
  },
  {
    name: 'single statements only',
    where: (path) => !path.startsWith('test/') && path !== 'db/migrate.ts',
    forbidden: /\.(begin|transaction)\s*\(/,
  },
  {
    name: 'the environment is read in env.ts',
    where: (path) => !/^(scripts|test)\//.test(path) && path !== 'env.ts',
    forbidden: /\bprocess\s*\.\s*env\b|\bprocess\[|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b/,
  },
  {
    name: 'tests are neither mocked nor left out',
    where: (path) => path.startsWith('test/'),
    forbidden:
      /\bvi\.(mock|doMock)\b|\b(it|test|describe|suite)(\.\w+)*\.(only|skip|skipIf|runIf|todo)\b|\b[xf](it|describe)\(/,
  },
];

function wrongText(source: Source): string[] {
  const text = withoutComments(source.text);
  return TEXT_RULES.filter((rule) => rule.where(source.path)).flatMap((rule) => {
    const found = rule.forbidden.exec(text);
    return found === null ? [] : [`${source.path}: ${rule.name}, but: ${found[0]}`];
  });
}

function tooLong({ path, text }: Source): string[] {
  const lines = text.replace(/\n$/, '').split('\n').length;
  return lines > 300 ? [`${path} has ${lines} lines, more than 300`] : [];
}

function sources(): Source[] {
  const inFolders = FOLDERS.filter((folder) => existsSync(join(ROOT, folder))).flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  return [...readdirSync(ROOT), ...inFolders]
    .map((path) => path.replaceAll('\\', '/'))
    .filter(
      (path) =>
        /\.(ts|tsx|mts|mjs|js)$/.test(path) && !path.includes('node_modules/') && !/\/(dist|history)\//.test(path),
    )
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

describe('the code as it is', () => {
  const all = sources();

  it('is found by the checker, folder by folder', () => {
    for (const folder of ['api', 'core', 'db', 'engine', 'scripts', 'test']) {
      expect(all.filter(({ path }) => path.startsWith(`${folder}/`)).length).toBeGreaterThan(0);
    }
    expect(all.flatMap(importsOf).length).toBeGreaterThan(all.length);
  });

  it('imports only what its folder may', () => {
    expect(all.flatMap(wrongImports)).toEqual([]);
  });

  it('holds to the rules about its text', () => {
    expect(all.flatMap(wrongText)).toEqual([]);
  });

  it('has no file above 300 lines', () => {
    expect(all.flatMap(tooLong)).toEqual([]);
  });
});

describe('the checker', () => {
  const planted = (path: string, text: string): Source => ({ path, text });

  it.each([
    ['core/a.ts', `import { run } from '../db/client.ts';`],
    ['core/verbs/a.ts', `export * from '../../engine/clock.ts';`],
    ['core/a.ts', `import type { Hono } from 'hono';`],
    ['core/a.ts', `const fs = await import('node:fs');`],
    ['core/a.ts', `import 'node:crypto';`],
    ['db/a.ts', `import { startWriter } from '../engine/writer.ts';`],
    ['db/query/a.ts', `import { match } from '../../core/match.ts';`],
    ['engine/a.ts', `import {\n  Hono,\n} from 'hono';`],
    ['engine/a.ts', `import { Client } from '@temporalio/client';`],
    ['engine/a.ts', `import { createApp } from '../api/app.ts';`],
    ['api/operations/a.ts', `import { commitBatch } from '../../db/query/commit-batch.ts';`],
    ['api/operations/a.ts', `import { startWriter } from '../../engine/writer.ts';`],
    ['api/a.ts', `import { type World, createWorld } from '../core/world.ts';`],
    ['workflows/a.ts', `import { isSettled } from '../core/item.ts';`],
    ['web/a.tsx', `import { Item } from '../core/item.ts';`],
  ])('names the wrong import in %s: %s', (path, text) => {
    expect(wrongImports(planted(path, text))).toHaveLength(1);
  });

  it.each([
    ['core/verbs/a.ts', `import { z } from 'zod';\nimport { emit } from '../world.ts';`],
    ['db/a.ts', `import type { Changes } from '../core/changes.ts';`],
    ['api/a.ts', `import type { World } from '../core/world.ts';`],
    [
      'engine/temporal/a.ts',
      `import { Client } from '@temporalio/client';\nimport { s } from '../../workflows/messages.ts';`,
    ],
    ['workflows/a.ts', `import type { Item } from '../core/item.ts';`],
    ['cli/a.ts', `import { startWriter } from '../engine/writer.ts';`],
  ])('allows what %s may import', (path, text) => {
    expect(wrongImports(planted(path, text))).toEqual([]);
  });

  it.each([
    ['core/a.ts', 'const now = Date.now();'],
    ['core/a.ts', 'const now = new Date();'],
    ['core/a.ts', `const url = 'http://x'; const dice = Math.random();`],
    ['core/a.ts', 'performance.now();'],
    ['core/a.ts', 'setTimeout(f, 1);'],
    ['core/a.ts', 'export default 1;'],
    ['core/explain/a.ts', `const sentence = 'Nobody.' ${'as'} Sentence;`],
    ['api/a.ts', `const said = (text: string): text ${'is'} Sentence => true;`],
    ['engine/a.ts', 'await sql.begin(async () => 1);'],
    ['db/query/a.ts', 'await db.transaction(f);'],
    ['cli/a.ts', 'const port = process.env.PORT;'],
    ['api/a.ts', `const port = process['env'].PORT;`],
    ['engine/a.ts', 'const { env } = process;'],
    // Written in parts, or this file would break the rule that it states.
    ['test/a.test.ts', `${'vi'}.mock('./a.ts');`],
    ['test/a.test.ts', `${'it'}.only('x', f);`],
    ['test/a.test.ts', `${'describe'}.skip('x', f);`],
    ['test/a.test.ts', `${'test'}.todo('x');`],
  ])('names the wrong text in %s: %s', (path, text) => {
    expect(wrongText(planted(path, text))).toHaveLength(1);
  });

  it.each([
    ['core/a.ts', '// Date.now() is never asked\n/** nor process.env */\nconst at = new Date(0);'],
    ['db/migrate.ts', 'sql.begin(f);'],
    ['env.ts', 'process.env;'],
    ['scripts/a.ts', 'process.env.HOME;'],
    ['test/support/a.ts', 'process.env.HOME;'],
    ['test/a.test.ts', `it.each([1])('x', f);`],
  ])('leaves alone what is right in %s', (path, text) => {
    expect(wrongText(planted(path, text))).toEqual([]);
  });

  it('counts lines, and 301 are too many', () => {
    const lines = (count: number) => planted('core/a.ts', 'x\n'.repeat(count));
    expect([tooLong(lines(300)).length, tooLong(lines(301)).length]).toEqual([0, 1]);
  });
});

describe('the documentation', () => {
  const document = readFileSync(ARCHITECTURE, 'utf8');

  it('shows the table of verbs as it is', () => {
    expect(document, 'run npm run docs').toBe(withGenerated(document));
  });

  it('notices a cell that somebody changed', () => {
    const changed = document.replace('| `accept` |', '| `agree` |');
    expect(changed).not.toBe(document);
    expect(withGenerated(changed)).toBe(document);
  });
});
