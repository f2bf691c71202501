import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../../core/configuration/compiled.ts';
import type { Event, EventType } from '../../../core/event.ts';
import { compareRows } from '../../../core/verify/compare-rows.ts';
import { Bench, configuration, profile, workstream } from '../fixtures.ts';
import { check, forged, violationsOf } from './logs.ts';

const desk = (capacity: number, ...interruptibleBy: string[]) =>
  profile({
    capacity,
    channels: {
      chat: { atMost: 1, cost: null, interruptibleBy: [] },
      case: { atMost: 2, cost: null, interruptibleBy },
    },
  });
const settings = (one = desk(10, 'chat')): Configuration =>
  configuration({
    workstreams: { chat: workstream({ cost: 8 }), case: workstream({ channel: 'case', cost: 4 }) },
    profiles: { desk: one },
  });

/** Anna has two cases; a chat interrupts both, and they go on when it is done. */
function log(): Event[] {
  const bench = new Bench(settings());
  bench.agent('anna');
  for (const _ of [1, 2]) {
    bench.accept(bench.item({ workstream: 'case' }));
    bench.wait(1000);
  }
  const chat = bench.item();
  bench.accept(chat);
  bench.wait(1000);
  bench.complete(chat);
  return bench.world.log.events;
}

const sound = log();
const named = (events: readonly Event[], inForce = settings()): string[] => violationsOf(events, inForce);

describe('verify of interruptions', () => {
  it('finds nothing in a sound log', () => {
    expect(named(sound)).toEqual([]);
    expect(sound.filter(({ type }) => type === 'item.interrupted')).toHaveLength(2);
    expect(sound.filter(({ type }) => type === 'item.continued')).toHaveLength(2);
  });

  it('names what may not be interrupted, and an offer that there is no room for then', () => {
    const found = named(sound, settings(desk(10)));
    expect(found).toContainEqual(expect.stringMatching(/I3 .*may not interrupt case of hers/));
    expect(found).toContainEqual(expect.stringMatching(/I3 .*beyond her units/));
  });

  it.each<[string, RegExp, EventType, Partial<Event> & { place?: number }]>([
    ['an interruption by nothing', /I3 .*no open item/, 'item.interrupted', { details: { by: 'wi_9' } }],
    ['one that did not happen', /I3 .*goes on and was not interrupted/, 'item.interrupted', { type: 'item.responded' }],
    ['what did not give way', /I3 .*beside 4 units that are not/, 'item.interrupted', { type: 'item.responded' }],
    [
      'an item that stays interrupted',
      /I13 .*stays interrupted/,
      'item.continued',
      { type: 'item.responded', place: 1 },
    ],
  ])('names %s', (_what, expected, type, by) => {
    expect(named(forged(sound, type, by))).toContainEqual(expect.stringMatching(expected));
  });

  it('names an item that goes on beside what interrupted it', () => {
    const continued = sound.findIndex(({ type }) => type === 'item.continued');
    const made = sound.findLastIndex(({ type }) => type === 'offer.accepted');
    const early = [...sound];
    const [one] = early.splice(continued, 1);
    early.splice(made, 0, one!);
    const numbered = early.map((event, place) => ({ ...event, seq: place + 1 }));
    expect(named(numbered)).toContainEqual(expect.stringMatching(/I3 .*goes on beyond what anna may have/));
  });

  it('names a row that says otherwise', () => {
    const until = sound.findIndex(({ type }) => type === 'item.continued');
    const told = check(sound.slice(0, until), settings());
    const [first] = sound.filter(({ type }) => type === 'item.interrupted');
    const row = { id: first!.item!, state: 'assigned', agentId: 'anna', cost: 4, heldUnits: null } as const;
    const said = (interruptedBy: string | null): string[] =>
      compareRows(told, { items: [{ ...row, interruptedBy }], offers: [] }).flatMap(({ detail }) =>
        detail.includes('interrupted') ? [detail] : [],
      );
    expect(said(String(first!.details.by))).toEqual([]);
    expect(said(null)).toEqual([expect.stringMatching(/interrupted by null in its row/)]);
  });
});
