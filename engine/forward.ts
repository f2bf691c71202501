import { SignalboxError } from '../core/error.ts';
import type { Answers, Question } from './answer.ts';
import type { Post } from './post.ts';
import type { EngineClient, Reply, Request } from './request.ts';
import { type Answered, INTERNAL_PATH, type Message } from './wire.ts';

export interface ForwardOptions {
  /** Our own address: what is written there while we rebuild is no place to forward to. */
  readonly self: string;
  readonly secret: string;
  readonly post: Post;
  /** Who holds a valid lease; rejects when PostgreSQL cannot be asked. */
  readonly holderAddress: () => Promise<string | null>;
  readonly log: (message: string, details?: Record<string, unknown>) => void;
}

/**
 * Sends commands to the process that holds the lease. Nothing is sent twice: what may have arrived is answered with an unknown
 * outcome, and the caller repeats it with the same key.
 */
export function createForwarder(options: ForwardOptions): EngineClient {
  const { self, secret, post, log } = options;
  let known: Promise<string | null> | null = null;
  /** Thousands may fail together: it is logged once, until one arrives again. */
  let failing = false;

  /** One lookup for all who ask meanwhile; an address is kept until it fails, "nobody" is not. */
  const holder = async (): Promise<string | null> => {
    known ??= options.holderAddress();
    const asked = known;
    const forget = (): void => {
      if (known === asked) known = null;
    };
    const address = await asked.catch((error: unknown) => {
      forget();
      throw unavailable(`The holder of the lease is not known: ${error instanceof Error ? error.message : error}`);
    });
    if (address === null || address === self) forget();
    return address === self ? null : address;
  };

  const send = async (message: Message): Promise<unknown> => {
    const address = await holder();
    if (address === null) throw unavailable('No engine holds the lease at the moment; try again shortly.');
    const posted = await post(`${address}${INTERNAL_PATH}`, { secret, text: JSON.stringify(message) });
    if (posted.kind === 'answered' && posted.status === 200) {
      failing = false;
      const answered = JSON.parse(posted.text) as Answered;
      if (!answered.leads) known = null;
      if ('value' in answered) return answered.value;
      const { code, unknownOutcome } = answered.error;
      throw new SignalboxError(code, answered.error.message, { unknownOutcome });
    }
    known = null;
    const why = posted.kind === 'answered' ? `status ${posted.status}` : posted.why;
    if (!failing) log('commands cannot be forwarded', { address, kind: posted.kind, why });
    failing = true;
    if (posted.kind === 'answered' && posted.status === 401)
      throw unavailable('The engine does not know our secret: give all processes the same SIGNALBOX_ENGINE_SECRET.');
    if (posted.kind === 'unsent') throw unavailable('The engine cannot be reached at the moment; try again shortly.');
    throw new SignalboxError(
      'unavailable',
      'The outcome is unknown: repeat it with the same Idempotency-Key or externalId.',
      { unknownOutcome: 'execute' in message },
    );
  };

  return {
    execute: async (request: Request) => (await send({ execute: request })) as Reply,
    ask: async <Q extends Question>(question: Q) => (await send({ ask: question })) as Answers[Q['kind']],
  };
}

const unavailable = (message: string): SignalboxError => new SignalboxError('unavailable', message);
