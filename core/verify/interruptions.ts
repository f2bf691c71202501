import type { Person } from './people.ts';
import type { Replay } from './replay.ts';
import { isBeyond, mayInterrupt, runningLoad, type Scene } from './rules.ts';
import type { LoggedEvent, Report } from './violation.ts';
import type { Work } from './work.ts';

/** What makes another look at somebody's hands needless: nothing of them has changed. */
const ALL_CHANGE = 'configuration.published';

/** Interruptions by the log alone: only what may be interrupted is, there is room for what it made room for, and it goes on as soon as there is room again. */
export class Interruptions {
  private readonly replay: Replay;
  private readonly report: Report;
  /** Who may have room to go on with something since the last look. */
  private touched = new Set<string>();

  constructor(replay: Replay, report: Report) {
    this.replay = replay;
    this.report = report;
  }

  /** Before the event is followed. */
  judge(event: LoggedEvent): void {
    const { scene, works, people } = this.replay;
    if (event.agent !== null) this.touched.add(event.agent);
    if (event.type === ALL_CHANGE) for (const id of people.keys()) this.touched.add(id);
    const work = works.get(event.item ?? '');
    const person = people.get(event.agent ?? '');
    if (scene === null || work === undefined || person === undefined) return;
    if (event.type === 'item.interrupted') this.interrupt(event, { scene, work, person });
    else if (event.type === 'item.continued') this.goOn({ scene, work, person });
    else if (event.type === 'offer.made' && event.details['byHand'] !== true)
      this.offer(event, { scene, work, person });
  }

  private interrupt({ details }: LoggedEvent, { scene, work, person }: Hers): void {
    const by = this.replay.works.get(String(details['by']));
    const what = `${work.id} of ${person.id} is interrupted by ${details['by']}`;
    if (work.interruptedBy !== null) this.report('I3', `${what}, and was already by ${work.interruptedBy}.`);
    if (!work.held.has(person.id) || work.state !== 'assigned')
      this.report('I3', `${what} while it is ${work.state} with ${[...work.held.keys()][0] ?? 'nobody'}.`);
    if (by === undefined) this.report('I3', `${what}, which is no open item.`);
    else if (by.known && !mayInterrupt(scene, by, { person, other: work }))
      this.report('I3', `${what}, which may not interrupt ${work.channel} of hers.`);
  }

  private goOn({ scene, work, person }: Hers): void {
    if (work.interruptedBy === null) this.report('I3', `${work.id} goes on and was not interrupted.`);
    else if (!fits(scene, work, person)) this.report('I3', `${work.id} goes on beyond what ${person.id} may have.`);
  }

  /** Whatever had to give way has done so by now. */
  private offer({ units }: LoggedEvent, { scene, work, person }: Hers): void {
    const load = runningLoad(scene, work, person);
    if (isBeyond(scene, person, { units: load.units + (units ?? 0), items: load.items + 1 }))
      this.report('I3', `${work.id} is offered to ${person.id} beside ${load.units} units that are not interrupted.`);
  }

  /** At the end of a batch. */
  endBatch(): void {
    const { scene, people } = this.replay;
    for (const id of this.touched) {
      const person = people.get(id);
      if (scene === null || person === undefined) continue;
      for (const work of person.hands.values())
        if (work.interruptedBy !== null && fits(scene, work, person))
          this.report('I13', `${work.id} stays interrupted although ${id} has room to go on with it.`);
    }
    this.touched = new Set();
  }
}

interface Hers {
  readonly scene: Scene;
  readonly work: Work;
  readonly person: Person;
}

function fits(scene: Scene, work: Work, person: Person): boolean {
  const { units, items } = runningLoad(scene, work, person);
  return !isBeyond(scene, person, { units: units + (work.held.get(person.id) ?? 0), items: items + 1 });
}
