import { describe, expect, it } from 'vitest';
import type { Actor, Envelope } from '../../core/command.ts';
import { canonical } from '../../core/rebuild.ts';
import type { RecurrenceInput } from '../../core/recurrence/recurrence.ts';
import { nextTickAt, tick } from '../../core/tick.ts';
import { Bench, configuration, newItem, START } from './fixtures.ts';

const TEMPORAL: Actor = { kind: 'temporal', identity: 'schedule' };
const ID = 'rc_01900000-0000-7000-8000-000000000001';
const MINUTE = 60_000;
const HOUR = 3_600_000;
/** 09:20 UTC; the bench begins at 09:46:40. */
const START_OF_RULE = new Date(START - (START % HOUR)).toISOString().slice(0, 16);
const FIRST = START - (START % HOUR) + HOUR;

const input = (change: Partial<RecurrenceInput> = {}): RecurrenceInput => ({
  name: 'Rounds',
  item: {
    channel: 'chat',
    workstream: null,
    queue: 'regular',
    subject: 'Walk the rounds',
    customerRef: null,
    priority: 2,
    requirements: { skills: {}, groups: [], attributes: {}, agent: null },
    customer: {},
    attributes: {},
    dueAfterMs: null,
  },
  rule: 'FREQ=HOURLY',
  start: START_OF_RULE,
  timeZone: 'UTC',
  until: null,
  exceptions: [],
  prepareMs: 0,
  paused: false,
  ...change,
});

/** A bench with one recurrence, that remembers its events. */
class Recurring extends Bench {
  constructor(change: Partial<RecurrenceInput> = {}) {
    super();
    expect(this.put(change, true)).toMatchObject({ kind: 'recurrence', created: true });
  }
  put(change: Partial<RecurrenceInput> = {}, isNew = false) {
    return this.do({ verb: 'put_recurrence', recurrence: ID, isNew, input: input(change) });
  }
  at(instant: number): this {
    this.wait(instant - this.now);
    return this;
  }
  occur(nominal: number, actor: Envelope['actor'] = TEMPORAL) {
    return this.do({ verb: 'occur', recurrence: ID, nominal }, actor);
  }
  /** What recurrences did since the last time. */
  told() {
    return this.world.log.events.splice(0).filter(({ type }) => /^(recurrence|repair)\./.test(type));
  }
  made(): string[] {
    return [...this.world.items.values()].flatMap(({ externalId }) => externalId ?? []).sort();
  }
}
const iso = (at: number): string => new Date(at).toISOString();

describe('an occurrence', () => {
  it('makes an item when its time has come, with the nominal time as its external id', () => {
    const bench = new Recurring();
    bench.now = FIRST + 200;
    expect(bench.occur(FIRST)).toEqual({ kind: 'occurrence', recurrence: ID, nominal: FIRST, next: FIRST + HOUR });
    const [item] = bench.world.items.values();
    expect(item).toMatchObject({
      source: `recurrence/${ID}`,
      externalId: iso(FIRST),
      notBefore: FIRST,
      state: 'waiting',
      priority: 2,
      payload: { subject: 'Walk the rounds' },
    });
    expect(bench.told().map(({ type, actor }) => [type, actor])).toEqual([
      ['recurrence.saved', 'key:ke_admin'],
      ['recurrence.occurred', 'temporal:schedule'],
    ]);
  });

  it('is made once, however often and in whatever order it is asked for', () => {
    const bench = new Recurring();
    bench.now = FIRST + HOUR + MINUTE;
    for (const nominal of [FIRST + HOUR, FIRST, FIRST, FIRST + HOUR]) bench.occur(nominal);
    expect(bench.made()).toEqual([iso(FIRST + HOUR)]);
    bench.now = FIRST + 2 * HOUR;
    bench.occur(FIRST + 2 * HOUR);
    for (let n = 0; n < 10; n += 1) expect(bench.occur(FIRST + 2 * HOUR).kind).toBe('occurrence');
    expect(bench.made()).toHaveLength(2);
  });

  it('is made once although its item is settled and gone from memory', () => {
    const bench = new Recurring();
    bench.now = FIRST;
    bench.occur(FIRST);
    const [item] = bench.world.items.keys();
    bench.do({ verb: 'cancel', item: item!, reason: null });
    bench.occur(FIRST);
    bench.put();
    bench.wait(MINUTE);
    expect(bench.made()).toEqual([]);
  });

  it('is refused too early, paused, or where there is none', () => {
    const bench = new Recurring({ exceptions: [iso(FIRST + HOUR).slice(0, 16)] });
    expect(bench.occur(FIRST)).toMatchObject({ code: 'precondition', current: { dueAt: FIRST } });
    expect(bench.occur(FIRST + 1)).toMatchObject({ code: 'invalid', detail: expect.stringContaining('The next is') });
    expect(bench.occur(FIRST + HOUR)).toMatchObject({ code: 'invalid' });
    expect(bench.occur(FIRST - HOUR)).toMatchObject({ kind: 'occurrence' });
    bench.do({ verb: 'pause_recurrence', recurrence: ID });
    bench.now = FIRST;
    expect(bench.occur(FIRST)).toMatchObject({ code: 'conflict' });
    expect(bench.do({ verb: 'occur', recurrence: 'rc_other', nominal: FIRST })).toMatchObject({ code: 'forbidden' });
    expect(bench.made()).toEqual([]);
  });

  it('is scheduled so long before its time as it is to be prepared', () => {
    const bench = new Recurring({ prepareMs: 10 * MINUTE });
    bench.now = FIRST - 10 * MINUTE;
    bench.occur(FIRST);
    const [item] = bench.world.items.values();
    expect(item).toMatchObject({ state: 'scheduled', notBefore: FIRST });
    bench.do({ verb: 'reschedule', item: item!.id, notBefore: FIRST + MINUTE });
    expect(item).toMatchObject({ state: 'scheduled', notBefore: FIRST + MINUTE });
    expect(bench.occur(FIRST).kind).toBe('occurrence');
    expect(bench.world.items.size).toBe(1);
  });

  it('that should have been prepared already is made at once', () => {
    const bench = new Recurring({ prepareMs: 90 * MINUTE });
    expect(bench.made()).toEqual([iso(FIRST), ...(FIRST + HOUR - 90 * MINUTE <= START ? [iso(FIRST + HOUR)] : [])]);
  });

  it('is due so long after its time as the recurrence says', () => {
    const bench = new Recurring({ item: { ...input().item, dueAfterMs: 5 * MINUTE } });
    bench.now = FIRST;
    bench.occur(FIRST);
    expect([...bench.world.items.values()][0]).toMatchObject({ dueAt: FIRST + 5 * MINUTE });
  });
});

