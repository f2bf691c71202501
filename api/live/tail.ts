import type { Database } from '../../db/client.ts';
import { listenForBatches } from '../../db/query/listen.ts';
import { endOfLog, type TailedEvent, tailEvents } from '../../db/query/tail-events.ts';

export const PAGE = 500;

/** Where events come from: the log of a database, or what a test makes up. */
export interface LogSource {
  readonly read: (after: number) => Promise<readonly TailedEvent[]>;
  readonly end: () => Promise<number>;
  /** Calls `wake` when there may be more. */
  readonly listen: (wake: () => void) => void;
  /** A notification may get lost: at the latest after this long the log is read again. */
  readonly pollMs: number;
}

export const logOf = (db: Database, pollMs = 2_000): LogSource => ({
  read: (after) => tailEvents(db, { after, limit: PAGE }),
  end: () => endOfLog(db),
  listen: (wake) => listenForBatches(db, wake),
  pollMs,
});

export interface Follower {
  readonly deliver: (events: readonly TailedEvent[]) => void;
  readonly end: (why: string) => void;
}

/** One reader of the log per process, shared by all that follow it; it rests while nobody does. */
export class Tail {
  private readonly source: LogSource;
  private readonly followers = new Set<Follower>();
  private position = 0;
  private reading = false;
  private again = false;
  private closed = false;
  private listening = false;
  private poll: NodeJS.Timeout | undefined;

  constructor(source: LogSource) {
    this.source = source;
  }

  /** A page of at most `PAGE` events: what a follower reads until it has caught up. */
  read(after: number): Promise<readonly TailedEvent[]> {
    return this.source.read(after);
  }

  end(): Promise<number> {
    return this.source.end();
  }

  /** From now on the follower gets what comes after `after`. `false`: the tail is further already, so read on and try again. */
  join(follower: Follower, after: number): boolean {
    if (this.closed) follower.end(STOPPING);
    else {
      if (this.followers.size === 0 && !this.reading) this.position = after;
      if (after < this.position) return false;
      if (this.followers.size === 0) this.position = after;
      this.followers.add(follower);
      if (!this.listening) this.source.listen(() => void this.advance());
      this.listening = true;
      this.poll ??= setInterval(() => void this.advance(), this.source.pollMs);
      void this.advance();
    }
    return true;
  }

  leave(follower: Follower): void {
    this.followers.delete(follower);
    if (this.followers.size > 0) return;
    clearInterval(this.poll);
    this.poll = undefined;
  }

  /** Ends every stream with a sentence; none begins after that. */
  close(): void {
    this.closed = true;
    for (const follower of this.followers) follower.end(STOPPING);
    clearInterval(this.poll);
  }

  private async advance(): Promise<void> {
    this.again = true;
    if (this.reading) return;
    this.reading = true;
    try {
      while (this.again && this.followers.size > 0) {
        this.again = false;
        const page = await this.source.read(this.position);
        this.position = Math.max(this.position, page.at(-1)?.seq ?? 0);
        for (const follower of this.followers) follower.deliver(page);
        if (page.length >= PAGE) this.again = true;
      }
    } catch {
      // PostgreSQL is away: the poll, or the connection that listens anew, tries again.
    } finally {
      this.reading = false;
    }
  }
}

const STOPPING = 'This process stops; connect again.';
