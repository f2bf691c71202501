import { firstFor, type Line } from './lines.ts';
import type { Person } from './people.ts';
import type { Replay } from './replay.ts';
import { effectiveKey, type Scene } from './rules.ts';
import type { Report } from './violation.ts';

/**
 * I13 at the end of each batch: nothing waits that somebody could have. Only what changed in the batch is looked at, and what its
 * instant made possible. Not in the log, and so not judged: whether an instant between two batches passed while an engine was at
 * work, and who should have been kept free for a big item.
 */
export function judgeLeftOver(replay: Replay, report: Report): void {
  const { scene } = replay;
  const lines = new Set(replay.lines.takeChanged());
  const people = replay.takeFreed();
  if (scene === null) return;
  const look = (line: Line, person: Person): void => {
    const work = firstFor(scene, line, person);
    if (work === null || mayBeKept(replay, { scene, person, key: effectiveKey(scene, work, person), work: work.id }))
      return;
    report('I13', `${work.id} waits at ${scene.now} although ${person.id} could have it.`);
  };
  for (const line of lines) for (const person of replay.serving(line)) look(line, person);
  for (const person of people) for (const line of replay.openTo(person)) if (!lines.has(line)) look(line, person);
}

/** Whether she may be kept free for something that comes before. Equal keys are left alone: what parts them is not in the log. */
function mayBeKept(replay: Replay, at: { scene: Scene; person: Person; key: number; work: string }): boolean {
  const big = replay.works.get(at.person.keptFor ?? '');
  if (big === undefined || big.id === at.work) return false;
  return !big.known || effectiveKey(at.scene, big, at.person) <= at.key;
}
