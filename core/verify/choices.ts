import { leftAt } from './people.ts';
import type { Replay } from './replay.ts';
import type { LoggedEvent, Report } from './violation.ts';

const TAKES = new Set(['item.released', 'item.transferred', 'item.cancelled', 'item.expired']);

/** I10: what a person chose for an agent is not taken from her by automation, unless she is gone. Before the event is followed. */
export function judgeChoice(replay: Replay, event: LoggedEvent, report: Report): void {
  const work = replay.works.get(event.item ?? '');
  // Advice is not needed any more where the item that it is about has gone.
  if (event.type === 'item.cancelled' && event.cause === 'consult_over') return;
  if (!work?.manual || work.state !== 'assigned' || event.actor !== 'engine' || !TAKES.has(event.type)) return;
  const [agent] = work.held.keys();
  if (!isGone(replay, event, agent ?? ''))
    report('I10', `Automation takes ${work.id} from ${agent}, whom a person chose (${event.type}).`);
}

function isGone({ people, scene }: Replay, { details, at, workstream }: LoggedEvent, agent: string): boolean {
  const person = people.get(agent);
  if (person === undefined || details['reason'] === 'agent_removed') return true;
  const since = leftAt(person);
  if (details['reason'] !== 'owner_gone' || since === null) return false;
  return since + (scene?.configuration.workstreams[workstream ?? '']?.ownerGoneAfterMs ?? 0) <= at;
}
