import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../core/configuration/compiled.ts';
import type { Event, EventType } from '../../core/event.ts';
import { workList } from '../../core/work-list.ts';
import { ADMIN, Bench, configuration, profile, workstream } from './fixtures.ts';
import { forged, violationsOf } from './verify/logs.ts';

const MINUTE = 60_000;
const channel = (atMost: number, ...interruptibleBy: string[]) => ({ atMost, cost: null, interruptibleBy });
const settings = (): Configuration =>
  configuration({
    channels: {
      chat: { live: true, offerTimeoutMs: 30_000, cost: 1 },
      case: { live: false, offerTimeoutMs: 30_000, cost: 1 },
    },
    workstreams: { chat: workstream({ cost: 10 }), case: workstream({ channel: 'case', cost: 2 }) },
    profiles: {
      desk: profile({
        channels: { chat: channel(1), case: channel(5, 'chat') },
        may: { decline: true, pause: true, pick: ['chat'], transferTo: [] },
      }),
    },
  });

const told = (bench: Bench): unknown[] =>
  bench.world.log.events
    .filter(({ type }) => type === 'agent.alerted')
    .map(({ agent, item, details }) => [agent, item, details.reason]);

function open(): Bench {
  const bench = new Bench(settings());
  bench.agent('anna');
  return bench;
}

/** A case that she has; `dueInMs`: it warns after four fifths of that. */
function held(bench: Bench, dueInMs: number | null = null): string {
  const item = bench.item({ workstream: 'case', dueAt: dueInMs === null ? null : bench.now + dueInMs });
  bench.accept(item);
  bench.wait(1000);
  return item;
}

/** What a workflow asks for when a target is near or missed. */
const note = (bench: Bench, item: string): void => {
  const stage = bench.world.items.get(item)!.targets.due!.stage as 'running' | 'warned';
  bench.do({ verb: 'note_target', item, target: 'due', stage }, { kind: 'temporal', identity: 'timer' });
};

describe('an agent is told', () => {
  it('what of hers is about to be missed, and that it is her most urgent work now', () => {
    const bench = open();
    held(bench);
    const due = held(bench, 10 * MINUTE);
    expect(told(bench)).toEqual([]);
    bench.wait(8 * MINUTE);
    note(bench, due);
    expect(told(bench)).toEqual([
      ['anna', due, 'about_to_breach'],
      ['anna', due, 'most_urgent'],
    ]);
    bench.wait(2 * MINUTE);
    note(bench, due);
    expect(told(bench)).toHaveLength(2);
    expect(violationsOf(bench.world.log.events, settings())).toEqual([]);
  });

  it('nothing of what was her most urgent work all along, but that it is about to be missed', () => {
    const bench = open();
    const due = held(bench, 10 * MINUTE);
    held(bench);
    bench.wait(8 * MINUTE);
    note(bench, due);
    expect(told(bench)).toEqual([['anna', due, 'about_to_breach']]);
  });

  it('what she is asked for and what she has paused too, and nobody of what waits', () => {
    const bench = open();
    const [paused, asked] = [held(bench, 10 * MINUTE), bench.item({ workstream: 'case', dueAt: bench.now + 10_000 })];
    bench.do({ verb: 'pause', item: paused, until: null, forCustomer: false, reason: null });
    bench.wait(8000);
    note(bench, asked);
    expect(told(bench)).toEqual([['anna', asked, 'about_to_breach']]);
    bench.do({ verb: 'set_presence', agent: 'anna', intent: 'offline', reason: null });
    const waiting = bench.item({ workstream: 'case', dueAt: bench.now + 10_000 });
    bench.wait(8000);
    note(bench, waiting);
    bench.wait(8 * MINUTE);
    note(bench, paused);
    expect(told(bench).slice(1)).toEqual([['anna', paused, 'about_to_breach']]);
    expect(violationsOf(bench.world.log.events, settings())).toEqual([]);
  });

  it('for what she has to leave something, by an offer and by hand, and not where she picks it', () => {
    const bench = open();
    held(bench);
    const chat = bench.item();
    expect(told(bench)).toEqual([['anna', chat, 'interrupting']]);
    bench.do({ verb: 'cancel', item: chat, reason: null });
    bench.do({ verb: 'set_presence', agent: 'anna', intent: 'busy', reason: null });
    const given = bench.item();
    bench.do({ verb: 'assign', item: given, agent: 'anna', offer: false });
    expect(told(bench).slice(1)).toEqual([['anna', given, 'interrupting']]);
    bench.complete(given);
    const pick = new Bench(
      configuration({
        ...settings(),
        workstreams: { ...settings().workstreams, chat: workstream({ cost: 10, mode: 'pick' }) },
      }),
    );
    pick.agent('anna');
    held(pick);
    expect(pick.do({ verb: 'pick', item: pick.item(), agent: 'anna' }, ADMIN).kind).toBe('item');
    expect(told(pick)).toEqual([]);
  });
});

describe('her list', () => {
  it('is in the order of urgency at every moment, and says what she was told of', () => {
    const bench = open();
    const [old, due] = [held(bench), held(bench, 10 * MINUTE)];
    const list = () => workList(bench.world, 'anna').items.map(({ id, alerts }) => [id, ...alerts]);
    expect(list()).toEqual([[old, 'most_urgent'], [due]]);
    bench.wait(8 * MINUTE);
    note(bench, due);
    expect(list()).toEqual([[due, 'about_to_breach', 'most_urgent'], [old]]);
    const chat = bench.item();
    expect(list()).toEqual([[due, 'about_to_breach', 'most_urgent'], [old], [chat, 'interrupting']]);
  });
});

describe('verify of what agents are told', () => {
  function log(): Event[] {
    const bench = open();
    held(bench);
    const due = held(bench, 10 * MINUTE);
    bench.wait(8 * MINUTE);
    note(bench, due);
    bench.item();
    return bench.world.log.events;
  }

  it.each<[string, RegExp, Partial<Event> & { place?: number }]>([
    ['another agent', /I6 .*no cause to tell: bo of/, { agent: 'bo', place: 1 }],
    ['another reason', /I6 .*no cause to tell: .*interrupting/, { details: { reason: 'interrupting' } }],
    [
      'what nobody was told',
      /I6 Nobody was told: .*most_urgent/,
      { type: 'agent.changed_nothing' as EventType, place: 1 },
    ],
  ])('names %s', (_what, expected, by) => {
    const sound = log();
    expect(violationsOf(sound, settings())).toEqual([]);
    expect(violationsOf(forged(sound, 'agent.alerted', by), settings())).toContainEqual(
      expect.stringMatching(expected),
    );
  });
});
