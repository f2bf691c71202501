#!/usr/bin/env node
// Prints the commands of a page, in its order: node scripts/snippets.mjs docs/how-to/PAGE.md | bash -e
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** The fenced blocks of a page with their language, in order. */
export function snippets(markdown) {
  return [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, text]) => ({ language, text }));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const commands = process.argv.slice(2).flatMap((file) => snippets(readFileSync(file, 'utf8')));
  process.stdout.write(
    commands
      .filter(({ language }) => language === 'sh')
      .map(({ text }) => text)
      .join('\n'),
  );
}
