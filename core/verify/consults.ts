import type { LoggedEvent } from './violation.ts';

/** After these whoever had an item has it no more. */
const LEAVES = new Set([
  'item.enqueued',
  'item.completed',
  'item.released',
  'item.transferred',
  'item.cancelled',
  'item.expired',
]);
const ENDS = new Set(['item.closed', 'item.cancelled', 'item.expired']);

/** A consult is about an item in the hands of whoever asked, and ends in the batch in which that is no longer so. */
export class ConsultCheck {
  private readonly report: (detail: string) => void;
  /** Consult → the item that it is about, and the other way round. */
  private readonly about = new Map<string, string>();
  private readonly of = new Map<string, Set<string>>();
  /** Items that have left who asked, in this batch. */
  private readonly left = new Set<string>();

  constructor(report: (detail: string) => void) {
    this.report = report;
  }

  /** Before the event is followed. `holders`: who has an open item, or is asked to take it. */
  judge({ type, item, agent, details }: LoggedEvent, holders: (item: string) => ReadonlySet<string> | null): void {
    if (item === null) return;
    const consults = details['consults'] as { item: string; asker: string } | undefined;
    if (type === 'item.created' && consults !== undefined) this.open(item, consults, holders(consults.item));
    if (LEAVES.has(type) && this.of.has(item)) this.left.add(item);
    const about = this.about.get(item);
    if (about === undefined) return;
    if (type === 'item.consulted') this.report(`${item} is a consult, and consulted about.`);
    if (type === 'offer.made' && holders(about)?.has(agent ?? '') === true)
      this.report(`${agent} is offered consult ${item}, which she has asked for.`);
    if (ENDS.has(type)) this.close(item, about);
  }

  endBatch(): void {
    for (const item of this.left)
      for (const consult of this.of.get(item) ?? [])
        this.report(`Consult ${consult} goes on although ${item} has left who asked.`);
    this.left.clear();
  }

  private open(consult: string, of: { item: string; asker: string }, holders: ReadonlySet<string> | null): void {
    if (holders?.has(of.asker) !== true) this.report(`${of.asker} asks about ${of.item}, which is not with her.`);
    this.about.set(consult, of.item);
    this.of.set(of.item, (this.of.get(of.item) ?? new Set()).add(consult));
  }

  private close(consult: string, about: string): void {
    this.about.delete(consult);
    const open = this.of.get(about);
    open?.delete(consult);
    if (open?.size === 0) this.of.delete(about);
  }
}
