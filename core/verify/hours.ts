import { isOpen, nextChange } from '../calendar/calendar.ts';
import type { Configuration } from '../configuration/compiled.ts';

/** Whether calendars are open: worked out once for each stretch, since time zones are slow and logs are long. */
export class Hours {
  private readonly calendars: Configuration['calendars'];
  private readonly known = new Map<string, { open: boolean; from: number; until: number }>();

  constructor({ calendars }: Configuration) {
    this.calendars = calendars;
  }

  /** `null` names no calendar: always open. */
  areOpen(name: string | null, at: number): boolean {
    if (name === null) return true;
    const known = this.known.get(name);
    if (known !== undefined && known.from <= at && at < known.until) return known.open;
    const calendar = this.calendars[name];
    if (calendar === undefined) return true;
    const open = isOpen(calendar, at);
    this.known.set(name, { open, from: at, until: nextChange(calendar, at) ?? Number.POSITIVE_INFINITY });
    return open;
  }

  /** Which of them are open, as text: another text means that one has opened or closed. */
  standing(at: number): string {
    return Object.keys(this.calendars)
      .filter((name) => this.areOpen(name, at))
      .join(' ');
  }
}
