import type { TargetName } from '../target.ts';
import type { Replay } from './replay.ts';
import type { LoggedEvent, Report } from './violation.ts';

interface Promises {
  /** Of each target that did anything. */
  readonly stages: Map<string, 'warned' | 'breached'>;
  readonly kept: Set<TargetName>;
  /** Paused for its customer. */
  still: boolean;
}

/** Warnings and breaches by the log alone: each once, in order, never early, not of what was kept, nor of what stands still. */
export class PromiseCheck {
  private readonly replay: Replay;
  private readonly report: Report;
  private readonly open = new Map<string, Promises>();

  constructor(replay: Replay, report: Report) {
    this.replay = replay;
    this.report = report;
  }

  /** Before the event is followed. */
  judge(event: LoggedEvent): void {
    const { item, type } = event;
    if (item === null || !type.startsWith('item.')) return;
    const at = this.open.get(item) ?? { stages: new Map(), kept: new Set(), still: false };
    this.open.set(item, at);
    if (type === 'item.target_warned' || type === 'item.target_breached') this.note(event, item, at);
    else if (type === 'item.closed' || type === 'item.cancelled' || type === 'item.expired') this.open.delete(item);
    else this.follow(event, item, at);
  }

  private follow({ type, details, at, channel }: LoggedEvent, item: string, promises: Promises): void {
    const work = this.replay.works.get(item);
    const live = this.replay.scene?.configuration.channels[channel ?? '']?.live === true;
    if ('requirements' in details && (details['dueAt'] ?? null) !== (work?.dueAt ?? null))
      promises.stages.delete('due');
    const rests = type === 'item.rescheduled' || type === 'item.attempted';
    if (rests && Number(details['notBefore']) > at) {
      promises.stages.clear();
      promises.kept.clear();
    }
    promises.still = type === 'item.paused' ? details['for'] === 'customer' : promises.still && type !== 'item.resumed';
    if (type === 'item.transferred') promises.still = false;
    const answered = type === 'item.responded' || promises.still || (type === 'item.assigned' && live);
    if (answered) promises.kept.add('firstResponse');
    if (type === 'item.completed')
      for (const name of ['firstResponse', 'resolution', 'due'] as const) promises.kept.add(name);
  }

  private note({ type, at, details, workstream }: LoggedEvent, item: string, promises: Promises): void {
    const target = details['target'] as TargetName;
    const stage = type === 'item.target_warned' ? 'warned' : 'breached';
    const before = promises.stages.get(target);
    promises.stages.set(target, stage);
    const what = `${target} of ${item} ${stage === 'warned' ? 'warns' : 'is missed'}`;
    if ((stage === 'warned') !== (before === undefined))
      this.report('I6', `${what} after it was ${before ?? 'begun'}.`);
    if (before === 'breached') this.report('I6', `${what} a second time.`);
    if (promises.kept.has(target)) this.report('I6', `${what} although it was met.`);
    if (promises.still && target !== 'due') this.report('I6', `${what} although it stands still.`);
    const dueAt = Number(details['dueAt']);
    if (stage === 'breached' && at < dueAt) this.report('I6', `${what} at ${at}, before ${dueAt}.`);
    const work = this.replay.works.get(item);
    if (target === 'due' && work !== undefined && work.dueAt !== dueAt)
      this.report('I6', `${what} by ${dueAt}, and it is due at ${work.dueAt}.`);
    const steps = this.replay.scene?.configuration.workstreams[workstream ?? '']?.targets.raise[stage];
    if (steps !== undefined && details['raisePriority'] !== steps)
      this.report('I6', `${what} and adds ${details['raisePriority']} steps, not ${steps}.`);
  }
}
