import { defineCommand } from 'citty';
import { readSettings } from '../env.ts';
import * as recurrences from './recurrences.ts';
import { told } from './told.ts';

const id = { type: 'positional', description: 'As list shows it: rc_…', required: true } as const;
const file = { type: 'positional', description: 'A recurrence, YAML or JSON', required: true } as const;
const json = { type: 'boolean', description: 'Print JSON', default: false } as const;

/** `signalbox recurrences …`: items that are made again and again by a rule. */
export const recurrencesCommand = defineCommand({
  meta: { description: 'List, make, change, pause or delete what recurs' },
  subCommands: {
    list: defineCommand({
      meta: { description: 'List recurrences with their next occurrence, the oldest first' },
      args: { json },
      run: ({ args }) => told(() => recurrences.list(readSettings(), args.json)),
    }),
    show: defineCommand({
      meta: { description: 'Show a recurrence and when it occurs next' },
      args: { id, next: { type: 'string', description: 'How many occurrences, at most 200', default: '5' }, json },
      run: ({ args }) => told(() => recurrences.show(args.id, readSettings(), args)),
    }),
    create: defineCommand({
      meta: { description: 'Have an item made again and again' },
      args: { file },
      run: ({ args }) => told(() => recurrences.create(args.file, readSettings())),
    }),
    replace: defineCommand({
      meta: { description: 'Replace a recurrence; what was made already stays' },
      args: { id, file },
      run: ({ args }) => told(() => recurrences.replace(args.id, args.file, readSettings())),
    }),
    pause: defineCommand({
      meta: { description: 'Let it rest; what falls into the pause is not made' },
      args: { id },
      run: ({ args }) => told(() => recurrences.turn(args.id, 'pause', readSettings())),
    }),
    resume: defineCommand({
      meta: { description: 'Let it go on, from the next occurrence' },
      args: { id },
      run: ({ args }) => told(() => recurrences.turn(args.id, 'resume', readSettings())),
    }),
    delete: defineCommand({
      meta: { description: 'Delete a recurrence; what was made already stays' },
      args: { id },
      run: ({ args }) => told(() => recurrences.remove(args.id, readSettings())),
    }),
  },
});
