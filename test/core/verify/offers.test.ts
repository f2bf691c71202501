import { describe, expect, it } from 'vitest';
import { WEEKDAYS } from '../../../core/calendar/calendar.ts';
import type { Configuration, Profile } from '../../../core/configuration/compiled.ts';
import type { Event, EventType } from '../../../core/event.ts';
import { Bench, configuration, profile, queue, skill, workstream } from '../fixtures.ts';
import { check, forged, violationsOf } from './logs.ts';

/** Anna takes one chat, declines it, and gets it again after its back-off; then a second one. */
function desk(): Event[] {
  const bench = new Bench();
  bench.agent('anna', { skills: { german: 3 }, groups: ['night'], attributes: { region: 'red' } });
  bench.agent('bo', { profile: 'desk' });
  bench.do({ verb: 'set_presence', agent: 'bo', intent: 'offline', reason: null });
  const first = bench.item({ requirements: skill('german', 3) });
  bench.do({ verb: 'decline', offer: bench.offer(first), reason: null, retryAfterMs: null });
  bench.wait(60_000);
  bench.accept(first);
  bench.item();
  return bench.world.log.events;
}
const sound = desk();

/** Two people, both asked at once. */
function askedTogether(): Event[] {
  const bench = new Bench(configuration({ workstreams: { chat: workstream({ atOnce: 2 }) } }));
  bench.agent('anna');
  bench.agent('bo');
  bench.accept(bench.item());
  return bench.world.log.events;
}

const desks = (change: Parameters<typeof profile>[0]): Configuration =>
  configuration({ profiles: { desk: profile(change) } });
const hours = (name: string) =>
  ({
    timeZone: 'UTC',
    weekly: Object.fromEntries(WEEKDAYS.map((day) => [day, []])),
    exceptions: {},
    isHoliday: () => false,
    name,
  }) as unknown as Configuration['calendars'][string];
const never = { never: hours('never') };
const asked = (requirements: object): Partial<Event> => ({ details: { requirements } });

