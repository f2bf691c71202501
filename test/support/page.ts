import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { snippets } from '../../scripts/snippets.mjs';

const ROOT = join(import.meta.dirname, '..', '..');

/** Commands of a page, and what it says that they print: the `text` block that comes next. */
export interface Step {
  readonly commands: string;
  readonly prints: string | null;
}

const blocksIn = (page: string) => snippets(readFileSync(join(ROOT, page), 'utf8'));

export const blocksOf = (page: string, language: string): string[] =>
  blocksIn(page).flatMap((block) => (block.language === language ? [block.text] : []));

export function stepsOf(page: string): Step[] {
  const blocks = blocksIn(page);
  return blocks.flatMap(({ language, text }, place) => {
    const next = blocks[place + 1];
    return language === 'sh' ? [{ commands: text, prints: next?.language === 'text' ? next.text : null }] : [];
  });
}

/** For machines that have Node and little else. */
export const STAND_INS = `
command -v openssl > /dev/null || openssl() { node -p "crypto.randomBytes($3).toString('hex')"; }
command -v temporal > /dev/null || temporal() { "$TEMPORAL_CLI" "$@"; }
command -v curl > /dev/null || curl() { node ${join(import.meta.dirname, 'curl.mjs')} "$@"; }
`;

/** npm takes longer to find our program than the program to run, each of twenty times; `npm start` is run as it stands. */
const NPX = 'npx() { shift; node --import tsx cli/main.ts "$@"; }; export -f npx';

/** A server that a page starts stays in the background; the page goes on when it is ready. */
const SERVER = /^npm start.*/m;
const inBackground = (commands: string, url: string): string =>
  commands.replace(
    SERVER,
    (start) => `${start} > ~/server.log 2>&1 &\nuntil curl -sf ${url}/readyz > /dev/null; do sleep 0.2; done`,
  );

const MARK = '== end of step';

/**
 * Runs the commands of a page in one shell, from the folder of Signalbox, and holds what each block printed against what the page says.
 * There `…` stands for anything in a line, and a line of it for any lines.
 */
export async function runPage(
  page: string,
  at: { home: string; url: string; environment: Readonly<Record<string, string>> },
): Promise<void> {
  const steps = stepsOf(page);
  const shown = ({ commands }: Step): string =>
    `${inBackground(commands.replaceAll('http://127.0.0.1:7070', at.url), at.url)}\necho "${MARK}"\n`;
  const { code, out } = await bash([STAND_INS, NPX, ...steps.map(shown)].join('\n'), at);
  const printed = out.split(`${MARK}\n`);
  for (const [place, { commands, prints }] of steps.entries()) {
    if (printed[place + 1] === undefined) break;
    if (prints !== null) expect(printed[place]!.trimEnd(), commands).toMatch(patternOf(prints.trimEnd()));
  }
  expect(code, printed.slice(-2).join('')).toBe(0);
}

function patternOf(prints: string): RegExp {
  const escaped = prints.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/^…$/gm, '[^]*').replaceAll('…', '[^\\n]*')}$`);
}

/** Ends everything that the script started, with it. */
export function bash(
  script: string,
  at: { home: string; environment?: Readonly<Record<string, string>> },
): Promise<{ code: number | null; out: string }> {
  const { PATH = '' } = process.env;
  const child = spawn('bash', ['-e'], {
    cwd: ROOT,
    // npm would say in the middle of a page that there is a newer one.
    env: { PATH, HOME: at.home, npm_config_update_notifier: 'false', ...at.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      out += chunk;
    });
  child.stdin.end(script);
  const end = () => {
    try {
      process.kill(-child.pid!, 'SIGTERM');
    } catch {}
  };
  // Ended before the test is, so that it can say how far it came.
  const patience = setTimeout(end, 240_000);
  return new Promise((resolve) => {
    child.once('exit', (code) => {
      clearTimeout(patience);
      end();
      resolve({ code, out });
    });
  });
}
