import type { NewItem } from '../../../core/command.ts';
import { compile } from '../../../core/configuration/compile.ts';
import type { Configuration } from '../../../core/configuration/compiled.ts';
import type { Outcome } from '../../../core/outcome.ts';
import { Bench, newItem } from '../fixtures.ts';

/** 25 November 2026, 10:46:40 in Copenhagen. */
export const MINUTE = 60_000;

interface Change {
  readonly callback?: object;
  readonly hours?: readonly string[];
  readonly timeZone?: string;
  /** Of the workstream. */
  readonly more?: object;
}

/** A desk that is open from 8 to 18 and calls back in quarters of an hour, two in each. */
export function document({ callback = {}, hours = ['08:00-18:00'], timeZone, more }: Change = {}) {
  const zone = timeZone ?? 'Europe/Copenhagen';
  return {
    organisation: { name: 'Harbour', timeZone: zone },
    skills: { german: { name: 'German' } },
    calendars: { office: { weekly: { 'mon-sun': hours } } },
    queues: { desk: { name: 'Desk', hours: 'office' }, night: { name: 'Night' } },
    workstreams: {
      chat: { channel: 'chat', queue: [{ to: 'desk' }] },
      calls: {
        channel: 'callback',
        queue: [{ when: 'item.attributes.night == true', to: 'night' }, { to: 'desk' }],
        callback: { attempts: 3, minimumGap: 'PT15M', slots: { every: 'PT15M', atMost: 2 }, ...callback },
        ...more,
      },
      plain: { channel: 'callback', queue: [{ to: 'desk' }], callback: {} },
    },
    profiles: {
      desk: {
        name: 'Desk',
        capacity: 10,
        channels: { chat: {}, callback: {} },
        queues: [{ queue: 'desk' }, { queue: 'night' }],
        may: { pick: ['callback'] },
      },
    },
  };
}

export function settings(change: Change = {}): Configuration {
  const compiled = compile(document(change), 1);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.findings));
  return compiled.configuration;
}

export const desk = (change: Change = {}): Bench => new Bench(settings(change));

let made = 0;
export function ask(bench: Bench, slot: string | null, change: Partial<NewItem> & { timeZone?: string } = {}): Outcome {
  made += 1;
  const { timeZone = 'Europe/Copenhagen', ...rest } = change;
  const booking = { slot: slot === null ? null : { at: slot, timeZone }, allowDuplicate: false };
  const item = newItem(`wi_call${String(made).padStart(4, '0')}`, { workstream: 'calls', booking, ...rest });
  return bench.do({ verb: 'create', item });
}

/** One that is taken in. */
export function booked(bench: Bench, ...asked: [slot: string | null, change?: Partial<NewItem>]): string {
  const outcome = ask(bench, ...asked);
  if (outcome.kind !== 'item') throw new Error(outcome.kind === 'refused' ? outcome.detail : outcome.kind);
  return outcome.item.id;
}

export const refusal = (outcome: Outcome) => {
  if (outcome.kind !== 'refused') throw new Error(`${outcome.kind}, not refused`);
  return outcome;
};
export const row = (bench: Bench, item: string) => bench.world.items.get(item)!;
export const lastEvent = (bench: Bench, type: string) =>
  bench.world.log.events.filter((event) => event.type === type).at(-1);
export const until = (bench: Bench, instant: string): void => bench.wait(Date.parse(instant) - bench.now);
