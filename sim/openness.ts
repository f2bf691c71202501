import { isOpen, openBetween, type Stretch } from '../core/calendar/calendar.ts';
import type { Configuration } from '../core/configuration/compiled.ts';

const DAY_MS = 86_400_000;

/**
 * Whether calendars are open at the instants of a slice of items. Where they lie close together the opening times between them are worked
 * out once: to ask a calendar costs a tenth of a millisecond each time.
 */
export function opennessAt(configuration: Configuration, instants: readonly number[]) {
  const from = Math.min(...instants);
  const to = Math.max(...instants) + 1;
  const isDense = (to - from) / DAY_MS < instants.length;
  const known = new Map<string, readonly Stretch[]>();
  return (name: string, at: number): boolean => {
    const calendar = configuration.calendars[name]!;
    if (!isDense) return isOpen(calendar, at);
    const stretches = known.get(name) ?? openBetween(calendar, { from, to });
    known.set(name, stretches);
    return stretches.some((one) => one.from <= at && at < one.to);
  };
}
