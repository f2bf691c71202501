import { describe, expect, it } from 'vitest';
import type { OverflowAction, Queue } from '../../core/configuration/compiled.ts';
import { Bench, newItem, START, skill, step } from './fixtures.ts';
import {
  benchOf,
  CLOSED,
  details,
  END,
  FULL,
  HOUR,
  INTO_MINUTE,
  MINUTE,
  overflowed,
  queueOf,
  rule,
  SCHEDULE,
  to,
} from './overflow-bench.ts';

describe('a queue that is full', () => {
  const full = () => benchOf({ regular: { overflow: [rule(FULL, to('second'))] }, second: {} });

  it('sends on the item that would be number n + 1, and says what it saw', () => {
    const bench = full();
    const items = [bench.item(), bench.item(), bench.item()];
    expect(items.map((item) => queueOf(bench, item))).toEqual(['regular', 'regular', 'second']);
    expect(details(bench)).toEqual([{ rule: 1, when: FULL, saw: 3, then: to('second') }]);
  });

  it('keeps its age where it goes, and has the rules keep to that', () => {
    const bench = full();
    const items = [bench.item(), bench.item(), bench.item()];
    const moved = bench.world.items.get(items[2]!)!;
    expect(moved).toMatchObject({ state: 'waiting', enqueuedAt: START, overflow: { left: ['regular'] } });
    expect(moved.payload.given.queue).toBe('second');
  });

  it('is offered in the same batch where it goes', () => {
    const bench = full();
    bench.agent('nina', { profile: 'night' });
    bench.item();
    bench.item();
    expect(bench.holder(bench.item())).toBe('nina');
  });

  it('keeps what somebody can take at once, however many wait', () => {
    const bench = full();
    for (let count = 0; count < 4; count += 1) bench.item({ requirements: skill('german', 3) });
    bench.agent('anna');
    const item = bench.item();
    expect([queueOf(bench, item), bench.holder(item)]).toEqual(['regular', 'anna']);
  });

  it('counts those of one batch in the order in which they came, and none that is taken at once', () => {
    const bench = full();
    bench.agent('anna');
    const ids = ['wi_a', 'wi_b', 'wi_c', 'wi_d', 'wi_e'];
    bench.together(ids.map((id) => ({ verb: 'create', item: newItem(id, { workstream: 'chat' }) })));
    expect(ids.map((id) => queueOf(bench, id))).toEqual(['regular', 'regular', 'regular', 'second', 'second']);
    expect(details(bench).map(({ saw }) => saw)).toEqual([3, 3]);
  });

  it('lets a transfer by a person in', () => {
    const bench = benchOf({ regular: { overflow: [rule(FULL, END)] }, second: {} });
    bench.item();
    bench.item();
    const item = bench.item({ queue: 'second' });
    bench.do({ verb: 'transfer', item, queue: 'regular', agent: null });
    expect([bench.state(item), queueOf(bench, item)]).toEqual(['waiting', 'regular']);
  });

  it('sends on what a ladder moves into it', () => {
    const settings = benchOf({
      regular: { overflow: [rule(FULL, to('third'))] },
      second: { escalation: 'up' },
      third: {},
    });
    const { configuration: made } = settings.world;
    const up = [step(MINUTE, { moveTo: { queue: 'regular', keepsAge: true } })];
    const bench = new Bench({ ...made, escalations: { up } });
    bench.item();
    bench.item();
    const item = bench.item({ queue: 'second' });
    bench.do({ verb: 'escalate', item, step: 0 });
    expect(queueOf(bench, item)).toBe('third');
  });
});

describe('queues that send on to each other', () => {
  it('try each once, and leave the item where none takes it', () => {
    const bench = benchOf({
      regular: { overflow: [rule({ kind: 'waitingOver', over: 1 }, to('second'))] },
      second: { overflow: [rule({ kind: 'waitingOver', over: 1 }, to('regular'))] },
    });
    bench.item();
    bench.item({ queue: 'second' });
    const item = bench.item();
    expect(queueOf(bench, item)).toBe('second');
    expect(overflowed(bench)).toHaveLength(1);
  });

  it('pass over a queue that is closed, and take the fallback where nothing else is left', () => {
    const bench = benchOf({
      regular: {
        overflow: [rule(FULL, to('second')), rule({ kind: 'waitingOver', over: 3 }, END)],
        fallback: 'third',
      },
      second: { hours: 'later' },
      third: { hours: 'later' },
    });
    const items = [bench.item(), bench.item(), bench.item()];
    expect(queueOf(bench, items[2]!)).toBe('third');
    expect(details(bench)).toEqual([{ rule: 1, when: FULL, saw: 3, then: to('third'), fallback: true }]);
  });
});

