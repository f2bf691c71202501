import type { LoggedEvent } from './violation.ts';

interface Bulk {
  readonly matched: number;
  position: number;
}

/** I11 of bulk operations: each of their items is dealt with once, and is counted. */
export class BulkCheck {
  private readonly report: (detail: string) => void;
  private readonly open = new Map<string, Bulk>();
  /** Of each operation under way, the items that it has changed. */
  private readonly touched = new Map<string, Set<string>>();

  constructor(report: (detail: string) => void) {
    this.report = report;
  }

  add({ type, item, cause, details }: LoggedEvent): void {
    if (item !== null && cause.startsWith('bulk/')) this.touch(cause.slice('bulk/'.length), item);
    if (!type.startsWith('bulk.')) return;
    const id = String(details['bulk']);
    if (type === 'bulk.started') this.open.set(id, { matched: Number(details['matched']), position: 0 });
    const bulk = this.open.get(id);
    if (bulk === undefined) {
      this.report(`${id} is ${type.slice('bulk.'.length)} and is not under way.`);
      return;
    }
    if (type === 'bulk.advanced') this.advance(id, bulk, details);
    if (type === 'bulk.finished' && bulk.position !== bulk.matched)
      this.report(`${id} is finished after ${bulk.position} of ${bulk.matched} items.`);
    if (type === 'bulk.finished' || type === 'bulk.cancelled') {
      this.open.delete(id);
      this.touched.delete(id);
    }
  }

  private touch(bulk: string, item: string): void {
    if (!this.open.has(bulk)) this.report(`${item} is changed by ${bulk}, which is not under way.`);
    this.touched.set(bulk, (this.touched.get(bulk) ?? new Set()).add(item));
  }

  private advance(id: string, bulk: Bulk, details: LoggedEvent['details']): void {
    const [done, skipped, failed] = ['done', 'skipped', 'failed'].map((name) => Number(details[name]));
    const position = Number(details['position']);
    if (position - bulk.position !== done! + skipped! + failed!)
      this.report(`${id} goes from ${bulk.position} to ${position} and counts ${done} + ${skipped} + ${failed}.`);
    // One that is as it is asked to be already is done, and has no event.
    const touched = this.touched.get(id)?.size ?? 0;
    if (touched > done!) this.report(`${id} counts ${done} items as done and has changed ${touched}.`);
    bulk.position = position;
    this.touched.delete(id);
  }
}
