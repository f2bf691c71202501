export interface RetryLoopOptions<T> {
  /** The next one, which is under way from then on; `null` when there is none. */
  readonly take: () => T | null;
  readonly run: (one: T) => Promise<void>;
  /** It is taken again one day, unless it matters to nobody any more. */
  readonly failed: (one: T) => void;
  /** How many may be under way at once. */
  readonly atOnce: number;
  readonly log: (message: string, details?: Record<string, unknown>) => void;
  /** Told once when it begins to fail, with what failed, and once when it goes on. */
  readonly told: { readonly failing: string; readonly again: string; readonly of: (one: T) => Record<string, unknown> };
}

/** After a failure everything pauses: a server that is away or overloaded is asked by one call now and then. */
const PAUSE_MS = 100;
const PAUSE_AT_MOST_MS = 5_000;

/** Does what there is to do, however long whoever is asked is away meanwhile. */
export class RetryLoop<T> {
  private readonly options: RetryLoopOptions<T>;
  private running = 0;
  private pauseMs = 0;
  private resume: NodeJS.Timeout | null = null;
  private idle: () => void = () => undefined;
  private stopped = false;

  constructor(options: RetryLoopOptions<T>) {
    this.options = options;
  }

  /** Takes what may be taken now: to be called whenever there may be more. */
  pump(): void {
    const most = this.pauseMs > 0 ? 1 : this.options.atOnce;
    while (!this.stopped && this.resume === null && this.running < most) {
      const one = this.options.take();
      if (one === null) return;
      this.running += 1;
      void this.attempt(one).finally(() => {
        this.running -= 1;
        if (this.running === 0) this.idle();
        this.pump();
      });
    }
  }

  /** Takes nothing more; resolves when nothing is in flight. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.resume !== null) clearTimeout(this.resume);
    if (this.running === 0) return;
    await new Promise<void>((resolve) => {
      this.idle = resolve;
    });
  }

  private async attempt(one: T): Promise<void> {
    const { run, failed, log, told } = this.options;
    try {
      await run(one);
      if (this.pauseMs > 0) log(told.again);
      this.pauseMs = 0;
    } catch (error) {
      failed(one);
      if (this.pauseMs === 0) log(told.failing, { ...told.of(one), error: String(error) });
      this.pause();
    }
  }

  private pause(): void {
    if (this.resume !== null || this.stopped) return;
    this.pauseMs = Math.min(Math.max(PAUSE_MS, this.pauseMs * 2), PAUSE_AT_MOST_MS);
    this.resume = setTimeout(() => {
      this.resume = null;
      this.pump();
    }, this.pauseMs);
  }
}

interface OfSet extends Pick<RetryLoopOptions<string>, 'run' | 'log' | 'told'> {
  /** What fails is in the set again. Not where nothing of it matters any more. */
  readonly isWanted: () => boolean;
}

/** One at a time, what is in a set of ids: each leaves it as it is taken, so that whoever adds it meanwhile has it done once more. */
export const retryEach = (behind: Set<string>, { isWanted, ...of }: OfSet): RetryLoop<string> =>
  new RetryLoop({
    ...of,
    take: () => {
      const [first] = behind;
      if (first === undefined) return null;
      behind.delete(first);
      return first;
    },
    failed: (id) => {
      if (isWanted()) behind.add(id);
    },
    atOnce: 1,
  });
