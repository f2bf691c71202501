import { describe, expect, it } from 'vitest';
import type { Configuration, Profile, Workstream } from '../../core/configuration/compiled.ts';
import type { Event } from '../../core/event.ts';
import { canonical } from '../../core/rebuild.ts';
import { agentView } from '../../core/view.ts';
import { agentKey, Bench, configuration, profile, queue, step, workstream } from './fixtures.ts';

const channel = (atMost: number, ...interruptibleBy: string[]) => ({ atMost, cost: null, interruptibleBy });
const stream = (name: string, cost: number, change: Partial<Workstream> = {}) =>
  workstream({ channel: name, cost, offerTimeoutMs: 30_000, ...change });

/** A case takes 4 units, a chat 3, a call all 10. Calls interrupt chats and cases, chats interrupt cases. */
const desk = (change: Partial<Profile> = {}): Profile =>
  profile({
    capacity: 10,
    channels: { voice: channel(1), chat: channel(3, 'voice'), case: channel(2, 'voice', 'chat') },
    presence: { available: ['chat', 'case', 'voice'], busy: [], dnd: [], away: [], draining: [], offline: [] },
    ...change,
  });

const settings = (change: Partial<Configuration> = {}): Configuration =>
  configuration({
    channels: {
      voice: { live: true, offerTimeoutMs: 20_000, cost: 10 },
      chat: { live: true, offerTimeoutMs: 30_000, cost: 3 },
      case: { live: false, offerTimeoutMs: 900_000, cost: 4 },
    },
    workstreams: { voice: stream('voice', 10), chat: stream('chat', 3), case: stream('case', 4) },
    profiles: { desk: desk() },
    ...change,
  });

const open = (change: Partial<Configuration> = {}): Bench => {
  const bench = new Bench(settings(change));
  bench.agent('anna');
  return bench;
};
const of = (bench: Bench, kind: string, change: object = {}): string => bench.item({ workstream: kind, ...change });
/** One that she has accepted. */
const held = (bench: Bench, kind: string, change: object = {}): string => {
  const item = of(bench, kind, change);
  bench.accept(item);
  bench.wait(1000);
  return item;
};
const by = (bench: Bench, item: string): string | null => bench.world.items.get(item)!.interruptedBy;
const told = (bench: Bench, ...types: Event['type'][]): Event[] =>
  bench.world.log.events.filter(({ type }) => types.includes(type));
const load = (bench: Bench, agent = 'anna') => agentView(bench.world, bench.world.agents.get(agent)!);

