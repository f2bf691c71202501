import type { Workstream } from '../configuration/compiled.ts';
import type { Replay } from './replay.ts';
import type { LoggedEvent, Report } from './violation.ts';

interface WrapUp {
  /** `null`: under a version that had none, or that this release cannot read. */
  endsAt: number | null;
  times: number;
  isSaid: boolean;
}

/** Wrap-ups by the log alone: none ends early by itself, none is longer than its workstream allows, and what has to be said was said or is missing. */
export class WrapUps {
  private readonly replay: Replay;
  private readonly report: Report;
  private readonly open = new Map<string, WrapUp>();

  constructor(replay: Replay, report: Report) {
    this.replay = replay;
    this.report = report;
  }

  /** Before the event is followed. */
  judge(event: LoggedEvent): void {
    const { type, item, at, details } = event;
    if (item === null) return;
    if (type === 'item.completed') {
      const policy = this.policyOf(event);
      const isSaid = typeof details['outcome'] === 'string';
      this.open.set(item, { endsAt: policy === null ? null : at + policy.timeoutMs, times: 0, isSaid });
    } else if (type === 'item.wrap_up_extended') this.extend(event, item);
    else if (type === 'item.wrap_up_ended') this.end(event, item);
    else if (type === 'item.closed' || type === 'item.cancelled') this.open.delete(item);
  }

  private policyOf({ workstream }: LoggedEvent): Workstream['wrapUp'] {
    return this.replay.scene?.configuration.workstreams[workstream ?? '']?.wrapUp ?? null;
  }

  private extend(event: LoggedEvent, item: string): void {
    const wrapUp = this.open.get(item);
    const { until, times } = event.details as { until: number; times: number };
    if (wrapUp === undefined) {
      this.report('I6', `The wrap-up of ${item} is extended, and it was not completed.`);
      return;
    }
    const most = this.policyOf(event)?.extension ?? { byMs: 0, times: 0 };
    const { endsAt } = wrapUp;
    if (this.replay.scene !== null && (times !== wrapUp.times + 1 || times > most.times))
      this.report('I6', `The wrap-up of ${item} is extended for time ${times} of ${most.times} after ${wrapUp.times}.`);
    if (this.replay.scene !== null && endsAt !== null && (until <= endsAt || until > endsAt + most.byMs))
      this.report('I6', `The wrap-up of ${item} is extended from ${endsAt} to ${until}, by ${most.byMs} ms at most.`);
    Object.assign(wrapUp, { endsAt: until, times });
  }

  private end(event: LoggedEvent, item: string): void {
    const wrapUp = this.open.get(item);
    const { by, outcome, missing } = event.details;
    if (wrapUp === undefined) return;
    if (by === 'timeout' && wrapUp.endsAt !== null && event.at < wrapUp.endsAt)
      this.report('I6', `The wrap-up of ${item} ends by itself at ${event.at}, before ${wrapUp.endsAt}.`);
    if (this.replay.scene === null) return;
    const isMissing = this.policyOf(event)?.required === true && !wrapUp.isSaid && typeof outcome !== 'string';
    if (isMissing && by === 'person') this.report('I1', `${item} is closed by a person without an outcome.`);
    if (by !== 'person' && isMissing !== (missing === 'outcome'))
      this.report('I1', `${item} ${isMissing ? 'lacks an outcome, which is not said' : 'is said to lack an outcome'}.`);
  }
}
