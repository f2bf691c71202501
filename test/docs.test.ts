import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import type { CommandDef } from 'citty';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createMetrics } from '../api/metrics.ts';
import { readAgents } from '../api/read-agents.ts';
import { main } from '../cli/main.ts';
import { listSettings } from '../env.ts';
import { snippets } from '../scripts/snippets.mjs';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const pagesIn = (folder: string, recursive: boolean): string[] =>
  readdirSync(join(ROOT, folder), { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => posix.join(folder, name));
const PAGES = [...pagesIn('.', false), ...pagesIn('docs', true), ...pagesIn('demo', false)].sort();
const commandsOf = (page: string): string[] =>
  snippets(read(page)).flatMap(({ language, text }) => (language === 'sh' ? [text] : []));

/** What a reader may type: blocks of commands, and code inside sentences and tables. */
const typed = (page: string): string[] => [
  ...commandsOf(page),
  ...[...read(page).matchAll(/`((?:\w+=\S+ )*(?:npx|npm) [^`\n]+)`/g)].map(([, code]) => code!),
];

/** As links name them. */
const headingsOf = (page: string): string[] =>
  [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, text]) =>
    text!
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );

const KNOWN_LANGUAGES = ['sh', 'text', 'yaml', 'json', 'sql', 'ts'];

/** What is wrong with a call of `signalbox`, by the definition of the command line; `null` when nothing is. */
function wrongCall(words: readonly string[]): string | null {
  let command = main as CommandDef;
  const rest = [...words];
  for (;;) {
    const under = command.subCommands as Record<string, CommandDef> | undefined;
    if (under === undefined) break;
    const [name = ''] = rest;
    // A word that stands for any command.
    if (name === 'COMMAND') return null;
    const next = under[name];
    if (next === undefined) return `there is no command ${words.join(' ')}`;
    rest.shift();
    command = next;
  }
  const args = Object.keys((command.args ?? {}) as object);
  const unknown = rest
    .filter((word) => word.startsWith('--'))
    .find((word) => !args.includes(word.replace(/^--(no-)?/, '').replace(/=.*/, '')));
  return unknown === undefined ? null : `${words.join(' ')} has no option ${unknown}`;
}

/** The words of each call of `signalbox` in a text, up to where the shell goes on with something else. */
const calls = (text: string): string[][] =>
  [...text.replaceAll('\\\n', ' ').matchAll(/(?:npx signalbox|cli\/main\.ts) ([^\n`|&;>)]*)/g)].map(([, words]) =>
    words!.trim().split(/\s+/),
  );

