import type { Event } from '../../../core/event.ts';
import type { Snapshot, Step } from './snapshot.ts';
import type { Report } from './violation.ts';

interface Life {
  endsAt: number | null;
  /** Since when somebody has had it, in hand or paused. */
  takenAt: number | null;
  scheduled: boolean;
  /** It lives as long as the item that it is about. */
  isConsult: boolean;
}

/** How long each item may live, by its events: the row says the same, and none ends earlier or out of somebody's hands. */
export class Lifetimes {
  private readonly lives = new Map<string, Life>();
  /** Items of which an event was under a version that was in force within a batch only. */
  private readonly unknown = new Set<string>();

  follow(event: Event, { versions, report }: { versions: readonly Snapshot[]; report: Report }): void {
    const { item, type, at, details } = event;
    if (item === null || !type.startsWith('item.')) return;
    const found = versions.find(({ configuration }) => configuration.version === event.configurationVersion);
    const life: Life = this.lives.get(item) ?? { endsAt: null, takenAt: null, scheduled: true, isConsult: false };
    this.lives.set(item, life);
    const counts = (from: number): void => {
      if (found === undefined) this.unknown.add(item);
      life.isConsult ||= details.consults !== undefined;
      const lasts = life.isConsult ? null : (found?.configuration.workstreams[event.workstream!]?.timeToLiveMs ?? null);
      life.endsAt = lasts === null ? null : from + lasts;
    };
    const notBefore = details.notBefore as number | undefined;
    if (type === 'item.created') counts(notBefore ?? at);
    if (type === 'item.rescheduled' && (notBefore! > at || life.scheduled)) counts(Math.max(notBefore!, at));
    if (type === 'item.rescheduled') life.scheduled ||= notBefore! > at;
    if (type === 'item.attempted' && notBefore !== undefined) {
      counts(notBefore);
      Object.assign(life, { scheduled: true, takenAt: null });
    }
    const isPlaced = type === 'item.enqueued' || type === 'item.needs_attention';
    if (isPlaced) life.scheduled = false;
    if (type === 'item.assigned') life.takenAt ??= at;
    if (isPlaced && life.takenAt !== null) {
      if (life.endsAt !== null) life.endsAt += at - life.takenAt;
      life.takenAt = null;
    }
    if (type === 'item.expired' && !this.unknown.has(item) && (life.takenAt !== null || !(life.endsAt! <= at)))
      report('I1', `${item} expires at ${at}, taken since ${life.takenAt}, and lives until ${life.endsAt}`);
    if (['item.closed', 'item.cancelled', 'item.expired'].includes(type)) this.lives.delete(item);
  }

  compare(step: Step, report: Report): void {
    for (const [id, { endsAt }] of this.lives) {
      const row = step.after.items.get(id);
      if (row !== undefined && !this.unknown.has(id) && row.timeToLiveEndsAt !== endsAt)
        report('I1', `by its events ${id} lives until ${endsAt}; its row says ${row.timeToLiveEndsAt}`);
    }
  }
}
