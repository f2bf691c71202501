import type { LoggedEvent } from './violation.ts';

/** I11 of what recurs: one occurrence is one item. */
export class Occurrences {
  /** Recurrence → its latest occurrence: an instant as text, which sorts by time. */
  private readonly latest = new Map<string, string>();
  private readonly report: (detail: string) => void;

  constructor(report: (detail: string) => void) {
    this.report = report;
  }

  add({ type, details }: LoggedEvent): void {
    if (type !== 'recurrence.occurred') return;
    const { recurrence, nominal } = details as { recurrence: string; nominal: string };
    const before = this.latest.get(recurrence) ?? '';
    if (nominal <= before) this.report(`${recurrence} made an item for ${nominal} after one for ${before}.`);
    else this.latest.set(recurrence, nominal);
  }
}
