import type { Event } from '../../../core/event.ts';
import type { Snapshot } from './snapshot.ts';
import type { Report } from './violation.ts';

interface Witness {
  /** Before and after the commands of a batch, and after its match. */
  readonly versions: readonly Snapshot[];
  readonly report: Report;
}

/** Who completed the last item of each customer: nobody else is preferred for that, nor for longer than the workstream says. */
export class LastServed {
  private readonly last = new Map<string, { agent: string; at: number }>();
  /** An item that began and ended within a batch is in no picture: whose it was is not known. */
  private muddled = false;

  follow(event: Event, { versions, report }: Witness): void {
    if (event.item === null) return;
    const item = versions.flatMap(({ items }) => items.get(event.item!) ?? [])[0];
    const key = JSON.stringify([event.workstream, item?.payload.customerRef ?? null]);
    if (event.type === 'item.completed') {
      if (item === undefined) this.muddled = true;
      else if (item.payload.customerRef !== null) this.last.set(key, { agent: event.agent!, at: event.at });
    }
    const preferred = event.details.preferred as { agent: string; until: number; servedLast?: true } | undefined;
    if (preferred?.servedLast !== true || item === undefined || this.muddled) return;
    const { configuration } = versions.find((one) => one.configuration.version === event.configurationVersion) ?? {};
    if (configuration === undefined) return;
    const affinity = configuration.workstreams[event.workstream!]?.affinity ?? null;
    const last = this.last.get(key);
    const what = `${event.item} prefers ${preferred.agent} as who served last`;
    if (last?.agent !== preferred.agent) report('I8', `${what}, and that was ${last?.agent ?? 'nobody'}`);
    else if (affinity === null || last.at + affinity.withinMs <= event.at)
      report('I8', `${what}, which was at ${last.at}`);
    else if (preferred.until > event.at + affinity.forMs) report('I8', `${what} until ${preferred.until}`);
  }
}
