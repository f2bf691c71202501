import { defineCommand, runMain } from 'citty';
import { SignalboxError } from '../core/error.ts';
import { migrate } from '../db/migrate.ts';
import { readSettings } from '../env.ts';
import { api } from './api.ts';
import * as configuration from './configuration.ts';
import { DEMO_CALLS, playHour } from './play/hour.ts';
import { LEASE_MS } from './server.ts';
import { start } from './start.ts';
import { verifyUrl } from './verify.ts';

/** A mistake is one sentence on stderr and exit code 1; anything else is ours and shows where it came from. */
async function told(work: () => Promise<number> | number): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    console.error(error instanceof SignalboxError ? error.message : error);
    process.exitCode = 1;
  }
}

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

const file = { type: 'positional', description: 'A configuration document, YAML or JSON', required: true } as const;

const main = defineCommand({
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
        told(() => start(readSettings(), { empty: args.empty, demo: args.demo, speed: speedOf(args.speed) })),
    }),
    api: defineCommand({
      meta: { description: 'Run one API process with a standby engine on DATABASE_URL' },
      args: {
        'lease-ms': {
          type: 'string',
          description: 'How long an engine that fell silent keeps the lease',
          default: String(LEASE_MS),
        },
      },
      run: ({ args }) => told(() => api(readSettings(), { leaseMs: leaseOf(args['lease-ms']) })),
    }),
    play: defineCommand({
      meta: { description: 'Play recorded calls against SIGNALBOX_URL with SIGNALBOX_KEY' },
      args: {
        file: { type: 'positional', description: 'Recorded calls, CSV', required: false, default: DEMO_CALLS },
        speed: { type: 'string', description: 'How many times as fast', default: '30' },
      },
      run: ({ args }) =>
        told(async () => {
          const { SIGNALBOX_URL, SIGNALBOX_KEY } = readSettings();
          if (SIGNALBOX_KEY === undefined)
            throw new SignalboxError('invalid', 'Set SIGNALBOX_KEY to an admin key first.');
          const signal = new AbortController().signal;
          await playHour({
            url: SIGNALBOX_URL,
            key: SIGNALBOX_KEY,
            file: args.file,
            speed: speedOf(args.speed),
            signal,
            print: console.log,
          });
          return 0;
        }),
    }),
    migrate: defineCommand({
      meta: { description: 'Bring the schema of DATABASE_URL up to date' },
      run: () =>
        told(async () => {
          const { DATABASE_URL } = readSettings();
          if (DATABASE_URL === undefined)
            throw new SignalboxError('invalid', 'Set DATABASE_URL to the database first.');
          await migrate(DATABASE_URL);
          console.log('The schema is up to date.');
          return 0;
        }),
    }),
    verify: defineCommand({
      meta: { description: 'Check the invariants over the log and the rows of DATABASE_URL' },
      args: { json: { type: 'boolean', description: 'Print JSON', default: false } },
      run: ({ args }) =>
        told(async () => {
          const { DATABASE_URL } = readSettings();
          if (DATABASE_URL === undefined)
            throw new SignalboxError('invalid', 'Set DATABASE_URL to the database first.');
          const found = await verifyUrl(DATABASE_URL);
          if (args.json) console.log(JSON.stringify(found));
          else {
            for (const { invariant, detail } of found.violations) console.log(`${invariant} ${detail}`);
            console.log(`${found.events} events, ${found.items} items, ${found.violations.length} violations.`);
          }
          return found.violations.length === 0 ? 0 : 1;
        }),
    }),
    configuration: defineCommand({
      meta: { description: 'Check, publish or export the configuration document' },
      subCommands: {
        validate: defineCommand({
          args: { file, strict: { type: 'boolean', description: 'Warnings fail too', default: false } },
          run: ({ args }) => told(() => configuration.validate(args.file, args.strict)),
        }),
        publish: defineCommand({
          args: { file },
          run: ({ args }) => told(() => configuration.publish(args.file, readSettings())),
        }),
        export: defineCommand({
          args: { file },
          run: ({ args }) => told(() => configuration.exportTo(args.file, readSettings())),
        }),
      },
    }),
  },
});

await runMain(main);
