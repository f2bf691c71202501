import type { Replay } from './replay.ts';
import type { LoggedEvent, Report } from './violation.ts';

interface Lifetime {
  /** `null`: it lives as long as it takes. */
  endsAt: number | null;
  /** Since when somebody has had it; `null`: nobody has. */
  takenAt: number | null;
}

const ENDS = new Set(['item.closed', 'item.cancelled', 'item.expired']);

/** Times to live by the log alone: no item ends before its own, which stands still while somebody has it. Not judged: items of which an earlier release does not say for when they were. */
export class Lifetimes {
  private readonly replay: Replay;
  private readonly report: Report;
  private readonly open = new Map<string, Lifetime>();

  constructor(replay: Replay, report: Report) {
    this.replay = replay;
    this.report = report;
  }

  /** Before the event is followed. */
  judge(event: LoggedEvent): void {
    const { item, type } = event;
    if (item === null) return;
    if (type === 'item.created') this.start(event, item);
    const life = this.open.get(item);
    if (life === undefined) return;
    if (type === 'item.expired') this.expire(event, item, life);
    else if (type === 'item.rescheduled') this.move(event, item, life);
    else if (type === 'item.attempted' && 'notBefore' in event.details) this.rest(event, life);
    else if (type === 'item.assigned') life.takenAt ??= event.at;
    else if ((type === 'item.enqueued' || type === 'item.needs_attention') && life.takenAt !== null) {
      if (life.endsAt !== null) life.endsAt += event.at - life.takenAt;
      life.takenAt = null;
    }
    if (ENDS.has(type)) this.open.delete(item);
  }

  private start(event: LoggedEvent, item: string): void {
    if (this.replay.scene === null) return;
    const { notBefore } = event.details;
    // A consult lives as long as the item that it is about.
    const endsAt =
      'consults' in event.details ? null : this.endsAt(event, typeof notBefore === 'number' ? notBefore : event.at);
    this.open.set(item, { endsAt, takenAt: null });
  }

  /** It counts from when the item may be given out, which is another instant now, unless it waited and goes on. */
  private move(event: LoggedEvent, item: string, life: Lifetime): void {
    const notBefore = Number(event.details['notBefore']);
    const isScheduled = this.replay.works.get(item)?.state === 'scheduled';
    if (notBefore > event.at || isScheduled) life.endsAt = this.endsAt(event, Math.max(notBefore, event.at));
  }

  /** Nobody has it until its next attempt may be given out. */
  private rest(event: LoggedEvent, life: Lifetime): void {
    life.takenAt = null;
    life.endsAt = this.endsAt(event, Number(event.details['notBefore']));
  }

  private endsAt({ workstream }: LoggedEvent, from: number): number | null {
    const lasts = this.replay.scene?.configuration.workstreams[workstream ?? '']?.timeToLiveMs ?? null;
    return lasts === null ? null : from + lasts;
  }

  private expire({ at }: LoggedEvent, item: string, { endsAt, takenAt }: Lifetime): void {
    if (takenAt !== null) this.report('I1', `${item} expires while somebody has it.`);
    else if (endsAt === null) this.report('I1', `${item} expires, and its workstream gives it no time to live.`);
    else if (at < endsAt) this.report('I1', `${item} expires at ${at}, before its time to live ends at ${endsAt}.`);
  }
}
