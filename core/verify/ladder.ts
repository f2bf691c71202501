import type { EscalationStep } from '../configuration/compiled.ts';
import type { Replay } from './replay.ts';
import { bandOf, type Scene } from './rules.ts';
import type { LoggedEvent, Report } from './violation.ts';
import type { Work } from './work.ts';

/** I6: no step acts before its time, unless a person takes it or nobody at all could take the item. Before the event is followed. */
export function judgeStep({ works, people, scene }: Replay, event: LoggedEvent, report: Report): void {
  const work = works.get(event.item ?? '');
  if (event.type !== 'item.escalated' || work === undefined || scene === null) return;
  const step = Number(event.details['step']);
  const due = ladderOf(scene, work)[step - work.ladderFrom - 1];
  const byHand = event.cause === 'escalate' && event.actor.startsWith('key:');
  if (due === undefined) {
    report('I6', `${work.id} took step ${step}, which its ladder does not have.`);
    return;
  }
  if (event.details['ahead'] === true) {
    const able = [...people.values()].find((person) => bandOf(scene, work, person) === null);
    if (able !== undefined)
      report('I6', `${work.id} took step ${step} ahead of its time, although ${able.id} could take it.`);
  } else if (!byHand && (timeOf(due, work) ?? Number.POSITIVE_INFINITY) > event.at)
    report('I6', `${work.id} took step ${step} before its time, at ${event.at}.`);
}

/** The ladder of its queue or, where that has none, of its workstream. */
function ladderOf({ configuration }: Scene, { queue, workstream }: Work): readonly EscalationStep[] {
  const own = configuration.queues[queue ?? '']?.escalation ?? configuration.workstreams[workstream]?.escalation;
  return configuration.escalations[own ?? ''] ?? [];
}

function timeOf({ from, afterMs }: EscalationStep, { enqueuedAt, dueAt }: Work): number | null {
  const start = from === 'due' ? dueAt : enqueuedAt;
  return start === null ? null : start + afterMs;
}
