import type { Changes } from '../../core/changes.ts';
import type { Standing } from '../../core/recurrence/recurrence.ts';
import type { World } from '../../core/world.ts';
import { around, type Reach } from '../failpoint.ts';
import type { TemporalClient } from './connection.ts';
import { type RetryLoop, retryEach } from './retry-loop.ts';
import { type Found, isByHand, type Wanted, wantedOf } from './schedule.ts';
import { createSchedule, deleteSchedule, describeSchedule, listSchedules, updateSchedule } from './schedule-calls.ts';

export interface SchedulesOptions {
  readonly temporal: TemporalClient;
  /** Once the namespace has what it needs. */
  readonly whenPrepared: <T>(act: () => Promise<T>) => Promise<T>;
  /** Somebody paused or resumed it in Temporal: makes the row follow. `null`: that is undone. */
  readonly adopt: ((recurrence: string, paused: boolean) => Promise<void>) | null;
  /** Between two looks at the list, in milliseconds. */
  readonly eachMs: number;
  readonly log: (message: string, details?: Record<string, unknown>) => void;
  readonly reach?: Reach | undefined;
}

const CLOSELY_EACH = 20;
/** Until the list shows what was there. */
const FIRST_MS = 5_000;

/** Keeps a schedule in Temporal for each recurrence like its row, while this process leads. One call at a time. */
export class Schedules {
  private readonly options: SchedulesOptions;
  private readonly loop: RetryLoop<string>;
  private readonly listed: () => Promise<Map<string, boolean>>;
  private world: World | null = null;
  /** As of the last commit: memory may be ahead. */
  private readonly rows = new Map<string, Standing>();
  private readonly behind = new Set<string>();
  /** Schedules that were seen in this reign. */
  private readonly there = new Set<string>();
  private timer: NodeJS.Timeout | null = null;

  constructor(options: SchedulesOptions) {
    this.options = options;
    this.listed = around(options.reach, 'schedule.compare', () => listSchedules(options.temporal));
    const put = around(options.reach, 'schedule.put', (id: string) => this.follow(id));
    this.loop = retryEach(this.behind, {
      isWanted: () => this.world !== null,
      run: (id) => options.whenPrepared(() => put(id)),
      log: options.log,
      told: {
        failing: 'a schedule could not be kept; trying again',
        again: 'schedules are kept again',
        of: (recurrence) => ({ recurrence }),
      },
    });
  }

  lead(world: World): void {
    this.lost();
    this.world = world;
    for (const [id, standing] of world.recurrences) this.rows.set(id, standing);
    this.touch([...this.rows.keys()]);
    this.again(0);
  }

  committed({ savedRecurrences, deletedRecurrences }: Changes): void {
    if (this.world === null) return;
    for (const { id } of savedRecurrences) this.rows.set(id, this.world.recurrences.get(id)!);
    for (const id of deletedRecurrences) this.rows.delete(id);
    this.touch([...savedRecurrences.map(({ id }) => id), ...deletedRecurrences]);
  }

  lost(): void {
    this.world = null;
    this.rows.clear();
    this.behind.clear();
    this.there.clear();
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  /** How many schedules may not be as their rows say. */
  due(): number {
    return this.behind.size;
  }

  /** Looks again and again. The first look, and each twentieth, is at every schedule and at all of it. */
  private again(nth: number): void {
    const { world } = this;
    const { eachMs } = this.options;
    this.timer = setTimeout(
      async () => {
        try {
          await this.compare({ closely: nth % CLOSELY_EACH === 0 });
        } catch (error) {
          this.options.log('schedules could not be compared with the rows', { error: String(error) });
        }
        if (world !== null && world === this.world) this.again(nth + 1);
      },
      nth === 0 ? Math.min(FIRST_MS, eachMs) : eachMs,
    );
  }

  /** Finds schedules that are gone, paused or resumed by hand, or of no recurrence; with `closely`, changed in any way. */
  private async compare({ closely }: { closely: boolean }): Promise<void> {
    const { world } = this;
    if (this.rows.size === 0 && !closely) return;
    const listed = await this.listed();
    if (world !== this.world) return;
    for (const [id, { row, next }] of this.rows)
      if (closely || (listed.get(id) ?? null) !== (next === null ? null : row.paused)) this.behind.add(id);
    for (const id of listed.keys()) if (!this.rows.has(id)) this.behind.add(id);
    this.touch([]);
  }

  /** Resolves when nothing is in flight. */
  async stop(): Promise<void> {
    this.lost();
    await this.loop.stop();
  }

  private touch(ids: readonly string[]): void {
    for (const id of ids) this.behind.add(id);
    this.loop.pump();
  }

  /** Whoever writes a row meanwhile has its schedule followed once more. */
  private async follow(id: string): Promise<void> {
    const { temporal, log, adopt } = this.options;
    const found = await describeSchedule(temporal, id);
    if (this.world === null) return;
    const standing = this.rows.get(id);
    const wanted = standing === undefined ? null : wantedOf(standing);
    if (wanted === null) {
      this.there.delete(id);
      if (found !== null && found.taskQueue === temporal.taskQueue) await deleteSchedule(temporal, id);
      return;
    }
    if (found === null) {
      if (this.there.has(id)) log('a schedule was not there and is made anew', { recurrence: id });
      await createSchedule(temporal, wanted);
      this.there.add(id);
      return;
    }
    this.there.add(id);
    if (adopt !== null && isByHand(found) && found.paused !== wanted.paused) {
      log(`a schedule was ${found.paused ? 'paused' : 'resumed'} in Temporal, and its recurrence follows`, {
        recurrence: id,
      });
      return adopt(id, found.paused);
    }
    if (isSame(found, wanted)) return;
    if (found.start?.rev === wanted.start.rev)
      log('a schedule was changed in Temporal and is put back', { recurrence: id });
    await updateSchedule(temporal, wanted);
  }
}

const isSame = (found: Found, wanted: Wanted): boolean =>
  JSON.stringify(found.start) === JSON.stringify(wanted.start) &&
  found.paused === wanted.paused &&
  found.note === wanted.note &&
  JSON.stringify(found.instants) === JSON.stringify(wanted.instants);
