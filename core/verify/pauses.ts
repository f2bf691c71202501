import type { Person } from './people.ts';
import type { Replay } from './replay.ts';
import { exceeded, priceFor } from './rules.ts';
import type { LoggedEvent, Report } from './violation.ts';

interface Pause {
  readonly owner: string | null;
  readonly until: number | null;
  /** Until its owner takes it up again: neither a time nor its customer will. */
  readonly onlyHers: boolean;
}

/** Pauses by the log alone: nobody but its owner gets the item by a resume, its clock wakes it when it should, and whoever resumes it herself has room. */
export class Pauses {
  private readonly replay: Replay;
  private readonly report: Report;
  private readonly open = new Map<string, Pause>();
  /** Nobody will take it up again, so that it has to go back to its queue next. */
  private stranded: string | null = null;

  constructor(replay: Replay, report: Report) {
    this.replay = replay;
    this.report = report;
  }

  /** Before the event is followed. */
  judge(event: LoggedEvent): void {
    const { type, item } = event;
    if (this.stranded !== null && (this.stranded !== item || type !== 'item.resumed'))
      this.report('I14', `${this.stranded} stays paused for nobody.`);
    this.stranded = null;
    if (item === null) return;
    if (type === 'item.paused') this.start(event, item);
    else if (type === 'item.released') this.disown(item);
    else if (type === 'item.resumed') this.end(event, item);
    else if (type === 'item.assigned' && event.details['by'] === 'resume') this.takeUp(event, item);
    else if (type === 'item.cancelled' || type === 'item.transferred') this.open.delete(item);
  }

  private start({ agent, details }: LoggedEvent, item: string): void {
    const work = this.replay.works.get(item);
    if (work !== undefined && !work.held.has(agent ?? ''))
      this.report('I1', `${item} is paused by ${agent}, and ${[...work.held.keys()][0] ?? 'nobody'} has it.`);
    const until = details['until'];
    const onlyHers = until === null && details['for'] === 'time';
    this.open.set(item, { owner: agent, until: typeof until === 'number' ? until : null, onlyHers });
  }

  private disown(item: string): void {
    const pause = this.open.get(item);
    if (pause === undefined) return;
    this.open.set(item, { ...pause, owner: null });
    if (pause.onlyHers) this.stranded = item;
  }

  private end({ agent, at, details }: LoggedEvent, item: string): void {
    const pause = this.open.get(item);
    this.open.delete(item);
    if (pause === undefined) {
      this.report('I1', `${item} is resumed and was not paused.`);
      return;
    }
    if (agent !== pause.owner) this.report('I10', `${item} is resumed for ${agent}, and ${pause.owner} paused it.`);
    if (details['by'] === 'clock' && (pause.until === null || at < pause.until))
      this.report(
        'I10',
        `Its clock resumes ${item} at ${at}, and it is paused until ${pause.until ?? 'somebody does'}.`,
      );
    const preferred = details['preferred'] as { agent: string } | null | undefined;
    if (preferred && preferred.agent !== pause.owner)
      this.report('I10', `${preferred.agent} is preferred for ${item}, and ${pause.owner} paused it.`);
  }

  private takeUp(event: LoggedEvent, item: string): void {
    const { scene, works, people } = this.replay;
    const work = works.get(item);
    const person: Person | undefined = people.get(event.agent ?? '');
    if (scene === null || work === undefined || !work.known) return;
    if (person === undefined) this.report('I9', `${item} is resumed by ${event.agent}, who is no agent.`);
    else if (event.units !== priceFor(scene, work, person))
      this.report('I3', `${item} is resumed for ${event.units} units, not ${priceFor(scene, work, person)}.`);
    else if (event.actor.startsWith('agent:') && exceeded(scene, work, person) !== null)
      this.report('I3', `${item} is resumed beyond the ${exceeded(scene, work, person)} of ${person.id}.`);
  }
}
