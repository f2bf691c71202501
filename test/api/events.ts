/** What came over a stream of server-sent events. */
export interface Received {
  readonly id: number | null;
  readonly name: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: events are looked into freely here
  readonly data: Record<string, any>;
}

export interface Listener {
  readonly response: Response;
  /** The next that satisfies, and all before it. Rejects when the stream ends first. */
  readonly until: (what: string, holds: (event: Received) => boolean) => Promise<Received[]>;
  /** The value of the last `id:` line, whether or not it came with an event. */
  readonly lastId: () => string;
  /** Reads on until something is on the line, an event or a heartbeat. */
  readonly more: () => Promise<boolean>;
  /** How many events are here and were not asked for yet. */
  readonly count: () => number;
  readonly leave: () => Promise<void>;
}

/** Reads as a browser's EventSource does. */
export function listen(response: Response): Listener {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const received: Received[] = [];
  let rest = '';
  let lastId = '';

  const more = async (): Promise<boolean> => {
    const { done, value } = await reader.read();
    if (done) return false;
    rest += value;
    const blocks = rest.split('\n\n');
    rest = blocks.pop()!;
    for (const block of blocks) {
      const field = (name: string): string | null => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? null;
      lastId = field('id') ?? lastId;
      const data = field('data');
      if (data !== null) received.push({ id: Number(lastId), name: field('event'), data: JSON.parse(data) });
    }
    return true;
  };

  return {
    response,
    more,
    lastId: () => lastId,
    count: () => received.length,
    until: async (what, holds) => {
      for (;;) {
        const at = received.findIndex(holds);
        if (at >= 0) return received.splice(0, at + 1);
        if (!(await more())) throw new Error(`the stream ended before: ${what}`);
      }
    },
    leave: async () => {
      await reader.cancel();
    },
  };
}

export const isOf = (item: string, type: string) => (event: Received) =>
  event.data.type === `signalbox.${type}` && event.data.data.item === item;
export const ids = (events: readonly Received[]): number[] => events.map((event) => event.id!);