describe('a queue that is closed', () => {
  const closing = (then: OverflowAction, more: Readonly<Record<string, Partial<Queue>>> = {}) =>
    benchOf({ regular: { hours: 'morning', overflow: [rule(CLOSED, then)] }, second: {}, ...more });
  const close = (bench: Bench) => bench.wait(2 * HOUR - INTO_MINUTE);

  it('sends on what waits at the instant it closes, and what comes later', () => {
    const bench = closing(to('second'));
    const early = bench.item();
    close(bench);
    const late = bench.item();
    expect([early, late].map((item) => queueOf(bench, item))).toEqual(['second', 'second']);
  });

  it('leaves alone what is in hand', () => {
    const bench = closing(END);
    bench.agent('anna');
    const item = bench.item();
    bench.accept(item);
    close(bench);
    expect(bench.state(item)).toBe('assigned');
  });

  it('looks at what is offered once nobody takes it', () => {
    const bench = closing(END);
    bench.agent('anna');
    const item = bench.item();
    bench.now += 2 * HOUR - INTO_MINUTE;
    bench.do({ verb: 'tick' }, { kind: 'engine' });
    expect(bench.state(item)).toBe('settled');
    expect(bench.events('item.overflowed')).toHaveLength(1);
  });

  it('ends an item with a message that the event and the item show', () => {
    const bench = closing(END);
    close(bench);
    const outcome = bench.do({ verb: 'create', item: newItem('wi_late', { workstream: 'chat' }) });
    expect(outcome).toMatchObject({ item: { state: 'cancelled', payload: { message: 'We are closed.' } } });
    expect(bench.world.log.events.at(-1)).toMatchObject({
      type: 'item.cancelled',
      actor: 'engine',
      cause: 'overflow',
      details: { reason: 'overflow', message: 'We are closed.' },
    });
  });

  it('schedules for the opening, from when its clocks run', () => {
    const bench = closing(SCHEDULE);
    close(bench);
    const opening = bench.now + 22 * HOUR;
    const item = bench.item();
    expect(bench.world.items.get(item)).toMatchObject({ state: 'scheduled', notBefore: opening, enqueuedAt: opening });
    bench.wait(22 * HOUR + 500);
    bench.do({ verb: 'admit', item }, { kind: 'temporal', identity: 'timer' });
    expect(bench.world.items.get(item)).toMatchObject({ state: 'waiting', queue: 'regular', enqueuedAt: opening });
  });

  it('keeps the age of what is scheduled where the document says so', () => {
    const bench = closing({ kind: 'scheduleForOpening', keepsAge: true });
    close(bench);
    const came = bench.now;
    const item = bench.item();
    bench.wait(23 * HOUR);
    expect(bench.world.items.get(item)).toMatchObject({ state: 'waiting', enqueuedAt: came });
  });

  it('asks nothing of an item for which it waits for the opening', () => {
    const bench = benchOf({
      regular: {
        hours: 'morning',
        overflow: [rule(CLOSED, { kind: 'waitForOpening' }), rule({ kind: 'waitingOver', over: 1 }, END)],
      },
    });
    close(bench);
    expect([bench.item(), bench.item()].map((item) => bench.state(item))).toEqual(['waiting', 'waiting']);
    expect(overflowed(bench)).toEqual([]);
  });

  it('sends on when the queue opens that it sends to', () => {
    const bench = closing(to('second'), { second: { hours: 'later' } });
    close(bench);
    const item = bench.item();
    expect(queueOf(bench, item)).toBe('regular');
    bench.wait(2 * HOUR);
    expect(queueOf(bench, item)).toBe('second');
  });

  it('closes for a transfer too', () => {
    const bench = closing(END);
    close(bench);
    const item = bench.item({ queue: 'second' });
    bench.do({ verb: 'transfer', item, queue: 'regular', agent: null });
    expect(bench.state(item)).toBe('settled');
  });

  it('sends on many in slices', () => {
    const bench = closing(to('second'));
    const items = Array.from({ length: 600 }, () => bench.item());
    close(bench);
    const moved = () => items.filter((item) => queueOf(bench, item) === 'second').length;
    expect(moved()).toBe(250);
    expect(queueOf(bench, items[0]!)).toBe('second');
    bench.wait(1);
    expect(moved()).toBe(500);
    bench.wait(1);
    expect(moved()).toBe(600);
  });

  it('goes on after a takeover with those that it had not come to', () => {
    const bench = closing(to('second'));
    for (let count = 0; count < 300; count += 1) bench.item();
    close(bench);
    const rebuilt = new Bench(bench.world.configuration);
    Object.assign(rebuilt, { world: bench.rebuilt(), now: bench.now });
    rebuilt.wait(1);
    const left = [...rebuilt.world.items.values()].filter((item) => item.queue === 'regular');
    expect(left).toEqual([]);
  });
});