describe('offers', () => {
  it('finds nothing in what the core did', () => {
    const log = check(sound, configuration());
    expect(log.violations).toEqual([]);
    expect(log.unjudged).toBe(0);
    expect(sound.filter(({ type }) => type === 'offer.made')).toHaveLength(3);
  });

  it('finds nothing where who was kept free for an item has been removed when it ends', () => {
    const big = workstream({ cost: 3, reserveAfterMs: 10_000 });
    const profiles = { desk: profile({ capacity: 3 }) };
    const settings = configuration({ workstreams: { chat: workstream(), big }, profiles });
    const bench = new Bench(settings);
    bench.agent('anna');
    bench.item();
    const [first] = [bench.item({ workstream: 'big' }), bench.item({ workstream: 'big' })];
    bench.wait(10_000);
    expect(bench.world.keptBy.get(first)).toBe('anna');
    bench.together([
      { verb: 'remove_agent', agent: 'anna' },
      { verb: 'cancel', item: first, reason: null },
    ]);
    expect(violationsOf(bench.world.log.events, settings)).toEqual([]);
  });

  it('finds nothing in several at once where the policy allows them, and names them where it does not', () => {
    const together = configuration({ workstreams: { chat: workstream({ atOnce: 2 }) } });
    expect(violationsOf(askedTogether(), together)).toEqual([]);
    expect(violationsOf(askedTogether()).join()).toMatch(/I2 .*beside 1 open offers/);
  });

  it.each<[string, RegExp, Configuration]>([
    ['the units of her profile', /I3 .*units/, desks({ capacity: 1 })],
    [
      'the cap of the channel',
      /I3 .*channel cap/,
      desks({ channels: { chat: { atMost: 1, cost: null, interruptibleBy: [] } } }),
    ],
    ['the cap of all items', /I3 .*cap of items/, desks({ atMost: 1 })],
    [
      'the price of her profile',
      /I3 .*for 1 units, not 2/,
      desks({ channels: { chat: { atMost: 10, cost: 2, interruptibleBy: [] } } }),
    ],
    ['a queue of another profile', /I9 .*serve its queue/, desks({ queues: {} })],
    ['a channel of another profile', /I9 .*take its channel/, desks({ channels: {} })],
    ['a delay of her profile', /I9 .*helps later/, desks({ queues: { regular: { rank: 1, afterMs: 90_000 } } })],
    [
      'an intent that takes no such work',
      /I9 .*is available/,
      desks({ presence: { ...profile().presence, available: [] } }),
    ],
    ['a list to pick from', /I9 .*picked from the list/, desks({ mode: 'pick' })],
    [
      'a shift',
      /I9 .*off her shift/,
      configuration({ calendars: never, profiles: { desk: profile({ shift: 'never' }) } }),
    ],
    [
      'hours',
      /I9 .*queue is closed/,
      configuration({ calendars: never, queues: { regular: queue({ hours: 'never' }) } }),
    ],
    ['a version that asks for a new classification', /I9 .*classified again/, configuration({ classifiedSince: 2 })],
    [
      'a workstream that is picked',
      /I9 .*from the list/,
      configuration({ workstreams: { chat: workstream({ mode: 'pick' }) } }),
    ],
  ])('names an offer against %s', (_what, expected, inForce) => {
    expect(violationsOf(sound, inForce)).toContainEqual(expect.stringMatching(expected));
  });

  it.each<[string, RegExp, EventType, Partial<Event> & { place?: number }]>([
    ['units of her own', /I3 .*units/, 'agent.added', { details: { capacity: 1 } }],
    ['a limit of her own', /I3 .*channel cap/, 'agent.added', { details: { limits: { chat: 1 } } }],
    ['the price', /I3 .*for 2 units, not 1/, 'offer.made', { units: 2 }],
    ['her skills', /I9 .*lacks german/, 'agent.added', { details: { skills: { german: 2 } } }],
    ['a group', /I9 .*not in group stocks/, 'item.created', asked({ groups: ['stocks'] })],
    ['an attribute', /I9 .*attribute region/, 'item.created', asked({ attributes: { region: 'blue' } })],
    ['a named agent', /I9 .*is named/, 'item.created', asked({ agent: 'bo' })],
    ['a preference', /I9 .*preferred/, 'item.created', { details: { preferred: { agent: 'bo', until: 9e15 } } }],
    ['her intent', /I9 .*she is away/, 'agent.intent_changed', { details: { to: 'away' } }],
    ['her connection', /I9 .*connection/, 'agent.added', { details: { connectivity: 'heartbeat' } }],
    ['a back-off', /I9 .*kept from her/, 'offer.declined', { details: { backOffUntil: 9e15 } }],
    ['the recorded version', /I9 .*by configuration 7/, 'offer.made', { configurationVersion: 7 }],
    ['the agents that there are', /I9 .*no agent/, 'offer.made', { agent: 'nobody' }],
    ['an item that does not wait', /I9 .*needs_attention/, 'item.enqueued', { type: 'item.needs_attention' }],
  ])('names an offer against %s', (_what, expected, type, by) => {
    expect(violationsOf(forged(sound, type, by))).toContainEqual(expect.stringMatching(expected));
  });

  it('names units that are not those held', () => {
    expect(violationsOf(forged(sound, 'offer.accepted', { units: 3 }))).toContainEqual(
      expect.stringMatching(/I3 offer.accepted .*3 units, and 1 were held/),
    );
  });

  it('says how many it cannot judge in a log of an earlier release', () => {
    const old = sound.map((event) => {
      const { requirements, ...details } = event.details;
      return { ...event, details };
    });
    const log = check(old, configuration());
    expect(log.violations).toEqual([]);
    expect(log.unjudged).toBe(3);
  });
});

describe('what agents pick', () => {
  const picking = (may: Profile['may']): Configuration =>
    configuration({
      workstreams: { chat: workstream({ mode: 'pick' }) },
      profiles: { desk: profile({ may }) },
    });
  const may = { decline: true, pause: true, pick: ['chat'], transferTo: [] };

  function picked(): Event[] {
    const bench = new Bench(picking(may));
    bench.agent('anna');
    bench.do({ verb: 'pick', item: bench.item(), agent: 'anna' });
    return bench.world.log.events;
  }

  it('is judged as an offer is', () => {
    expect(violationsOf(picked(), picking(may))).toEqual([]);
    const without = violationsOf(picked(), picking({ ...may, pick: [] }));
    expect(without).toContainEqual(expect.stringMatching(/I9 .*picked by anna.*may not pick/));
    const full = forged(picked(), 'agent.added', { details: { capacity: 0 } });
    expect(violationsOf(full, picking(may))).toContainEqual(expect.stringMatching(/I3 .*picked by anna.*units/));
  });
});
