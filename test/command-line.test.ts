import { readFileSync } from 'node:fs';
import type { CommandDef } from 'citty';
import { expect, it } from 'vitest';
import { flagsOf, wrongArgument } from '../cli/arguments.ts';
import { main } from '../cli/main.ts';

const reference = readFileSync(new URL('../docs/reference/command-line.md', import.meta.url), 'utf8');

/** `play [FILE]` and the like, with the flags that each command takes. */
function described(command: CommandDef, path: readonly string[] = []): { words: string; flags: string[] }[] {
  const under = Object.entries((command.subCommands ?? {}) as Record<string, CommandDef>);
  if (under.length > 0) return under.flatMap(([name, one]) => described(one, [...path, name]));
  return [{ words: path.join(' '), flags: flagsOf((command.args ?? {}) as Parameters<typeof flagsOf>[0]) }];
}

it('describes every command with each of its flags', () => {
  for (const { words, flags } of described(main as CommandDef)) {
    const row = reference.split('\n').find((line) => line.startsWith(`| \`${words}`));
    expect(row, `docs/reference/command-line.md has no row for ${words}`).toBeDefined();
    for (const flag of flags) expect(row, `the row of ${words}`).toContain(flag);
  }
});

it('says in the help of every command what it does', () => {
  const silent = ({ meta, subCommands = {} }: CommandDef, words: string): string[] => [
    ...((meta as { description?: string } | undefined)?.description ? [] : [words]),
    ...Object.entries(subCommands as Record<string, CommandDef>).flatMap(([name, one]) =>
      silent(one, `${words} ${name}`),
    ),
  ];
  expect(silent(main as CommandDef, 'signalbox')).toEqual([]);
});

it('describes no command that there is not', () => {
  const known = described(main as CommandDef).map(({ words }) => words);
  const rows = [...reference.matchAll(/^\| `([a-z]+(?: [a-z]+)?)/gm)].map(([, words]) => words);
  expect(rows.toSorted()).toEqual(known.toSorted());
});

const wrong = (words: string): string | null => wrongArgument(main as CommandDef, words.split(' ').filter(Boolean));

it.each([
  ['item wi_1 --jsn', 'signalbox item has no option "--jsn"; the nearest is --json.'],
  ['start --no-dmeo', 'signalbox start has no option "--no-dmeo"; the nearest is --no-demo.'],
  ['start --no-speed 3', 'signalbox start has no option "--no-speed"; the nearest is --speed.'],
  ['api --lease 300', 'signalbox api has no option "--lease"; the nearest is --lease-ms.'],
  ['migrate --force', 'signalbox migrate has no option "--force"; the nearest is --help.'],
  ['verify -j', 'signalbox verify has no option "-j"; the nearest is --json.'],
  [
    'configuration validate a.yaml --strct',
    'signalbox configuration validate has no option "--strct"; the nearest is --strict.',
  ],
  ['item wi_1 wi_2', 'signalbox item takes one argument: "wi_2" is too much. See signalbox item --help.'],
  ['doctor now', 'signalbox doctor takes no arguments: "now" is too much. See signalbox doctor --help.'],
  ['migrate -- more', 'signalbox migrate takes no arguments: "more" is too much. See signalbox migrate --help.'],
  ['verfy', 'signalbox has no command "verfy"; the nearest is verify.'],
  ['configuration publsh a.yaml', 'signalbox configuration has no command "publsh"; the nearest is publish.'],
  ['--json', 'signalbox has no option "--json"; the nearest is --help.'],
  ['play --speed', 'signalbox play --speed needs a value.'],
  ['verify --json=yes', 'signalbox verify --json takes no value.'],
])('refuses "%s" with a sentence', (words, sentence) => {
  expect(wrong(words)).toBe(sentence);
});

it.each([
  '',
  '--help',
  'item --help',
  'item -h',
  'configuration --help',
  'item wi_1 --json',
  'item --json wi_1',
  'start --no-demo --empty --speed=3',
  'start --demo --speed 3',
  'play calls.csv --speed 30',
  'configuration export file.json',
])('takes "%s"', (words) => {
  expect(wrong(words)).toBeNull();
});

it('knows nothing that is not in every command: each refuses an option of its neighbours', () => {
  for (const { words } of described(main as CommandDef))
    expect(wrong(`${words} --nothing`)).toMatch(
      new RegExp(`^signalbox ${words} has no option "--nothing"; the nearest is --`),
    );
});
