import { defineCommand, runMain } from 'citty';
import { SignalboxError } from '../core/error.ts';
import { migrate } from '../db/migrate.ts';
import { readSettings } from '../env.ts';
import * as configuration from './configuration.ts';
import { start } from './start.ts';

/** A mistake is one sentence on stderr and exit code 1; anything else is ours and shows where it came from. */
async function told(work: () => Promise<number> | number): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    console.error(error instanceof SignalboxError ? error.message : error);
    process.exitCode = 1;
  }
}

const file = { type: 'positional', description: 'A configuration document, YAML or JSON', required: true } as const;

const main = defineCommand({
  meta: { name: 'signalbox', description: 'Routes work to people.' },
  subCommands: {
    start: defineCommand({
      meta: { description: 'Start everything here and publish the demo where nothing is published' },
      args: { empty: { type: 'boolean', description: 'Publish nothing', default: false } },
      run: ({ args }) => told(() => start(readSettings(), { empty: args.empty })),
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
