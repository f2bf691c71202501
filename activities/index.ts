import { ApplicationFailure } from '@temporalio/common';
import type { Command as EngineCommand } from '../core/command.ts';
import type { Deadline } from '../core/deadline.ts';
import type { EngineClient, Reply, RowReply } from '../engine/request.ts';
import type { AlertStart, BulkProgress, BulkStart, Command, Row } from '../workflows/messages.ts';
import { bulkProgress } from './bulk-progress.ts';
import { toCommand } from './command.ts';
import { toFailure } from './failure.ts';
import { type AlertReceiver, postAlert } from './post-alert.ts';

export interface DeadlineReached {
  readonly item: string;
  readonly deadline: Deadline;
}

export interface CommandSent {
  readonly item: string;
  /** The open offer, where there is one alone. */
  readonly offer: string | null;
  /** Where several are open. */
  readonly asked?: Row['asked'];
  readonly runId: string;
  readonly command: Command;
}

/** Who sent the nth command of a run, from its history. */
export type FindSender = (of: { workflowId: string; runId: string; command: Command }) => Promise<string>;

export interface ActivityOptions {
  readonly engine: EngineClient;
  readonly newCommandId: () => string;
  readonly findSender: FindSender;
  /** `false`: command signals are refused. */
  readonly commands: boolean;
  /** `null`: alerts stay in the log. */
  readonly alerts: AlertReceiver | null;
}

export interface OccurrenceCame {
  readonly recurrence: string;
  /** Epoch milliseconds. */
  readonly nominal: number;
}

/** `early`: to be asked again. Each with a sentence for whoever looks. */
export interface OccurrenceReply {
  readonly kind: 'done' | 'early' | 'refused';
  readonly detail: string;
}

/** What an item's workflow asks: each names the item and returns its newest row, refused or not. */
export interface Activities {
  readonly deadlineReached: (reached: DeadlineReached) => Promise<RowReply>;
  readonly passOn: (sent: CommandSent) => Promise<RowReply>;
  readonly occurrenceCame: (came: OccurrenceCame) => Promise<OccurrenceReply>;
  /** Has the next items dealt with, and says how far it is. */
  readonly bulkSlice: (at: BulkStart) => Promise<BulkProgress>;
  /** Leaves the rest. */
  readonly stopBulk: (of: { bulk: string }) => Promise<BulkProgress>;
  readonly postAlert: (alert: AlertStart) => Promise<{ status: number }>;
}

export function createActivities(options: ActivityOptions): Activities {
  const { engine, newCommandId, findSender, commands } = options;
  const execute = async (command: EngineCommand, by: { identity: string; scope: string | null }): Promise<Reply> => {
    try {
      return await engine.execute({
        envelope: {
          id: newCommandId(),
          actor: { kind: 'temporal', identity: by.identity },
          command,
          ifMatch: null,
        },
        idempotency: by.scope === null ? null : { scope: by.scope, bodyHash: '' },
      });
    } catch (error) {
      throw toFailure(error);
    }
  };
  const ask = async (...asked: Parameters<typeof execute>): Promise<RowReply> => rowOf(await execute(...asked));
  return {
    deadlineReached: ({ deadline }) => ask(deadline, { identity: 'timer', scope: null }),
    passOn: async ({ item, offer, asked, runId, command }) => {
      if (!commands && command.by === 'signal') return refused('Commands by signal are turned off on this worker.');
      const made = toCommand(command, { item, offer, ...(asked === undefined ? {} : { asked }) });
      if (typeof made === 'string') return refused(made);
      const identity = await findSender({ workflowId: item, runId, command }).catch((error) => {
        throw toFailure(error);
      });
      // A repetition after a lost answer must not act twice; the run and the number are the same then.
      return ask(made, { identity, scope: `temporal/${item}/${runId}/${command.by}/${command.nth}` });
    },
    occurrenceCame: async ({ recurrence, nominal }) =>
      occurrenceReply(await execute({ verb: 'occur', recurrence, nominal }, { identity: 'schedule', scope: null })),
    bulkSlice: async ({ bulk, position }) =>
      bulkProgress(await execute({ verb: 'bulk_step', bulk, position }, { identity: 'bulk', scope: null })),
    stopBulk: async ({ bulk }) =>
      bulkProgress(await execute({ verb: 'cancel_bulk', bulk }, { identity: 'cancellation', scope: null })),
    postAlert: (alert) => postAlert(options.alerts, alert),
  };
}

function occurrenceReply(reply: Reply): OccurrenceReply {
  if (reply.kind === 'refused')
    return { kind: reply.code === 'precondition' ? 'early' : 'refused', detail: reply.detail };
  if (reply.kind !== 'occurrence')
    throw ApplicationFailure.nonRetryable(`The engine answered an occurrence with "${reply.kind}".`, 'Defect');
  const { next } = reply;
  return {
    kind: 'done',
    detail: `It has been dealt with. ${next === null ? 'Nothing follows.' : `The next is ${new Date(next).toISOString()}.`}`,
  };
}

const refused = (detail: string): RowReply => ({ kind: 'row', row: null, refusal: { code: 'invalid', detail } });

function rowOf(reply: Reply): RowReply {
  if (reply.kind === 'row') return reply;
  throw ApplicationFailure.nonRetryable(`The engine answered a workflow with "${reply.kind}".`, 'Defect');
}
