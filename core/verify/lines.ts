import type { Person } from './people.ts';
import { barTo, exceeded, isApart, type Scene } from './rules.ts';
import type { Work } from './work.ts';

/** Waiting items that differ in nothing but age and whom a refusal or an open offer keeps away: the oldest first, and it answers for all. */
export interface Line {
  readonly key: string;
  readonly queue: string;
  readonly channel: string;
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

  add(work: Work): void {
    const line = this.lineFor(work, work.queue!);
    const place = placeOf(line, work);
    // Whoever cannot take an older one of the line that refuses nobody can take none that comes after it.
    if (line.waiting.slice(0, place).every(({ backOffs, held }) => backOffs.size > 0 || held.size > 0))
      this.changed.add(line);
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

  private lineFor(work: Work, queue: string): Line {
    const { channel, workstream, cost, priority, raised, requirements, widenings, preferred, classifiedBy } = work;
    const alike = [channel, workstream, cost, priority + raised, requirements, widenings, preferred, classifiedBy];
    const key = JSON.stringify(alike);
    const lines = this.queues.get(queue) ?? new Map<string, Line>();
    this.queues.set(queue, lines);
    const line = lines.get(key) ?? { key, queue, channel, waiting: [] };
    lines.set(key, line);
    return line;
  }
}

export const isWidened = ({ waiting }: Line): boolean =>
  waiting[0]!.widenings.some(({ groups, queues }) => groups.length > 0 || queues.length > 0);

/** Where an item stands or would stand in its line. */
function placeOf({ waiting }: Line, work: Work): number {
  let from = 0;
  let to = waiting.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isOlder(waiting[middle]!, work)) from = middle + 1;
    else to = middle;
  }
  return from;
}

const isOlder = (a: Work, b: Work): boolean =>
  a.enqueuedAt === b.enqueuedAt ? a.id < b.id : (a.enqueuedAt ?? 0) < (b.enqueuedAt ?? 0);

/** The first of the line that the agent may be offered now, or `null`. */
export function firstFor(scene: Scene, line: Line, person: Person): Work | null {
  for (const work of line.waiting) {
    if (isApart(scene, work, person)) continue;
    const free = barTo(scene, work, { person, byHand: false }) === null && exceeded(scene, work, person) === null;
    return free ? work : null;
  }
  return null;
}
