import type { Configuration } from '../../../core/configuration/compiled.ts';
import type { Event, EventType } from '../../../core/event.ts';
import { LogCheck } from '../../../core/verify/log-check.ts';
import type { LoggedEvent } from '../../../core/verify/violation.ts';
import { configuration } from '../fixtures.ts';

export const logged = (seq: number, type: LoggedEvent['type'], more: Partial<LoggedEvent> = {}): LoggedEvent => ({
  seq,
  type,
  at: 0,
  item: 'wi_1',
  agent: null,
  offer: null,
  actor: 'key:ke_admin',
  cause: 'test',
  units: null,
  queue: null,
  channel: null,
  workstream: null,
  configurationVersion: 0,
  details: {},
  ...more,
});

export function check(events: readonly LoggedEvent[], inForce?: Configuration): LogCheck {
  const log = new LogCheck(inForce);
  for (const one of events) log.add(one);
  log.end();
  return log;
}

export const violationsOf = (events: readonly LoggedEvent[], inForce: Configuration = configuration()): string[] =>
  check(events, inForce).violations.map(({ invariant, detail }) => `${invariant} ${detail}`);

/** A log in which one event of a type is another; what is given replaces what it had, in its details too. */
export function forged(
  events: readonly Event[],
  type: EventType,
  by: Partial<Event> & { place?: number } = {},
): Event[] {
  const { place = 0, details, ...fields } = by;
  const found = events.filter((one) => one.type === type)[place];
  if (found === undefined) throw new Error(`Nothing is logged as ${type}.`);
  const forgery = { ...found, ...fields, details: { ...found.details, ...details } };
  return events.map((one) => (one === found ? forgery : one));
}

/** The same without some events, numbered anew. */
export const without = (events: readonly Event[], unwanted: (event: Event) => boolean): Event[] =>
  renumbered(events.filter((one) => !unwanted(one)));

export const renumbered = (events: readonly Event[]): Event[] =>
  events.map((one, place) => ({ ...one, seq: place + 1 }));
