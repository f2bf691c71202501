import { parseArgs } from 'node:util';
import type { ArgDef, CommandDef } from 'citty';

type Known = Readonly<Record<string, ArgDef>>;

/**
 * What is wrong with the words after `signalbox`, in a sentence; `null` when nothing is. citty itself passes over options that a
 * command does not know, and over what comes after its last argument.
 */
export function wrongArgument(command: CommandDef, given: readonly string[], path = 'signalbox'): string | null {
  const below = command.subCommands as Readonly<Record<string, CommandDef>> | undefined;
  if (below === undefined) return wrongFor((command.args ?? {}) as Known, given, path);
  const [name, ...rest] = given;
  if (name === undefined || asksForHelp(name)) return null;
  if (Object.hasOwn(below, name)) return wrongArgument(below[name]!, rest, `${path} ${name}`);
  const kind = name.startsWith('-') ? 'option' : 'command';
  return `${path} has no ${kind} ${shown(name)}${nearest(name, kind === 'option' ? ['--help'] : Object.keys(below))}`;
}

function wrongFor(known: Known, given: readonly string[], path: string): string | null {
  const named = Object.entries(known).filter(([, arg]) => arg.type !== 'positional');
  const options = Object.fromEntries(
    named.map(([name, { type }]) => [name, { type: type === 'boolean' ? 'boolean' : 'string' } as const]),
  );
  const { tokens } = parseArgs({ args: [...given], options, strict: false, allowNegative: true, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option' || asksForHelp(token.rawName)) continue;
    const type = options[token.name.replace(/^no-/, '')]?.type;
    if (type === undefined || (type === 'string' && token.rawName.startsWith('--no-')))
      return `${path} has no option ${shown(token.rawName)}${nearest(token.rawName, flagsOf(known))}`;
    if (type === 'boolean' && token.inlineValue) return `${path} ${token.rawName} takes no value.`;
    if (type === 'string' && token.value === undefined) return `${path} ${token.rawName} needs a value.`;
  }
  const most = Object.keys(known).length - named.length;
  const surplus = tokens.filter((token) => token.kind === 'positional')[most];
  if (surplus === undefined) return null;
  const takes = most === 0 ? 'no arguments' : most === 1 ? 'one argument' : `${most} arguments`;
  return `${path} takes ${takes}: ${shown(surplus.value)} is too much. See ${path} --help.`;
}

const asksForHelp = (word: string): boolean => word === '--help' || word === '-h';
const shown = (word: string): string => JSON.stringify(word.slice(0, 80));

/** As they are typed: one that is on by default is there to be turned off. */
export const flagsOf = (known: Known): string[] =>
  Object.entries(known)
    .filter(([, { type }]) => type !== 'positional')
    .map(([name, arg]) => (arg.type === 'boolean' && arg.default === true ? `--no-${name}` : `--${name}`));

function nearest(word: string, known: readonly string[]): string {
  const [first] = [...known, '--help'].toSorted((a, b) => distance(word, a) - distance(word, b));
  return `; the nearest is ${first}.`;
}

/** How many letters have to be put in, left out or exchanged to make one word of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...a.slice(0, 80)].entries()) {
    const next = [at + 1];
    for (let to = 0; to < b.length; to += 1)
      next.push(Math.min(next[to]! + 1, row[to + 1]! + 1, row[to]! + Number(letter !== b[to])));
    row = next;
  }
  return row[b.length]!;
}
