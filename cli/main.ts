import { defineCommand, runMain } from 'citty';
import { SignalboxError } from '../core/error.ts';
import { close, connect } from '../db/client.ts';
import { migrate } from '../db/migrate.ts';
import { readSettings } from '../env.ts';
import * as configuration from './configuration.ts';
import { start } from './start.ts';
import { verify } from './verify.ts';

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
    verify: defineCommand({
      meta: { description: 'Check the invariants over the log and the rows of DATABASE_URL' },
      args: { json: { type: 'boolean', description: 'Print JSON', default: false } },
      run: ({ args }) =>
        told(async () => {
          const { DATABASE_URL } = readSettings();
          if (DATABASE_URL === undefined)
            throw new SignalboxError('invalid', 'Set DATABASE_URL to the database first.');
          const db = connect(DATABASE_URL);
          const found = await verify(db).finally(() => close(db));
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
