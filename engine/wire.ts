import { type ErrorCode, SignalboxError } from '../core/error.ts';
import type { Question } from './answer.ts';
import type { Reply, Request } from './request.ts';
import type { Writer } from './writer.ts';

/** Where each API process takes what another one forwards. Not part of the public API. */
export const INTERNAL_PATH = '/internal/engine';

/** What one process of an installation asks of another; both run the same release. */
export type Message = { readonly execute: Request } | { readonly ask: Question };

/** `leads: false`: the sender should look for the holder anew. */
export type Answered = { readonly leads: boolean } & (
  | { readonly value: unknown }
  | { readonly error: { readonly code: ErrorCode; readonly message: string; readonly unknownOutcome: boolean } }
);

/** Answers from this process alone and never forwards: so a message cannot go round in circles. */
export async function answerForwarded(local: Writer, text: string): Promise<string> {
  const message = JSON.parse(text) as Message;
  const answered = await act(local, message).then(
    (value): Answered => ({ leads: true, value }),
    (error: unknown): Answered => {
      if (!(error instanceof SignalboxError)) throw error;
      const { code, unknownOutcome } = error;
      return { leads: local.world() !== null, error: { code, message: error.message, unknownOutcome } };
    },
  );
  return JSON.stringify(answered);
}

const act = (local: Writer, message: Message): Promise<Reply | unknown> =>
  'execute' in message ? local.execute(message.execute) : local.ask(message.ask);