describe('an item that may interrupt others', () => {
  it('is offered to whoever has no room but for that, and the others wait for her', () => {
    const bench = open();
    const cases = [held(bench, 'case'), held(bench, 'case')];
    const call = of(bench, 'voice');
    expect(bench.holder(call)).toBe('anna');
    expect(cases.map((item) => [bench.state(item), by(bench, item)])).toEqual([
      ['assigned', call],
      ['assigned', call],
    ]);
    expect(load(bench)).toMatchObject({ held: { offered: 10, active: 0, wrappingUp: 0 }, interrupted: 2 });
  });

  it('interrupts no more than it has to, and leaves the most urgent alone', () => {
    const bench = open();
    const old = held(bench, 'case');
    of(bench, 'chat');
    expect(by(bench, old)).toBeNull();
    bench.do({ verb: 'cancel', item: [...bench.world.offersOf.keys()][0]!, reason: null });
    const young = held(bench, 'case');
    const chat = of(bench, 'chat');
    expect([by(bench, old), by(bench, young)]).toEqual([null, chat]);
    const urgent = open();
    const first = held(urgent, 'case');
    const second = held(urgent, 'case', { priority: 5 });
    const other = of(urgent, 'chat');
    expect([by(urgent, first), by(urgent, second)]).toEqual([other, null]);
  });

  it('makes room under the cap of all items too', () => {
    const bench = open({ profiles: { desk: desk({ atMost: 1 }) } });
    const one = held(bench, 'case');
    const chat = of(bench, 'chat');
    expect(by(bench, one)).toBe(chat);
  });

  it('does not interrupt what its profile does not say, nor what is only offered or in wrap-up', () => {
    const bench = open();
    const chats = [held(bench, 'chat'), held(bench, 'chat')];
    expect(bench.state(of(bench, 'case'))).toBe('offered');
    expect(bench.state(of(bench, 'case'))).toBe('waiting');
    expect(bench.state(of(bench, 'voice'))).toBe('waiting');
    expect(chats.map((item) => by(bench, item))).toEqual([null, null]);
    const wrapping = open({
      workstreams: {
        voice: stream('voice', 10),
        case: stream('case', 4, {
          wrapUp: { timeoutMs: 60_000, holdsCapacity: true, codes: [], required: false, extension: null },
        }),
      },
    });
    wrapping.complete(held(wrapping, 'case'));
    expect(wrapping.state(of(wrapping, 'voice'))).toBe('waiting');
  });

  it('comes as soon as she has accepted what it may interrupt', () => {
    const bench = open();
    const one = of(bench, 'case');
    const call = of(bench, 'voice');
    expect(bench.state(call)).toBe('waiting');
    bench.accept(one);
    expect(bench.holder(call)).toBe('anna');
    expect(by(bench, one)).toBe(call);
  });

  it('goes first to somebody who need not interrupt anything', () => {
    const bench = open();
    held(bench, 'case');
    bench.agent('bo');
    expect(bench.holder(of(bench, 'voice'))).toBe('bo');
  });

  it('interrupts also where it is picked, assigned by hand or taken up again', () => {
    const pick = open({
      workstreams: { voice: stream('voice', 10, { mode: 'pick' }), case: stream('case', 4) },
      profiles: { desk: desk({ may: { decline: true, pause: true, pick: ['voice'], transferTo: [] } }) },
    });
    const one = held(pick, 'case');
    const picked = of(pick, 'voice');
    expect(pick.do({ verb: 'pick', item: picked, agent: 'anna' }).kind).toBe('item');
    expect(by(pick, one)).toBe(picked);
    pick.do({ verb: 'pause', item: picked, until: null, forCustomer: false, reason: null });
    expect(by(pick, one)).toBeNull();
    expect(pick.do({ verb: 'resume', item: picked, agent: null }, agentKey('anna')).kind).toBe('item');
    expect(by(pick, one)).toBe(picked);
    pick.complete(picked);
    const other = of(pick, 'voice');
    pick.do({ verb: 'assign', item: other, agent: 'anna', offer: false });
    expect(by(pick, one)).toBe(other);
    expect(told(pick, 'item.assigned').at(-1)?.details).toMatchObject({ exceedsCapacity: false });
  });

  it('says whom it interrupts before it is offered', () => {
    const bench = open();
    const one = held(bench, 'case');
    const call = of(bench, 'voice');
    const [interrupted, made] = told(bench, 'item.interrupted', 'offer.made').slice(-2);
    expect(interrupted).toMatchObject({ item: one, agent: 'anna', units: 4, details: { by: call } });
    expect(made).toMatchObject({ item: call, details: { interrupts: [one] } });
  });
});