describe.each(PAGES)('%s', (page) => {
  it('says of each block what language it is in', () => {
    for (const { language, text } of snippets(read(page)))
      expect(KNOWN_LANGUAGES, text.slice(0, 60)).toContain(language);
  });

  it('has commands that a shell can read', () => {
    for (const text of commandsOf(page)) {
      const { stderr } = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' });
      expect(stderr, text).toBe('');
    }
  });

  it('names only commands and options that there are', () => {
    const wrong = typed(page)
      .flatMap(calls)
      .map((words) => wrongCall(words))
      .filter((one) => one !== null);
    expect(wrong).toEqual([]);
  });

  it('names only scripts that package.json has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = typed(page).flatMap((text) => [...text.matchAll(/npm (?:run ([\w:]+)|(start|test))\b/g)]);
    for (const [, run, own] of named) expect(Object.keys(scripts)).toContain(run ?? own);
  });

  it('names only settings that env.ts or the tests read', () => {
    const ofTests = [...read('test/support/seed.ts').matchAll(/process\.env\.(\w+)/g)].map(([, name]) => name!);
    const known = new Set<string>([...listSettings({}).map(({ name }) => name), ...ofTests]);
    const named = [...read(page).matchAll(/\b(?:SIGNALBOX|TEMPORAL)_[A-Z_]+\b/g)].map(([name]) => name);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('links to pages and headings that are there', () => {
    const links = [...read(page).matchAll(/\]\(([^)#\s]*)(?:#([\w-]+))?\)/g)].map(([, to, heading]) => ({
      to: to!,
      heading,
    }));
    for (const { to, heading } of links.filter(({ to }) => !/^https?:/.test(to))) {
      const target = to === '' ? page : posix.join(dirname(page), to);
      expect(existsSync(join(ROOT, target)), target).toBe(true);
      if (heading !== undefined) expect(headingsOf(target), target).toContain(heading);
    }
  });

  it('has YAML that can be read', () => {
    for (const { language, text } of snippets(read(page))) if (language === 'yaml') expect(parse(text)).toBeTruthy();
  });
});

/** Where the commands of a page are run. What a test cannot have is said, and was run by hand. */
const RUN_BY: Readonly<Record<string, string>> = {
  'README.md': 'test/cli/pages.test.ts runs npm start, and npm test runs this',
  'docs/tutorial/first-organisation.md': 'test/cli/pages.test.ts',
  'docs/how-to/configuration-in-git.md': 'test/cli/pages.test.ts',
  'docs/how-to/call-backs.md': 'test/cli/pages.test.ts',
  'docs/how-to/hand-work-over.md': 'test/cli/pages.test.ts',
  'docs/how-to/live-work-first.md': 'test/cli/pages.test.ts',
  'docs/how-to/recurring-work.md': 'test/cli/pages.test.ts',
  'docs/how-to/full-or-closed-queues.md': 'test/cli/pages.test.ts',
  'docs/how-to/steer-in-temporal.md': 'test/cli/pages.test.ts',
  'docs/how-to/run-without-containers.md':
    'test/cli/how-to.test.ts, without building Temporal and making its databases',
  'docs/how-to/when-somebody-leaves.md': 'test/cli/pages.test.ts',
  'docs/how-to/watch-and-back-up.md': 'test/cli/how-to.test.ts, without pg_dump and the temporal program',
  'docs/how-to/run-with-containers.md': 'test/compose.test.ts reads what it starts: there are no containers here',
};

it('says of each page with commands where they are run', () => {
  const pages = PAGES.filter((page) => commandsOf(page).length > 0);
  expect(pages).toEqual(Object.keys(RUN_BY).sort());
  for (const by of Object.values(RUN_BY)) expect(existsSync(join(ROOT, by.split(/[, ]/)[0]!)), by).toBe(true);
});

it('shows agents in a file as they are imported', () => {
  const csv = snippets(read('docs/reference/command-line.md')).find(({ text }) => text.startsWith('id,name,profile'));
  const { agents, findings } = readAgents(csv!.text);
  expect(findings).toEqual([]);
  expect(agents.map(({ id, input }) => [id, input.skills, input.limits])).toEqual([
    ['anna', { german: 4, french: 2 }, { chat: 2 }],
    ['bo', { german: 1 }, {}],
  ]);
});

it('names only metrics that there are', async () => {
  const metrics = createMetrics(() => ({ epoch: 1, gathered: 0, behind: 0, census: null }));
  const text = await metrics.text();
  const page = read('docs/how-to/watch-and-back-up.md');
  const named = [...page.matchAll(/\bsignalbox_(?!lost)[a-z_]+/g)].map(([name]) => name);
  expect(named.length).toBeGreaterThan(8);
  for (const name of named) expect(text).toContain(`# TYPE ${name.replace(/_(bucket|count|sum)$/, '')} `);
});

it('would be found with a command, an option or a script that there is not', () => {
  expect(wrongCall(['verfy'])).toBe('there is no command verfy');
  expect(wrongCall(['configuration', 'publsh', 'FILE'])).toBe('there is no command configuration publsh FILE');
  expect(wrongCall(['play', '--fast'])).toBe('play --fast has no option --fast');
  expect(wrongCall(['start', '--no-demo'])).toBeNull();
  expect(calls('PORT=1 npx signalbox play --speed 60 > log 2>&1 &')).toEqual([['play', '--speed', '60']]);
});
