import type { Stretch } from '../../calendar/calendar.ts';
import { ordinaryWeek, spoken, WHOLE_WEEK, without } from '../../calendar/week.ts';
import type { Bits } from '../../matching/bits.ts';
import type { Configuration } from '../compiled.ts';
import type { ConfigurationFinding } from '../findings.ts';
import type { Staff } from './staff.ts';

/** The ordinary weeks of the calendars, and what of a queue's hours the shifts of its people leave alone. */
export class Hours {
  private readonly configuration: Configuration;
  private readonly staff: Staff;
  private readonly weeks: ReadonlyMap<string, readonly Stretch[]>;
  private readonly gaps = new Map<string, readonly Stretch[]>();

  constructor(configuration: Configuration, staff: Staff) {
    this.configuration = configuration;
    this.staff = staff;
    this.weeks = new Map(Object.entries(configuration.calendars).map(([name, one]) => [name, ordinaryWeek(one)]));
  }

  /** Calendars that never open. */
  neverOpen(): ConfigurationFinding[] {
    return Object.entries(this.configuration.calendars)
      .filter(
        ([name, { exceptions }]) =>
          this.weeks.get(name)!.length === 0 && Object.values(exceptions).every((day) => day.length === 0),
      )
      .map(([name]) => ({
        code: 'never_open',
        pointer: `/calendars/${name}`,
        detail: `Calendar ${name} never opens.`,
      }));
  }

  /** Queues that are open while everybody who serves them is off duty. Nothing is said where nobody is there yet. */
  unstaffed(): ConfigurationFinding[] {
    if (this.staff.unknown) return [];
    return Object.entries(this.configuration.queues).flatMap(([name, { hours }]) => {
      const serving = this.staff.profilesServing(name);
      const alone = serving.isEmpty() ? [] : this.gap(name, serving);
      if (alone.length === 0) return [];
      const pointer = hours === null ? `/queues/${name}` : `/queues/${name}/hours`;
      const detail = `Queue ${name} is open while nobody who serves it has a shift: ${this.spoken(name, alone)}.`;
      return [{ code: 'unstaffed', pointer, detail }];
    });
  }

  /** When, in a queue's hours, some who serve it are on duty but none of those who could take an item; `null`: never. */
  missing(queue: string, of: { serving: Bits; able: Bits }): string | null {
    if (this.staff.unknown || !this.staff.hasShifts) return null;
    const missing = without(this.gap(queue, of.able), this.gap(queue, of.serving));
    return missing.length === 0 ? null : this.spoken(queue, missing);
  }

  private gap(queue: string, people: Bits): readonly Stretch[] {
    const shifts = this.staff.shiftsOf(people);
    if (shifts === null) return [];
    const { hours } = this.configuration.queues[queue]!;
    const key = `${hours ?? ''} ${shifts.join(' ')}`;
    const open = hours === null ? WHOLE_WEEK : this.weeks.get(hours)!;
    const found =
      this.gaps.get(key) ??
      without(
        open,
        shifts.flatMap((shift) => [...this.weeks.get(shift)!]),
      );
    this.gaps.set(key, found);
    return found;
  }

  private spoken(queue: string, stretches: readonly Stretch[]): string {
    const { queues, calendars, organisation } = this.configuration;
    const { hours } = queues[queue]!;
    return spoken(stretches, hours === null ? organisation.timeZone : calendars[hours]!.timeZone);
  }
}
