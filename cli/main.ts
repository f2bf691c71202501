import { realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { type CommandDef, defineCommand, renderUsage, runMain, type showUsage as showPlainUsage } from 'citty';
import { SignalboxError } from '../core/error.ts';
import { LIMITS } from '../engine/limits.ts';
import { readSettings } from '../env.ts';
import { showAgent } from './agent.ts';
import { wrongArgument } from './arguments.ts';
import { showAttention } from './attention.ts';
import { bulkCommand } from './bulk-command.ts';
import { configurationCommand } from './configuration-command.ts';
import { importAgents } from './import-agents.ts';
import { showItem } from './item.ts';
import { DEMO_CALLS, playHour } from './play/hour.ts';
import { createScreen } from './play/screen.ts';
import { showQueue } from './queue.ts';
import { recurrencesCommand } from './recurrences-command.ts';
import { remoteOf } from './remote.ts';
import { told } from './told.ts';

const EXIT_CODES = `
EXIT CODES
  0  done, and nothing wrong was found
  1  refused, or something wrong was found; the sentence on stderr says what
  2  there is no such item, agent, queue, version, recurrence or bulk operation
  3  a server cannot be reached, or is not ready: try again`;

function speedOf(text: string): number {
  const speed = Number(text);
  if (speed >= 1 && speed <= 120) return speed;
  throw new SignalboxError('invalid', `--speed is a number from 1 to 120, not ${text.slice(0, 40)}.`);
}

function leaseOf(text: string): number {
  const leaseMs = Number(text);
  if (Number.isInteger(leaseMs) && leaseMs >= 300 && leaseMs <= 60_000) return leaseMs;
  throw new SignalboxError('invalid', `--lease-ms is a whole number from 300 to 60000, not ${text.slice(0, 40)}.`);
}

const json = { type: 'boolean', description: 'Print JSON', default: false } as const;

/** What runs a server, or asks one directly, is loaded when it is asked for: most commands only ask the API. */
export const main = defineCommand({
  meta: { name: 'signalbox', description: 'Routes work to people.' },
  subCommands: {
    start: defineCommand({
      meta: { description: 'Start everything here and publish the demo where nothing is published' },
      args: {
        demo: { type: 'boolean', description: 'Play the recorded hour of calls (--no-demo: do not)', default: true },
        empty: { type: 'boolean', description: 'Publish nothing', default: false },
        speed: { type: 'string', description: 'How many times as fast to play', default: '30' },
      },
      run: ({ args }) =>
        told(async () => {
          const { start } = await import('./start.ts');
          return start(readSettings(), { empty: args.empty, demo: args.demo, speed: speedOf(args.speed) });
        }),
    }),
    api: defineCommand({
      meta: { description: 'Run one API process with a standby engine on DATABASE_URL' },
      args: {
        'lease-ms': {
          type: 'string',
          description: 'How long an engine that fell silent keeps the lease',
          default: String(LIMITS.leaseMs),
        },
      },
      run: ({ args }) =>
        told(async () => {
          const { api } = await import('./api.ts');
          return api(readSettings(), { leaseMs: leaseOf(args['lease-ms']) });
        }),
    }),
    worker: defineCommand({
      meta: { description: "Run one worker for the items' workflows, on TEMPORAL_ADDRESS and DATABASE_URL" },
      run: () => told(async () => (await import('./worker.ts')).worker(readSettings())),
    }),
    play: defineCommand({
      meta: { description: 'Play recorded calls against SIGNALBOX_URL with SIGNALBOX_KEY' },
      args: {
        file: { type: 'positional', description: 'Recorded calls, CSV', required: false, default: DEMO_CALLS },
        speed: { type: 'string', description: 'How many times as fast', default: '30' },
      },
      run: ({ args }) =>
        told(async () => {
          const stopping = new AbortController();
          for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort(signal));
          await playHour({
            remote: remoteOf(readSettings()),
            file: args.file,
            speed: speedOf(args.speed),
            signal: stopping.signal,
            screen: createScreen(process.stdout),
          });
          const { signal } = stopping;
          return signal.aborted ? 128 + constants.signals[signal.reason as NodeJS.Signals] : 0;
        }),
    }),
    item: defineCommand({
      meta: { description: 'Show an item: its state, why it is there, its history, its workflow' },
      args: { id: { type: 'positional', description: 'With or without wi_', required: true }, json },
      run: ({ args }) => told(() => showItem(args.id, readSettings(), args.json)),
    }),
    agent: defineCommand({
      meta: { description: 'Show an agent: presence, load, work, and why work comes or does not' },
      args: { id: { type: 'positional', description: 'As in the configuration: a01', required: true }, json },
      run: ({ args }) => told(() => showAgent(args.id, readSettings(), args.json)),
    }),
    queue: defineCommand({
      meta: { description: 'Show a queue: what waits, who can serve it now, and what it lacks' },
      args: { id: { type: 'positional', description: 'As in the configuration: regular', required: true }, json },
      run: ({ args }) => told(() => showQueue(args.id, readSettings(), args.json)),
    }),
    attention: defineCommand({
      meta: { description: 'Show what needs attention, with why and since when' },
      args: { retry: { type: 'boolean', description: 'Ask the rules of each once more', default: false }, json },
      run: ({ args }) => told(() => showAttention(readSettings(), args)),
    }),
    doctor: defineCommand({
      meta: {
        description: 'Check Node, ports, PostgreSQL, Temporal and clocks, and show every setting with its origin',
      },
      args: { json },
      run: ({ args }) => told(async () => (await import('./doctor/doctor.ts')).doctor(args.json)),
    }),
    migrate: defineCommand({
      meta: { description: 'Bring the schema of DATABASE_URL up to date' },
      run: () =>
        told(async () => {
          const { databaseUrl, migrated } = await import('./database.ts');
          await migrated(await databaseUrl(readSettings()));
          console.log('The schema is up to date.');
          return 0;
        }),
    }),
    restored: defineCommand({
      meta: { description: 'After PostgreSQL was restored from a backup: let every workflow follow the rows' },
      run: () =>
        told(async () => {
          const { databaseUrl } = await import('./database.ts');
          const { restored } = await import('./restored.ts');
          const { incarnation, open } = await restored(await databaseUrl(readSettings()));
          console.log(
            `Incarnation ${incarnation}: once API and workers run, the workflows of ${open} open items follow the rows, and those of items that are gone end.`,
          );
          return 0;
        }),
    }),
    verify: defineCommand({
      meta: { description: 'Check the invariants over the log, the rows and the workflows' },
      args: { json },
      run: ({ args }) =>
        told(async () => {
          const { databaseUrl } = await import('./database.ts');
          const { knownTemporal } = await import('./temporal.ts');
          const { verdict, verifyAll } = await import('./verify.ts');
          const settings = readSettings();
          const found = await verifyAll(await databaseUrl(settings), knownTemporal(settings));
          console.log(args.json ? JSON.stringify(found) : verdict(found).join('\n'));
          return found.violations.length === 0 ? 0 : 1;
        }),
    }),
    configuration: configurationCommand,
    recurrences: recurrencesCommand,
    bulk: bulkCommand,
    agents: defineCommand({
      meta: { description: 'Work on many agents at once' },
      subCommands: {
        import: defineCommand({
          meta: { description: 'Add agents, or replace what is known of them, from CSV: all or none' },
          args: { file: { type: 'positional', description: 'CSV whose first line names the columns', required: true } },
          run: ({ args }) => told(() => importAgents(args.file, readSettings())),
        }),
      },
    }),
  },
});

/** Names each command as it is typed; citty would show where this file lies instead. */
function named(command: CommandDef, words: string): CommandDef {
  command.meta = { ...command.meta, name: words };
  for (const [name, one] of Object.entries((command.subCommands ?? {}) as Record<string, CommandDef>))
    named(one, `${words} ${name}`);
  return command;
}

const showUsage: typeof showPlainUsage = async (command) => {
  const text = `${await renderUsage(command)}\n${EXIT_CODES}`;
  console.log(process.stdout.isTTY ? text : stripVTControlCharacters(text).replaceAll(/ +$/gm, ''));
};

/** `| head` has read enough: as if we had been asked to stop, and without a word. */
function stopWhenNobodyReads(): void {
  let told = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (!told) process.kill(process.pid, 'SIGTERM');
    told = true;
  });
}

// A test reads the commands; only the program runs them.
if (realpathSync(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  stopWhenNobodyReads();
  const wrong = wrongArgument(main as CommandDef, process.argv.slice(2));
  if (wrong === null) await runMain(named(main as CommandDef, 'signalbox'), { showUsage });
  else {
    console.error(wrong);
    process.exitCode = 1;
  }
}
