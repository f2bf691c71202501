import type { Stretch } from '../../calendar/calendar.ts';
import { ordinaryWeek, spoken, WHOLE_WEEK, without } from '../../calendar/week.ts';
import type { Configuration } from '../compiled.ts';
import type { ConfigurationFinding } from '../findings.ts';
import type { People } from './staff.ts';

/** Calendars that never open, and queues that are open while everybody who serves them is off duty. */
export function warnAboutHours(configuration: Configuration, people: People): ConfigurationFinding[] {
  const weeks = new Map(Object.entries(configuration.calendars).map(([name, one]) => [name, ordinaryWeek(one)]));
  return [...neverOpen(configuration, weeks), ...unstaffed(configuration, { weeks, people })];
}

type Weeks = ReadonlyMap<string, readonly Stretch[]>;

function neverOpen({ calendars }: Configuration, weeks: Weeks): ConfigurationFinding[] {
  return Object.entries(calendars)
    .filter(
      ([name, one]) => weeks.get(name)!.length === 0 && Object.values(one.exceptions).every((day) => day.length === 0),
    )
    .map(([name]) => ({ code: 'never_open', pointer: `/calendars/${name}`, detail: `Calendar ${name} never opens.` }));
}

const weekOf = (weeks: Weeks, calendar: string | null): readonly Stretch[] =>
  calendar === null ? WHOLE_WEEK : weeks.get(calendar)!;

function unstaffed(configuration: Configuration, at: { weeks: Weeks; people: People }): ConfigurationFinding[] {
  const staffed = new Set(Object.values(at.people).map(({ profile }) => profile));
  return Object.entries(configuration.queues).flatMap(([name, queue]) => {
    const shifts = Object.entries(configuration.profiles)
      .filter(([profile, { queues }]) => staffed.has(profile) && Object.hasOwn(queues, name))
      .map(([, { shift }]) => shift);
    if (shifts.length === 0 || shifts.includes(null)) return [];
    const alone = without(
      weekOf(at.weeks, queue.hours),
      [...new Set(shifts)].flatMap((shift) => [...weekOf(at.weeks, shift)]),
    );
    if (alone.length === 0) return [];
    const zone =
      queue.hours === null ? configuration.organisation.timeZone : configuration.calendars[queue.hours]!.timeZone;
    const pointer = queue.hours === null ? `/queues/${name}` : `/queues/${name}/hours`;
    const detail = `Queue ${name} is open while nobody who serves it has a shift: ${spoken(alone, zone)}.`;
    return [{ code: 'unstaffed', pointer, detail }];
  });
}
