import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { commandLine, isAlive, run, spawnInBackground, stopProcess } from '../../scripts/processes.ts';

const directory = mkdtempSync(join(tmpdir(), 'signalbox-processes-'));
const logFile = join(directory, 'log');
afterAll(() => rmSync(directory, { recursive: true }));

async function startScript(script: string): Promise<number> {
  const before = logLength();
  const { pid } = spawnInBackground({ command: process.execPath, args: ['-e', script], logFile });
  while (logLength() === before) await sleep(20);
  return pid!;
}

function logLength(): number {
  try {
    return readFileSync(logFile, 'utf8').length;
  } catch {
    return 0;
  }
}

test('a process in the background writes into its log', async () => {
  const pid = await startScript('console.log("hello from below"); setInterval(() => {}, 1000)');
  expect(readFileSync(logFile, 'utf8')).toContain('hello from below');
  expect(commandLine(pid)).toContain('hello from below');
  expect(await stopProcess(pid, 5_000)).toBe('stopped');
  expect(isAlive(pid)).toBe(false);
  expect(commandLine(pid)).toBeNull();
});

test('a process that ignores the request is killed', async () => {
  const pid = await startScript('process.on("SIGTERM", () => {}); console.log("deaf"); setInterval(() => {}, 1000)');
  expect(await stopProcess(pid, 200)).toBe('killed');
  expect(isAlive(pid)).toBe(false);
});

test('stopping a process that is gone does nothing', async () => {
  const pid = await startScript('console.log("brief"); setInterval(() => {}, 1000)');
  await stopProcess(pid, 5_000);
  expect(await stopProcess(pid, 5_000)).toBe('stopped');
});

test('a program that cannot start has no code', async () => {
  const finished = await run(join(directory, 'nothing'), [], { deadlineMs: 1_000 });
  expect(finished.code).toBeNull();
  expect(finished.output).toContain('ENOENT');
});
