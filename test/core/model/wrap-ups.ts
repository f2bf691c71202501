import type { Event } from '../../../core/event.ts';
import type { Snapshot, Step } from './snapshot.ts';
import type { Report } from './violation.ts';

interface WrapUp {
  endsAt: number;
  times: number;
  said: string | null;
}

/** What is being wrapped up, by its events: until when, how often extended, and whether what has to be said was said. */
export class WrapUps {
  private readonly open = new Map<string, WrapUp>();

  follow(event: Event, { versions, report }: { versions: readonly Snapshot[]; report: Report }): void {
    const { item, type, at, details } = event;
    if (item === null || !type.startsWith('item.')) return;
    const found = versions.find(({ configuration }) => configuration.version === event.configurationVersion);
    const policy = found?.configuration.workstreams[event.workstream!]?.wrapUp;
    const wrapUp = this.open.get(item);
    if (type === 'item.completed' && policy) {
      this.open.set(item, { endsAt: at + policy.timeoutMs, times: 0, said: details.outcome as string | null });
    } else if (type === 'item.wrap_up_extended' && wrapUp !== undefined) {
      const until = details.until as number;
      const most = policy?.extension;
      wrapUp.times += 1;
      if (found && !(most && wrapUp.times <= most.times && until > wrapUp.endsAt && until <= wrapUp.endsAt + most.byMs))
        report('I6', `${item} is wrapped up until ${until} instead of ${wrapUp.endsAt}, for time ${wrapUp.times}`);
      wrapUp.endsAt = until;
    } else if (type === 'item.wrap_up_ended' && wrapUp !== undefined) {
      if (details.by === 'timeout' && at < wrapUp.endsAt)
        report('I6', `the wrap-up of ${item} ends at ${at}, before ${wrapUp.endsAt}`);
      const outcome = (details.outcome as string | undefined) ?? wrapUp.said;
      const lacks = policy?.required === true && outcome === null;
      const told = details.by === 'person' ? false : details.missing === 'outcome';
      if (found && lacks !== told)
        report('I1', `${item} ended with ${outcome}, and ${JSON.stringify(details)} was told`);
      if (found && policy?.codes.length && outcome !== null && !policy.codes.includes(outcome) && details.outcome)
        report('I1', `${item} ended with ${outcome}, which is no code of its workstream`);
      this.open.delete(item);
    } else if (type === 'item.closed' || type === 'item.cancelled') this.open.delete(item);
  }

  compare(step: Step, report: Report): void {
    for (const [id, { endsAt, times }] of this.open) {
      const row = step.after.items.get(id);
      if (row?.state !== 'wrapping_up' || row.wrapUpEndsAt !== endsAt || row.wrapUpExtended !== times)
        report(
          'I6',
          `by its events ${id} is wrapped up until ${endsAt}; its row says ${row?.state} ${row?.wrapUpEndsAt}`,
        );
    }
  }
}
