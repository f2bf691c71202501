#!/usr/bin/env node
// Without dependencies, since nothing may be installed yet, and in syntax that an old Node still reads.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { markInstalled, reasonToInstall } from './staleness.mjs';
import { tally } from './tally.mjs';

/** A batch makes much that is soon forgotten, beside what is open, which stays: with more room for the former the latter is looked through less often. */
const MEMORY = ['--max-semi-space-size=32'];

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const OLDEST = [20, 19];

/** Started by first argument; everything else is for the command line. */
const PROGRAMS = { bench: 'bench/main.ts', chaos: 'test/e2e/chaos-long.ts' };

process.exitCode = await main(process.argv.slice(2));

async function main(args) {
  if (isOlder(process.versions.node)) {
    console.error(
      `Signalbox needs Node ${OLDEST.join('.')} or newer, this is ${process.versions.node}; install a newer one.`,
    );
    return 1;
  }
  const installed = await installIfStale();
  if (installed !== 0 || args[0] === 'install') return installed;
  if (args[0] === 'test') return test(args.slice(1));
  const program = PROGRAMS[args[0]];
  return program ? runTypeScript(program, args.slice(1)) : runTypeScript('cli/main.ts', args);
}

function isOlder(version) {
  const [major, minor] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

async function installIfStale() {
  const reason = reasonToInstall(ROOT);
  if (reason === null) return 0;
  console.error(`Installing packages (${reason}) ...`);
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  // What npm says goes to stderr: stdout belongs to the command that was asked for.
  const code = await runNpm(args, { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (code !== 0)
    console.error('The packages could not be installed; run "npm ci" in the project and read what it says.');
  else markInstalled(ROOT);
  return code;
}

/** The npm that runs us, if one does: there may be no other on PATH. */
function runNpm(args, options) {
  const npm = process.env.npm_execpath;
  if (npm?.endsWith('npm-cli.js')) return run(process.execPath, [npm, ...args], options);
  return run('npm', args, { ...options, shell: process.platform === 'win32' });
}

/** In the user's working directory, where file names in arguments are meant to be; so tsx is named by its full path. */
function runTypeScript(file, args) {
  const tsx = createRequire(join(ROOT, 'package.json')).resolve('tsx');
  const node = [...MEMORY, '--import', pathToFileURL(tsx).href];
  return run(process.execPath, [...node, join(ROOT, file), ...args], { stdio: 'inherit' });
}

async function test(args) {
  const directory = mkdtempSync(join(tmpdir(), 'signalbox-report-'));
  const report = join(directory, 'report.json');
  const long = args.includes('--long');
  const rest = args.filter((arg) => arg !== '--long');
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const exitCode = await run(process.execPath, [vitest, 'run', ...reporters, ...rest], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...(long ? { SIGNALBOX_TEST_LONG: '1' } : {}) },
  });
  const content = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null;
  rmSync(directory, { recursive: true, force: true });
  const mayPick = rest.some((arg) => arg.startsWith('-t') || arg.startsWith('--testNamePattern'));
  const { passed, failed, remarks } = tally(content, { exitCode, mayPick });
  for (const remark of remarks) console.log(remark);
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 ? exitCode || 1 : 0;
}

/** Resolves with the exit code, 128 + n for a signal, as a shell would say it. */
function run(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, options);
    const release = forwardSignals(child);
    child.once('error', (error) => {
      console.error(`"${command}" could not be started: ${error.message}.`);
      resolve(127);
    });
    child.once('exit', (code, signal) => {
      release();
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** Ctrl-C in a terminal reaches the child by itself; a second SIGINT from us would look like impatience. */
function forwardSignals(child) {
  const interrupt = () => process.stdin.isTTY || child.kill('SIGINT');
  const terminate = () => child.kill('SIGTERM');
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', terminate);
  return () => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', terminate);
  };
}
