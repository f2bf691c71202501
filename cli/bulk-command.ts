import { defineCommand } from 'citty';
import { BULK_ACTIONS } from '../core/bulk.ts';
import { readSettings } from '../env.ts';
import * as bulk from './bulk.ts';
import { told } from './told.ts';

const id = { type: 'positional', description: 'As list shows it: bk_…', required: true } as const;
const json = { type: 'boolean', description: 'Print JSON', default: false } as const;
const option = (description: string) => ({ type: 'string', description }) as const;

/** `signalbox bulk …`: one action on all open items that match. */
export const bulkCommand = defineCommand({
  meta: { description: 'Do one thing to all open items that match, and watch and steer it' },
  subCommands: {
    start: defineCommand({
      meta: { description: 'Begin; to cancel, ask first how many items that would end, then again with --confirm' },
      args: {
        action: { type: 'positional', description: BULK_ACTIONS.join(', '), required: true },
        state: option('Only items in this state'),
        queue: option('Only items of this queue'),
        workstream: option('Only items of this workstream'),
        channel: option('Only items of this channel'),
        source: option('Only items from this source'),
        agent: option('Only items of this agent'),
        'created-before': option('Only items taken in before: 2026-01-31T09:00:00Z'),
        'to-queue': option('Where transfer takes them'),
        'not-before': option('When reschedule has them come: 2030-01-31T09:00:00Z'),
        priority: option('What set_priority sets, from -100 to 100'),
        reason: option('Kept with it'),
        confirm: option('What the same command answered without it'),
        json,
      },
      run: ({ args }) => told(() => bulk.start(args, readSettings())),
    }),
    list: defineCommand({
      meta: { description: 'List the newest 50 operations and how far each is' },
      args: { json },
      run: ({ args }) => told(() => bulk.list(readSettings(), args.json)),
    }),
    show: defineCommand({
      meta: { description: 'Show what an operation does and how far it is' },
      args: { id, json },
      run: ({ args }) => told(() => bulk.show(args.id, readSettings(), args.json)),
    }),
    pause: defineCommand({
      meta: { description: 'Let it rest; what was done stays done' },
      args: { id },
      run: ({ args }) => told(() => bulk.steer(args.id, 'pause', readSettings())),
    }),
    resume: defineCommand({
      meta: { description: 'Let it go on' },
      args: { id },
      run: ({ args }) => told(() => bulk.steer(args.id, 'resume', readSettings())),
    }),
    cancel: defineCommand({
      meta: { description: 'Leave the rest as it is; what was done stays done' },
      args: { id },
      run: ({ args }) => told(() => bulk.steer(args.id, 'cancel', readSettings())),
    }),
  },
});