describe('where Temporal does not report', () => {
  it('the engine makes the item 30 s after its time, and says so', () => {
    const bench = new Recurring();
    expect(nextTickAt(bench.world)).toBeLessThanOrEqual(FIRST + 30_000);
    bench.at(FIRST + 29_999);
    expect(bench.made()).toEqual([]);
    bench.at(FIRST + 30_000);
    expect(bench.made()).toEqual([iso(FIRST)]);
    expect(bench.told().map(({ type }) => type)).toEqual([
      'recurrence.saved',
      'repair.deadline',
      'recurrence.occurred',
    ]);
    expect(bench.occur(FIRST).kind).toBe('occurrence');
    bench.at(FIRST + HOUR + 30_000);
    expect(bench.made()).toHaveLength(2);
  });

  it('what is up to ten minutes late is made up for, and what is older is said to be missed', () => {
    const bench = new Recurring();
    bench.at(FIRST + 5 * HOUR + 10 * MINUTE);
    expect(bench.made()).toEqual([iso(FIRST + 5 * HOUR)]);
    const missed = bench.told().find(({ type }) => type === 'recurrence.missed');
    expect(missed?.details).toMatchObject({ recurrence: ID, from: iso(FIRST), count: 5 });
  });

  it('a very long outage is one event, counted as far as a hundred', () => {
    const bench = new Recurring({ rule: 'FREQ=MINUTELY;INTERVAL=5' });
    bench.at(FIRST + 400 * HOUR);
    const told = bench.told();
    expect(told.filter(({ type }) => type === 'recurrence.missed')).toHaveLength(1);
    expect(told.find(({ type }) => type === 'recurrence.missed')?.details).toMatchObject({ count: 100, atLeast: true });
    expect(bench.made().length).toBeLessThanOrEqual(3);
  });

  it('a takeover changes nothing', () => {
    const bench = new Recurring({ prepareMs: MINUTE });
    bench.at(FIRST + 10 * MINUTE);
    const rebuilt = bench.rebuilt();
    expect(canonical(rebuilt)).toBe(canonical(bench.world));
    const next = FIRST + HOUR;
    tick(rebuilt, next - MINUTE + 30_000);
    expect([...rebuilt.items.values()].map(({ externalId }) => externalId)).toContain(iso(next));
  });
});

