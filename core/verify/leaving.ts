import { leftAt, type Person } from './people.ts';
import type { Replay } from './replay.ts';
import type { Report } from './violation.ts';

/**
 * I14 at the end of each batch: nothing is asked of somebody who has left, nothing stays in her hands beyond the grace of its workstream
 * unless that lets it stay, nobody finishes what she does not have, and nobody is asked whose shift has just ended.
 */
export function judgeLeaving(replay: Replay, report: Report): void {
  if (replay.scene === null) return;
  if (replay.turned && !replay.published) judgeShifts(replay, report);
  for (const person of replay.leaving) {
    const since = leftAt(person);
    if (since === null) {
      if (person.hands.size === 0) report('I14', `${person.id} drains with empty hands.`);
    } else judgeHands(replay, { person, since, report });
  }
}

/** A calendar has turned: whose shift has ended is asked for nothing but what a person chose her for. */
function judgeShifts({ scene, people }: Replay, report: Report): void {
  const { configuration, hours, now } = scene!;
  for (const { id, profile, hands } of people.values()) {
    if (hours.areOpen(configuration.profiles[profile]?.shift ?? null, now)) continue;
    for (const work of hands.values())
      if (work.state === 'offered' && !work.manual) report('I14', `${work.id} is offered to ${id}, who is off shift.`);
  }
}

function judgeHands(
  { scene, leaving, published }: Replay,
  at: { person: Person; since: number; report: Report },
): void {
  const { person, since, report } = at;
  const { configuration, now } = scene!;
  for (const work of person.hands.values()) {
    if (work.state === 'offered') report('I14', `${work.id} is offered to ${person.id}, who has left.`);
    const policy = configuration.workstreams[work.workstream];
    if (work.state !== 'assigned' || published || policy === undefined || policy.ownerGoneThen === 'stay') continue;
    if (since + policy.ownerGoneAfterMs <= now)
      report('I14', `${work.id} is with ${person.id} at ${now}, who left at ${since}.`);
  }
  // Whoever has left is given nothing more.
  if (person.hands.size === 0) leaving.delete(person);
}