describe('an item that has been interrupted', () => {
  it.each([
    [
      'is declined',
      (bench: Bench, call: string) =>
        bench.do({ verb: 'decline', offer: bench.offer(call), reason: null, retryAfterMs: null }),
    ],
    ['expires', (bench: Bench) => bench.wait(60_000)],
    ['is cancelled', (bench: Bench, call: string) => bench.do({ verb: 'cancel', item: call, reason: null })],
    [
      'is done',
      (bench: Bench, call: string) => {
        bench.accept(call);
        bench.complete(call);
      },
    ],
  ])('goes on when what interrupted it %s', (_what, happen) => {
    const bench = open();
    const one = held(bench, 'case');
    happen(bench, of(bench, 'voice'));
    expect(by(bench, one)).toBeNull();
    expect(told(bench, 'item.continued')).toMatchObject([{ item: one, agent: 'anna', units: 4 }]);
  });

  it('keeps its place against everything that may not interrupt it', () => {
    const bench = open();
    const cases = [held(bench, 'case'), held(bench, 'case')];
    const chat = held(bench, 'chat');
    expect(by(bench, cases[1]!)).toBe(chat);
    // The cap of cases is reached, and 3 units are free: they are not given away to a third.
    expect(bench.state(of(bench, 'case'))).toBe('waiting');
    bench.complete(chat);
    expect(cases.map((item) => by(bench, item))).toEqual([null, null]);
  });

  it('goes on with the most urgent first, as far as there is room', () => {
    const bench = open();
    const cases = [held(bench, 'case'), held(bench, 'case', { priority: 5 })];
    const call = held(bench, 'voice');
    bench.do({ verb: 'assign', item: of(bench, 'chat'), agent: 'anna', offer: false });
    bench.complete(call);
    expect(cases.map((item) => by(bench, item))).toEqual([call, null]);
  });

  it('does not go on for a moment where the next one interrupts it again', () => {
    const bench = open();
    const one = held(bench, 'case');
    const calls = [held(bench, 'voice'), of(bench, 'voice')];
    bench.complete(calls[0]!);
    expect(bench.holder(calls[1]!)).toBe('anna');
    expect(told(bench, 'item.continued')).toEqual([]);
    expect(by(bench, one)).toBe(calls[0]);
  });

  it.each([
    ['completed', { verb: 'complete', outcome: null, note: null }],
    ['paused', { verb: 'pause', until: null, forCustomer: false, reason: null }],
    ['released', { verb: 'release', reason: null }],
    ['transferred', { verb: 'transfer', queue: 'regular', agent: null }],
    ['cancelled', { verb: 'cancel', reason: null }],
  ] as const)('may be %s', (_what, command) => {
    const bench = open();
    const one = held(bench, 'case');
    of(bench, 'voice');
    expect(bench.do({ ...command, item: one } as Parameters<Bench['do']>[0]).kind).toBe('item');
    expect(bench.world.items.get(one)?.interruptedBy ?? null).toBeNull();
    expect(bench.world.interrupted.size).toBe(0);
  });

  it('takes its wrap-up beside what interrupted it, and nothing new comes meanwhile', () => {
    const wrapUp = { timeoutMs: 60_000, holdsCapacity: true, codes: [], required: false, extension: null };
    const bench = open({
      workstreams: { voice: stream('voice', 10), chat: stream('chat', 3), case: stream('case', 4, { wrapUp }) },
    });
    const one = held(bench, 'case');
    const call = held(bench, 'voice');
    bench.complete(one);
    expect(load(bench)).toMatchObject({ held: { active: 10, wrappingUp: 4 }, interrupted: 0 });
    bench.complete(call);
    expect(bench.state(of(bench, 'voice'))).toBe('waiting');
    expect(bench.state(of(bench, 'chat'))).toBe('offered');
  });

  it('stays as it is when a publish changes who may interrupt what', () => {
    const bench = open();
    const one = held(bench, 'case');
    const call = held(bench, 'voice');
    bench.world.configuration = settings({
      version: 2,
      profiles: { desk: desk({ channels: { voice: channel(1), case: channel(2) } }) },
    });
    expect(canonical(bench.rebuilt())).toBe(canonical(bench.world));
    bench.wait(1000);
    expect(by(bench, one)).toBe(call);
    bench.complete(call);
    expect(by(bench, one)).toBeNull();
  });

  it('is in rows', () => {
    const bench = open();
    held(bench, 'case');
    of(bench, 'voice');
    expect(canonical(bench.rebuilt())).toBe(canonical(bench.world));
  });
});

describe('a ladder that ignores the matrix', () => {
  const ladder = { urgent: [step(10_000, { ignoresMatrix: true })] };
  const queues = { regular: queue({ escalation: 'urgent' }) };
  const nobody = { desk: desk({ channels: { voice: channel(1), chat: channel(3), case: channel(3) } }) };

  it('lets an item interrupt what is asynchronous, and nothing that is live', () => {
    const bench = open({ escalations: ladder, queues, profiles: nobody });
    const cases = [held(bench, 'case'), held(bench, 'case')];
    const late = of(bench, 'case');
    expect(bench.state(late)).toBe('waiting');
    bench.wait(10_000);
    bench.do({ verb: 'escalate', item: late, step: 0 }, { kind: 'temporal', identity: 'timer' });
    expect(bench.holder(late)).toBe('anna');
    expect(cases.map((item) => by(bench, item))).toEqual([null, late]);
    const live = open({ escalations: ladder, queues, profiles: nobody });
    held(live, 'chat');
    held(live, 'chat');
    held(live, 'chat');
    const other = of(live, 'case');
    live.wait(60_000);
    expect(live.state(other)).toBe('waiting');
  });

  it('never interrupts what ignores it too', () => {
    const bench = open({
      escalations: ladder,
      queues,
      profiles: { desk: desk({ capacity: 4, channels: nobody.desk.channels }) },
    });
    const first = held(bench, 'case');
    const items = [of(bench, 'case'), of(bench, 'case')];
    bench.wait(60_000);
    expect(items.map((item) => bench.state(item)).sort()).toEqual(['offered', 'waiting']);
    expect(by(bench, first)).not.toBeNull();
    bench.accept(items.find((item) => bench.state(item) === 'offered')!);
    expect(told(bench, 'item.interrupted')).toHaveLength(1);
  });
});
