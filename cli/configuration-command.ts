import { defineCommand } from 'citty';
import { readSettings } from '../env.ts';
import * as configuration from './configuration.ts';
import { diff, simulate } from './examine-configuration.ts';
import { publish, rollback } from './publish-configuration.ts';
import { told } from './told.ts';

const file = { type: 'positional', description: 'A configuration document, YAML or JSON', required: true } as const;
const json = { type: 'boolean', description: 'Print JSON', default: false } as const;
const publishing = {
  reason: { type: 'string', description: 'Why, kept with the version' },
  reclassify: { type: 'boolean', description: 'Classify again what waits', default: false },
} as const;

/** `signalbox configuration …`: the life of a document for whoever keeps it in git. */
export const configurationCommand = defineCommand({
  meta: { description: 'Check, compare, try, publish, roll back or export the configuration document' },
  subCommands: {
    validate: defineCommand({
      meta: { description: 'Check a document without publishing it' },
      args: { file, strict: { type: 'boolean', description: 'Warnings fail too', default: false }, json },
      run: ({ args }) =>
        told(async () => {
          // What compiles a document takes a while to load.
          const { validate } = await import('./validate-configuration.ts');
          return validate(args.file, { strict: args.strict, json: args.json });
        }),
    }),
    diff: defineCommand({
      meta: { description: 'Say in words what a document would change' },
      args: {
        file,
        version: { type: 'string', description: 'Compare with this version instead of the one in force' },
        'exit-code': { type: 'boolean', description: 'Exit with 1 where anything differs', default: false },
        json,
      },
      run: ({ args }) =>
        told(() =>
          diff(args.file, readSettings(), { version: args.version, exitCode: args['exit-code'], json: args.json }),
        ),
    }),
    simulate: defineCommand({
      meta: { description: 'Say what a document would have made of the last items' },
      args: {
        file,
        last: { type: 'string', description: 'How many of the newest items, at most 10000', default: '1000' },
        json,
      },
      run: ({ args }) => told(() => simulate(args.file, readSettings(), { last: args.last, json: args.json })),
    }),
    publish: defineCommand({
      meta: { description: 'Publish a document over the version that is in force now' },
      args: {
        file,
        ...publishing,
        acknowledge: { type: 'string', description: 'Codes of warnings that may stand, with commas between, or all' },
        over: { type: 'string', description: 'The version that has to be in force; otherwise nothing is published' },
      },
      run: ({ args }) => told(() => publish(args.file, readSettings(), args)),
    }),
    rollback: defineCommand({
      meta: { description: 'Publish an older version anew' },
      args: { version: { type: 'positional', description: 'As versions lists them', required: true }, ...publishing },
      run: ({ args }) => told(() => rollback(args.version, readSettings(), args)),
    }),
    versions: defineCommand({
      meta: { description: 'List the published versions, the newest first' },
      args: { json },
      run: ({ args }) => told(() => configuration.versions(readSettings(), args.json)),
    }),
    export: defineCommand({
      meta: { description: 'Write the document in force to FILE as JSON' },
      args: { file, version: { type: 'string', description: 'Another version instead' } },
      run: ({ args }) => told(() => configuration.exportTo(args.file, readSettings(), args.version)),
    }),
  },
});
