import type { Person } from './people.ts';
import { barTo, exceeded, HELPS_LATER, isApart, type Scene, standing } from './rules.ts';
import { stepsOf, type Work } from './work.ts';

/** Waiting items that differ in nothing but age and whom a refusal or an open offer keeps away: the oldest first, and it answers for all. */
export interface Line {
  readonly key: string;
  readonly queue: string;
  readonly channel: string;
  /** The newest come first within windows of so many milliseconds; 0: the oldest does. */
  readonly windowMs: number;
  readonly waiting: Work[];
}

/** What waits, by queue. Items of which the log does not say all that decides are left out. */
export class Lines {
  private readonly queues = new Map<string, Map<string, Line>>();
  private readonly homes = new Map<string, Line>();
  /** Lines in which somebody may have become the first for somebody since the last look. */
  private changed = new Set<Line>();

  of(queue: string): Iterable<Line> {
    return this.queues.get(queue)?.values() ?? [];
  }

  /** Those that agents may have whose profiles do not serve the queue. */
  *widened(): IterableIterator<Line> {
    for (const lines of this.queues.values()) for (const line of lines.values()) if (isWidened(line)) yield line;
  }

  takeChanged(): Iterable<Line> {
    const { changed } = this;
    this.changed = new Set();
    return changed;
  }

  add(work: Work, windowMs: number): void {
    const line = this.lineFor(work, { queue: work.queue!, windowMs });
    const place = placeOf(line, work);
    // Whoever cannot take an older one of the line that refuses nobody can take none that comes after it.
    const apart = line.waiting
      .slice(0, place)
      .every((one) => one.backOffs.size > 0 || one.held.size > 0 || one.asker !== null);
    if (windowMs > 0 || apart) this.changed.add(line);
    line.waiting.splice(place, 0, work);
    this.homes.set(work.id, line);
  }

  remove(work: Work): void {
    const line = this.homes.get(work.id);
    if (line === undefined) return;
    this.homes.delete(work.id);
    line.waiting.splice(placeOf(line, work), 1);
    if (line.waiting.length > 0) return;
    this.queues.get(line.queue)!.delete(line.key);
    this.changed.delete(line);
  }

  private lineFor(work: Work, { queue, windowMs }: { queue: string; windowMs: number }): Line {
    const { channel, workstream, cost, requirements, widenings, preferred, classifiedBy } = work;
    const alike = [
      windowMs,
      channel,
      workstream,
      cost,
      stepsOf(work),
      requirements,
      widenings,
      preferred,
      classifiedBy,
    ];
    const key = JSON.stringify(alike);
    const lines = this.queues.get(queue) ?? new Map<string, Line>();
    this.queues.set(queue, lines);
    const line = lines.get(key) ?? { key, queue, channel, windowMs, waiting: [] };
    lines.set(key, line);
    return line;
  }
}

export const isWidened = ({ waiting }: Line): boolean =>
  waiting[0]!.widenings.some(({ groups, queues }) => groups.length > 0 || queues.length > 0);

/** Where an item stands or would stand in its line. */
function placeOf({ waiting, windowMs }: Line, work: Work): number {
  let from = 0;
  let to = waiting.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isBefore(waiting[middle]!, work, windowMs)) from = middle + 1;
    else to = middle;
  }
  return from;
}

const isBefore = (a: Work, b: Work, windowMs: number): boolean =>
  a.enqueuedAt === b.enqueuedAt ? a.id < b.id : standing(a, windowMs) < standing(b, windowMs);

/** The first of the line that the agent may be offered now, or `null`. */
export function firstFor(scene: Scene, line: Line, person: Person): Work | null {
  for (const work of line.waiting) {
    if (isApart(scene, work, person)) continue;
    const bar = barTo(scene, work, { person, byHand: false });
    if (bar === null && exceeded(scene, work, person) === null) return work;
    // Where the newest come first, she may help already with one that comes later.
    if (bar !== HELPS_LATER || line.windowMs === 0) return null;
  }
  return null;
}
