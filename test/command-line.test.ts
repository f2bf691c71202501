import { readFileSync } from 'node:fs';
import type { CommandDef } from 'citty';
import { expect, it } from 'vitest';
import { main } from '../cli/main.ts';

const reference = readFileSync(new URL('../docs/reference/command-line.md', import.meta.url), 'utf8');

/** `play [FILE]` and the like, with the flags that each command takes. */
function described(command: CommandDef, path: readonly string[] = []): { words: string; flags: string[] }[] {
  const under = Object.entries((command.subCommands ?? {}) as Record<string, CommandDef>);
  if (under.length > 0) return under.flatMap(([name, one]) => described(one, [...path, name]));
  const args = Object.entries((command.args ?? {}) as Record<string, { type?: string; default?: unknown }>);
  const flags = args
    .filter(([, arg]) => arg.type !== 'positional')
    .map(([name, arg]) => (arg.default === true ? `--no-${name}` : `--${name}`));
  return [{ words: path.join(' '), flags }];
}

it('describes every command with each of its flags', () => {
  for (const { words, flags } of described(main as CommandDef)) {
    const row = reference.split('\n').find((line) => line.startsWith(`| \`${words}`));
    expect(row, `docs/reference/command-line.md has no row for ${words}`).toBeDefined();
    for (const flag of flags) expect(row, `the row of ${words}`).toContain(flag);
  }
});

it('describes no command that there is not', () => {
  const known = described(main as CommandDef).map(({ words }) => words);
  const rows = [...reference.matchAll(/^\| `([a-z]+(?: [a-z]+)?)/gm)].map(([, words]) => words);
  expect(rows.toSorted()).toEqual(known.toSorted());
});
