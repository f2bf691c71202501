import type { TailedEvent } from '../../db/query/tail-events.ts';
import { type Follower, PAGE, type Tail } from './tail.ts';

export interface StreamOptions {
  /** The last event that the client has. */
  readonly after: number;
  /** The event as this client may see it; `null` when it may not. */
  readonly show: (event: TailedEvent) => object | null;
  /** Whether an event ends the client's right to listen: the sentence to end with. */
  readonly endsWith: (event: TailedEvent) => string | null;
  /** Every 15 s, and at once: the sentence to end with, or `null`. */
  readonly beat: () => Promise<string | null>;
  readonly beatMs?: number;
  /** What may wait for a client that does not read, in characters; one page more is the most that ever does. */
  readonly mostWaiting?: number;
}

const TOO_SLOW = 'You read too slowly, so the stream ends here; connect again with Last-Event-ID and nothing is lost.';
const UNREADABLE = 'The log cannot be read at the moment; connect again.';

/** Server-sent events: the log after `after`, then what happens, until the client leaves or a sentence says why it ends. */
export function eventStream(tail: Tail, options: StreamOptions): ReadableStream<Uint8Array> {
  const outbox = new Outbox(options);
  const lines = follow(tail, outbox, options);
  const encoder = new TextEncoder();
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    clearInterval(timer);
    tail.leave(outbox);
  };
  const beat = async (): Promise<void> => {
    const ended = await options.beat().catch(() => null);
    if (ended !== null) outbox.end(ended);
  };
  return new ReadableStream(
    {
      async pull(controller) {
        if (timer === undefined) {
          timer = setInterval(() => {
            outbox.beat();
            void beat();
          }, options.beatMs ?? 15_000);
          void beat();
        }
        const next = await lines.next();
        if (!next.done) return controller.enqueue(encoder.encode(next.value));
        stop();
        controller.close();
      },
      cancel() {
        stop();
        outbox.end('');
      },
    },
    { highWaterMark: 0 },
  );
}

async function* follow(tail: Tail, outbox: Outbox, { after }: StreamOptions): AsyncGenerator<string> {
  yield `: connected\nretry: 1000\nid: ${after}\n\n`;
  try {
    for (let joined = false; !joined && !outbox.isEnded; ) {
      const page = await tail.read(outbox.last);
      outbox.deliver(page);
      joined = page.length < PAGE && tail.join(outbox, outbox.last);
      yield outbox.take() || mark(outbox.last);
    }
  } catch {
    outbox.end(UNREADABLE);
  }
  for (let text = await outbox.next(); text !== null; text = await outbox.next()) yield text;
}

/** Sets what the client sends as `Last-Event-ID`, also when nothing of late was for it. */
const mark = (seq: number): string => `: heartbeat\nid: ${seq}\n\n`;
const ending = (detail: string): string => `event: end\ndata: ${JSON.stringify({ detail })}\n\n`;

/** What waits for one client. */
class Outbox implements Follower {
  last: number;
  private text = '';
  private ended: string | null = null;
  private wake: () => void = () => undefined;
  private readonly options: StreamOptions;

  constructor(options: StreamOptions) {
    this.options = options;
    this.last = options.after;
  }

  get isEnded(): boolean {
    return this.ended !== null;
  }

  deliver(events: readonly TailedEvent[]): void {
    if (this.text.length > (this.options.mostWaiting ?? 1_000_000)) this.end(TOO_SLOW);
    for (const event of events) {
      if (event.seq <= this.last || this.ended !== null) continue;
      const shown = this.options.show(event);
      if (shown !== null) this.text += `id: ${event.seq}\ndata: ${JSON.stringify(shown)}\n\n`;
      this.last = event.seq;
      const why = this.options.endsWith(event);
      if (why !== null) this.end(why);
    }
    this.wake();
  }

  beat(): void {
    if (this.text === '') this.text = mark(this.last);
    this.wake();
  }

  end(why: string): void {
    this.ended ??= why;
    this.wake();
  }

  take(): string {
    const { text } = this;
    this.text = '';
    return text;
  }

  /** What waits, as soon as something does; `null` after the sentence that ends it. */
  async next(): Promise<string | null> {
    while (this.text === '' && this.ended === null) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    const text = this.take();
    if (text !== '' || this.ended === null) return text;
    if (this.ended === '') return null;
    const last = ending(this.ended);
    this.ended = '';
    return last;
  }
}
