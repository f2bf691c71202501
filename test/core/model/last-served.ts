import type { Event } from '../../../core/event.ts';
import type { Item } from '../../../core/item.ts';
import { sceneIn } from './loads.ts';
import { type Bar, barsOf } from './rules.ts';
import type { Snapshot } from './snapshot.ts';
import type { Report } from './violation.ts';

interface Witness {
  /** Before and after the commands of a batch, and after its match. */
  readonly versions: readonly Snapshot[];
  readonly report: Report;
}

/** What passes by itself keeps nobody from being preferred. */
const PASSES: readonly Bar[] = ['delay', 'full', 'kept', 'back_off', 'asked', 'preferred'];
const NOTHING_ASKED = { skills: {}, groups: [], attributes: {}, agent: null };

/** Who completed the last item of each customer: nobody else is preferred for that, nor for longer than the workstream says; and she is where she could take it. */
export class LastServed {
  private readonly last = new Map<string, { agent: string; at: number }>();
  /** An item that began and ended within a batch is in no picture: whose it was is not known. */
  private muddled = false;

  follow(event: Event, { versions, report }: Witness): void {
    if (event.item === null) return;
    const item = versions.flatMap(({ items }) => items.get(event.item!) ?? [])[0];
    const key = JSON.stringify([event.workstream, item?.payload.customerRef ?? null]);
    const { configuration } = versions.find((one) => one.configuration.version === event.configurationVersion) ?? {};
    const affinity = configuration?.workstreams[event.workstream!]?.affinity ?? null;
    // A call that has reached nobody serves nobody.
    if (event.type === 'item.completed' && event.cause !== 'attempt') {
      if (item === undefined || configuration === undefined) this.muddled = true;
      else if (affinity === null) this.last.delete(key);
      else if (item.payload.customerRef !== null) this.last.set(key, { agent: event.agent!, at: event.at });
    }
    if (event.type === 'item.created' && item !== undefined && !this.muddled)
      this.owe(event, item, { last: this.last.get(key), versions, report });
    const preferred = event.details.preferred as { agent: string; until: number; servedLast?: true } | undefined;
    if (preferred?.servedLast !== true || item === undefined || this.muddled) return;
    if (configuration === undefined) return;
    const last = this.last.get(key);
    const what = `${event.item} prefers ${preferred.agent} as who served last`;
    if (last?.agent !== preferred.agent) report('I8', `${what}, and that was ${last?.agent ?? 'nobody'}`);
    else if (affinity === null || last.at + affinity.withinMs <= event.at)
      report('I8', `${what}, which was at ${last.at}`);
    else if (preferred.until > event.at + affinity.forMs) report('I8', `${what} until ${preferred.until}`);
  }

  /** Of a new item that is to be given out now. Who has changed within the batch is not asked about: it is not known how she was just then. */
  private owe(
    event: Event,
    item: Item,
    { last, versions, report }: Witness & { last: { agent: string; at: number } | undefined },
  ): void {
    const [before, applied] = versions as [Snapshot, Snapshot];
    const { configuration } = applied;
    const affinity = configuration.workstreams[event.workstream!]?.affinity ?? null;
    const isTold = 'preferred' in event.details || 'consults' in event.details || event.queue === null;
    if (isTold || last === undefined || affinity === null || before.configuration !== configuration) return;
    const agent = applied.agents.get(last.agent);
    if (agent === undefined || before.agents.get(agent.id) !== agent || last.at + affinity.withinMs <= event.at) return;
    if (((event.details.notBefore as number | undefined) ?? 0) > event.at) return;
    const requirements = { ...NOTHING_ASKED, ...(event.details.requirements as object) };
    const asked = { ...item, queue: event.queue, requirements, widenings: [], preferredAgent: null };
    const bars = barsOf(sceneIn(applied, event.at), asked, agent).filter((bar) => !PASSES.includes(bar));
    if (requirements.agent === null && bars.length === 0)
      report('I8', `${item.id} prefers nobody, although ${agent.id} served its customer last, at ${last.at}`);
  }
}
