import type { Replay } from './replay.ts';
import { barTo } from './rules.ts';
import type { LoggedEvent, Report } from './violation.ts';

interface ServedLast {
  readonly agent: string;
  readonly until: number;
}

/**
 * Affinity by the log alone, which does not say who the customer is: whoever is preferred as the one who served last has completed something of
 * the workstream not too long ago, could take the item as she is now, and is preferred no longer than the workstream says.
 */
export class AffinityCheck {
  private readonly replay: Replay;
  private readonly report: Report;
  /** By workstream, when each agent last completed something. */
  private readonly completed = new Map<string, Map<string, number>>();

  constructor(replay: Replay, report: Report) {
    this.replay = replay;
    this.report = report;
  }

  /** After the event was followed: it says itself what the item asks for and where it is. */
  judge(event: LoggedEvent): void {
    const { type, workstream, agent, at, cause, details } = event;
    if (workstream === null) return;
    // A call that has reached nobody serves nobody.
    if (type === 'item.completed' && cause !== 'attempt' && agent !== null) {
      const agents = this.completed.get(workstream) ?? new Map<string, number>();
      this.completed.set(workstream, agents.set(agent, at));
    }
    const preferred = details['preferred'] as (ServedLast & { servedLast?: true }) | null | undefined;
    if (preferred?.servedLast === true) this.prefer(event, preferred);
  }

  private prefer({ item, workstream, at }: LoggedEvent, { agent, until }: ServedLast): void {
    const { scene, works } = this.replay;
    const work = works.get(item ?? '');
    if (scene === null || work === undefined) return;
    const what = `${item} prefers ${agent} as who served last`;
    const affinity = scene.configuration.workstreams[workstream!]?.affinity ?? null;
    if (affinity === null) {
      this.report('I8', `${what}, which workstream ${workstream} does not ask for.`);
      return;
    }
    const last = this.completed.get(workstream!)?.get(agent);
    if (last === undefined) this.report('I8', `${what}, and she has completed nothing of ${workstream}.`);
    else if (last + affinity.withinMs <= at)
      this.report('I8', `${what}, which was ${at - last} ms ago, and ${affinity.withinMs} ms is too long.`);
    if (until > at + affinity.forMs) this.report('I8', `${what} for ${until - at} ms, and ${affinity.forMs} at most.`);
    if (work.requirements.agent !== null)
      this.report('I8', `${what}, although it is for ${work.requirements.agent} alone.`);
    else this.couldTake(what, { item: item!, agent });
  }

  /** A delay of her profile passes by itself, and so does what she has in hand. */
  private couldTake(what: string, { item, agent }: { item: string; agent: string }): void {
    const { scene, works, people } = this.replay;
    const person = people.get(agent);
    const helpsAlready = { ...works.get(item)!, enqueuedAt: Number.NEGATIVE_INFINITY };
    const bar = person === undefined ? 'she is no agent' : barTo(scene!, helpsAlready, { person, byHand: false });
    if (bar !== null) this.report('I8', `${what}, and ${bar}.`);
  }
}
