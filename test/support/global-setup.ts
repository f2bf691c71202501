import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import type { TestProject } from 'vitest/node';
import { createDatabase, type RunningPostgres, startPostgres } from '../../scripts/postgres.ts';
import { sendSignal } from '../../scripts/processes.ts';
import { type RunningTemporal, startTemporal } from '../../scripts/temporal-server.ts';
import { makeRunDirectory, recordServers, removeRunDirectory, sweepDeadRuns } from './run-directory.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const NAMESPACE = 'signalbox';
const TEMPLATE = 'signalbox_template';

type Servers = { postgres: RunningPostgres; temporal: RunningTemporal };

let directory: string | null = null;
let started: Partial<Servers> = {};

/** One PostgreSQL and one Temporal server for the whole run. Without them the run fails: nothing is skipped. */
export async function setup(project: TestProject): Promise<void> {
  await sweepDeadRuns();
  const runDirectory = makeRunDirectory();
  directory = runDirectory;
  // Vitest does not call teardown when the setup throws, nor when it is forced to leave.
  process.once('exit', killAll);
  try {
    const [{ postgres, temporal }, workflowBundle] = await Promise.all([
      startServers(runDirectory),
      bundleWorkflows(runDirectory),
    ]);
    await makeTemplate(postgres.url);
    const { address } = temporal;
    project.provide('signalbox', {
      databaseUrl: postgres.url,
      template: TEMPLATE,
      address,
      namespace: NAMESPACE,
      workflowBundle,
    });
  } catch (error) {
    await teardown();
    throw error;
  }
}

export async function teardown(): Promise<void> {
  const { postgres, temporal } = started;
  started = {};
  await Promise.all([postgres?.stop(), temporal?.stop()]);
  if (directory) removeRunDirectory(directory);
  directory = null;
}

async function startServers(home: string): Promise<Servers> {
  const log = (line: string) => console.log(line);
  const startingPostgres = startPostgres({ home, fsync: false, settings: { max_connections: '200' }, log });
  const startingTemporal = startTemporal({
    home,
    namespace: NAMESPACE,
    cli: process.env.TEMPORAL_CLI,
    // Timers of less than a second would fire at one second otherwise.
    dynamicConfig: { 'history.timerProcessorMaxTimeShift': '"100ms"' },
    log,
  });
  // Both settle before either failure is reported: a server that comes up late must not be left behind.
  const [postgres, temporal] = await Promise.allSettled([startingPostgres, startingTemporal]);
  if (postgres.status === 'fulfilled') started.postgres = postgres.value;
  if (temporal.status === 'fulfilled') started.temporal = temporal.value;
  recordServers(home, [started.postgres?.pid, started.temporal?.pid]);
  if (postgres.status === 'rejected') throw postgres.reason;
  if (temporal.status === 'rejected') throw temporal.reason;
  return { postgres: postgres.value, temporal: temporal.value };
}

/** Migrated once; each test file gets a copy, which takes a tenth of a second. */
async function makeTemplate(url: string): Promise<void> {
  const template = await createDatabase(url, TEMPLATE);
  const file = join(ROOT, 'db', 'migrate.ts');
  if (!existsSync(file)) return;
  const { migrate } = (await import(/* @vite-ignore */ file)) as { migrate: (url: string) => Promise<void> };
  await migrate(template);
}

async function bundleWorkflows(home: string): Promise<string> {
  const workflowsPath = join(ROOT, 'workflows', 'index.ts');
  const payloadConverterPath = join(ROOT, 'workflows', 'payload-converter.ts');
  const { code } = await bundleWorkflowCode({ workflowsPath, payloadConverterPath, logger: new DefaultLogger('WARN') });
  const file = join(home, 'workflow-bundle.js');
  writeFileSync(file, code);
  return file;
}

function killAll(): void {
  for (const pid of [started.postgres?.pid, started.temporal?.pid]) if (pid) sendSignal(pid, 'SIGKILL');
}