describe('a recurrence', () => {
  it('makes up for nothing that its pause has left out', () => {
    const bench = new Recurring();
    bench.do({ verb: 'pause_recurrence', recurrence: ID });
    bench.do({ verb: 'pause_recurrence', recurrence: ID });
    bench.at(FIRST + 3 * HOUR + MINUTE);
    expect(bench.made()).toEqual([]);
    expect(bench.do({ verb: 'resume_recurrence', recurrence: ID })).toMatchObject({ next: FIRST + 4 * HOUR });
    bench.at(FIRST + 4 * HOUR + 30_000);
    expect(bench.made()).toEqual([iso(FIRST + 4 * HOUR)]);
    expect(bench.told().map(({ type }) => type)).toEqual([
      'recurrence.saved',
      'recurrence.paused',
      'recurrence.resumed',
      'repair.deadline',
      'recurrence.occurred',
    ]);
  });

  it('with another rule goes on from now, and never back behind what was made', () => {
    const bench = new Recurring({ prepareMs: 2 * HOUR });
    const made = bench.made();
    expect(bench.put({ rule: 'FREQ=MINUTELY;INTERVAL=30', prepareMs: 0 })).toMatchObject({
      next: Date.parse(made.at(-1)!) + 30 * MINUTE,
      recurrence: { rev: expect.any(Number) },
    });
    expect(bench.made()).toEqual(made);
  });

  it('that is deleted makes nothing more; what was made stays', () => {
    const bench = new Recurring();
    bench.at(FIRST + 30_000);
    expect(bench.do({ verb: 'delete_recurrence', recurrence: ID })).toEqual({ kind: 'done' });
    bench.at(FIRST + 5 * HOUR);
    expect(bench.made()).toEqual([iso(FIRST)]);
    expect(bench.do({ verb: 'delete_recurrence', recurrence: ID })).toMatchObject({ code: 'not_found' });
    expect(bench.put()).toMatchObject({ code: 'not_found' });
  });

  it('ends by itself', () => {
    const bench = new Recurring({ rule: 'FREQ=HOURLY;COUNT=3' });
    for (let n = 0; n < 6; n += 1) bench.at(FIRST + n * HOUR + 30_000);
    expect(bench.made()).toHaveLength(2);
    expect(bench.world.recurrences.get(ID)?.next).toBeNull();
  });

  it('whose item cannot be made any more says so each time', () => {
    const bench = new Recurring();
    bench.world.configuration = configuration({ queues: {}, workstreams: {} });
    bench.at(FIRST + 30_000);
    const failed = bench.told().filter(({ type }) => type === 'recurrence.failed');
    expect(failed.map(({ details }) => details['nominal'])).toEqual([iso(FIRST)]);
    expect(String(failed[0]?.details['reason'])).toMatch(/There is no/);
  });

  it('is refused with the place of what is wrong, also inside of its item', () => {
    const bench = new Recurring();
    const refused = bench.put({ rule: 'FREQ=SECONDLY', item: { ...input().item, queue: 'nowhere' } });
    expect(refused).toMatchObject({ code: 'invalid', findings: [{ pointer: '/rule' }, { pointer: '/item/queue' }] });
    expect(bench.world.recurrences.get(ID)?.row.rev).toBe(1);
  });

  it('is refused when too much would be there ahead of its time', () => {
    const bench = new Recurring();
    const prepareMs = 9 * HOUR;
    expect(bench.put({ rule: 'FREQ=MINUTELY;INTERVAL=5', prepareMs })).toMatchObject({
      findings: [{ pointer: '/prepare' }],
    });
    expect(bench.made()).toEqual([]);
    expect(bench.put({ rule: 'FREQ=MINUTELY;INTERVAL=10', prepareMs })).toMatchObject({ kind: 'recurrence' });
    expect(bench.made().length).toBeLessThanOrEqual(55);
  });

  it('stands alone with its source', () => {
    const bench = new Recurring();
    bench.now = FIRST;
    bench.occur(FIRST);
    const item = { ...[...bench.world.items.values()][0]!, ...input().item, dueAt: null, notBefore: null };
    expect(bench.do({ verb: 'create', item })).toMatchObject({ code: 'invalid', findings: [{ pointer: '/source' }] });
  });

  it('leaves its source to itself: what follows one of its items is of another', () => {
    const bench = new Recurring();
    bench.now = FIRST;
    bench.occur(FIRST);
    const [item] = bench.world.items.values();
    const follow = newItem('wi_next', { source: null, follows: item!.id });
    expect(bench.do({ verb: 'create', item: follow })).toMatchObject({
      kind: 'item',
      item: { follows: item!.id, source: 'follow-up', workstream: item!.workstream },
    });
  });

  it('has company of a thousand at most', () => {
    const bench = new Recurring();
    const [one] = bench.world.recurrences.values();
    for (let n = 1; n < 1_000; n += 1) bench.world.recurrences.set(`rc_${n}`, one!);
    expect(bench.world.recurrences.size).toBe(1_000);
    const more = { verb: 'put_recurrence', recurrence: 'rc_more', isNew: true, input: input() } as const;
    expect(bench.do(more)).toMatchObject({ code: 'conflict' });
  });
});
