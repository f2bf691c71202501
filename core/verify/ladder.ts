import type { Replay } from './replay.ts';
import type { LoggedEvent, Report } from './violation.ts';

/** I6: no step acts before its time, unless a person takes it. Before the event is followed. */
export function judgeStep({ works, scene }: Replay, event: LoggedEvent, report: Report): void {
  const work = works.get(event.item ?? '');
  if (event.type !== 'item.escalated' || work === undefined || scene === null) return;
  const { configuration } = scene;
  const ladder = configuration.escalations[configuration.queues[work.queue ?? '']?.escalation ?? ''] ?? [];
  const step = Number(event.details['step']);
  const due = ladder[step - work.ladderFrom - 1];
  const byHand = event.cause === 'escalate' && event.actor.startsWith('key:');
  if (due === undefined) report('I6', `${work.id} took step ${step}, which its ladder does not have.`);
  else if (!byHand && (work.enqueuedAt ?? event.at) + due.afterMs > event.at)
    report('I6', `${work.id} took step ${step} before its time, at ${event.at}.`);
}
