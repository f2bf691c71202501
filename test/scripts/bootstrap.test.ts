import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../scripts/processes.ts';

/** A project with the real scripts, whose command line is one we wrote. */
const project = realpathSync(mkdtempSync(join(tmpdir(), 'signalbox-bootstrap-')));
const bootstrap = join(project, 'scripts', 'bootstrap.mjs');
const COMMAND_LINE = `
const [what, code]: string[] = process.argv.slice(2);
if (what === 'exit') process.exit(Number(code));
if (what === 'where') console.log(process.cwd());
if (what === 'wait') {
  setInterval(() => {}, 1_000);
  process.on('SIGTERM', () => process.exit(7));
  process.on('SIGINT', () => process.exit(8));
  console.log('ready');
}
`;

beforeAll(() => {
  const root = join(import.meta.dirname, '..', '..');
  cpSync(join(root, 'scripts'), join(project, 'scripts'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
  mkdirSync(join(project, 'cli'));
  writeFileSync(join(project, 'cli', 'main.ts'), COMMAND_LINE);
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

test('passes the exit code of the command on', async () => {
  expect((await run(process.execPath, [bootstrap, 'exit', '5'], { deadlineMs: 15_000 })).code).toBe(5);
});

test('runs in the directory of the user', async () => {
  const { output } = await run(process.execPath, [bootstrap, 'where'], { deadlineMs: 15_000, cwd: '/' });
  expect(output).toBe('/\n');
});

test('finds its project through a symbolic link', async () => {
  const link = join(project, 'signalbox');
  symlinkSync(bootstrap, link);
  expect((await run(link, ['exit', '3'], { deadlineMs: 15_000 })).code).toBe(3);
});

test.each([
  ['SIGTERM', 7],
  ['SIGINT', 8],
] as const)('passes %s on to the command', async (signal, code) => {
  const child = spawn(process.execPath, [bootstrap, 'wait'], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.once('data', () => child.kill(signal));
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(code);
});
