import { wallClock } from '../calendar/calendar.ts';
import { type Activation, activationOf, type Expression } from '../rules/expression.ts';
import type { Intake, Scene } from './intake.ts';

/** What earlier rulesets have set, as later ones see it. */
export interface Seen {
  readonly priority: number;
  readonly cost: number;
  readonly queue: string | null;
  readonly derived: Readonly<Record<string, unknown>>;
}

const NO_TIME = { hour: 0, minute: 0, weekday: 'mon', date: '' };

/** The variables of the rule language for one item. The clock is added by `withTime` where a rule looks at it. */
export function variablesOf(intake: Intake, seen: Seen, scene: Scene): Activation {
  const { configuration, isOpen } = scene;
  return activationOf({
    item: {
      source: intake.source,
      channel: intake.channel,
      workstream: intake.workstream,
      queue: seen.queue ?? '',
      subject: intake.subject ?? '',
      priority: seen.priority,
      cost: seen.cost,
      attributes: { ...intake.attributes, ...seen.derived },
    },
    customer: intake.customerRef === null ? intake.customer : { ...intake.customer, ref: intake.customerRef },
    channel: { name: intake.channel, live: configuration.channels[intake.channel]?.live ?? false },
    time: NO_TIME,
    calendars: Object.fromEntries(Object.keys(configuration.calendars).map((name) => [name, isOpen(name)])),
  });
}

/** The same with the clock on the wall of a time zone, worked out only for a rule that looks at it. */
export function withTime(given: Activation, for_: { when: Expression; timeZone: string; now: number }): Activation {
  const looks = for_.when.parts.some(({ paths }) => paths.some((path) => path === 'time' || path.startsWith('time.')));
  if (!looks) return given;
  const { hour, minute, ...date } = wallClock(for_.now, for_.timeZone);
  return { ...given, time: { ...date, hour: BigInt(hour), minute: BigInt(minute) } };
}
