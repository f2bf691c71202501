import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../core/configuration/compiled.ts';
import { putInForce } from '../../core/reindex.ts';
import { tick } from '../../core/tick.ts';
import { profile, START, skill, workstream } from './fixtures.ts';
import { count, type Desk, desk, GRACE_MS, last, MINUTE, pause, SECOND } from './leaving-desk.ts';

describe('an agent who logs out', () => {
  it('gives back at once where a person waits, with the age that it had', () => {
    const { bench, hers, row, set } = desk();
    const item = hers();
    const { enqueuedAt } = row(item);
    bench.wait(MINUTE);
    set('offline');
    expect(row(item)).toMatchObject({ state: 'waiting', agentId: null, enqueuedAt });
    expect(last(bench, 'item.released')).toMatchObject({ agent: 'anna', details: { reason: 'owner_gone' } });
    bench.agent('bo');
    expect(bench.holder(item)).toBe('bo');
  });

  it('keeps for the grace what nobody waits for, and then gives it back', () => {
    const { bench, hers, row, set } = desk();
    const item = hers('case');
    set('offline');
    bench.wait(GRACE_MS - 1);
    expect(row(item).state).toBe('assigned');
    bench.wait(1);
    expect(row(item).state).toBe('waiting');
  });

  it('has it still when she returns within the grace, in the very millisecond too', () => {
    const { bench, hers, row, set } = desk();
    const item = hers('case');
    set('offline');
    bench.now += GRACE_MS - 1;
    set('available');
    bench.wait(GRACE_MS);
    expect(row(item)).toMatchObject({ state: 'assigned', agentId: 'anna' });
  });

  it('gains no time by logging out twice', () => {
    const { bench, hers, row, set } = desk();
    const item = hers('case');
    set('offline');
    bench.wait(GRACE_MS - 1);
    set('offline');
    bench.wait(1);
    expect(row(item).state).toBe('waiting');
  });

  it('is asked for nothing any more, and finds her wrap-up ended at its time', () => {
    const wrapUp = { timeoutMs: MINUTE, holdsCapacity: true, codes: [], required: false, extension: null };
    const { bench, hers, row, set } = desk({ workstreams: { chat: workstream({ wrapUp }) } });
    const done = hers();
    bench.complete(done);
    const asked = bench.item();
    set('offline');
    expect([row(done).state, row(asked).state]).toEqual(['wrapping_up', 'waiting']);
    bench.wait(MINUTE + 30 * SECOND);
    expect(bench.state(done)).toBe('settled');
  });

  it('is known to have left by a memory that was built anew', () => {
    const { bench, hers, set } = desk();
    const item = hers('case');
    set('offline');
    const world = bench.rebuilt();
    tick(world, bench.now + GRACE_MS - 1);
    expect(world.items.get(item)?.state).toBe('assigned');
    tick(world, bench.now + GRACE_MS);
    expect(world.items.get(item)?.state).toBe('waiting');
  });
});

describe('an agent of whom nothing is heard', () => {
  it('loses offers after a minute, live work after 150 s and other work after its grace', () => {
    const { bench, hers, row } = desk({}, 'heartbeat');
    const [chat, other] = [hers('chat'), hers('case')];
    const asked = bench.item({ workstream: 'case' });
    bench.wait(60 * SECOND);
    expect([row(asked).state, row(chat).state]).toEqual(['waiting', 'assigned']);
    bench.wait(90 * SECOND - 1);
    expect(row(chat).state).toBe('assigned');
    bench.wait(1);
    expect([row(chat).state, row(other).state]).toEqual(['waiting', 'assigned']);
    bench.wait(GRACE_MS);
    expect(row(other).state).toBe('waiting');
  });
});

describe('work that stays with its owner by policy', () => {
  it('is flagged, supervisors are told once, and it is hers when she returns', () => {
    const { bench, hers, row, set } = desk();
    const item = hers('own');
    set('offline');
    bench.wait(GRACE_MS);
    bench.wait(GRACE_MS);
    expect(row(item)).toMatchObject({ state: 'assigned', agentId: 'anna', flags: ['owner_gone'] });
    tick(bench.rebuilt(), bench.now + MINUTE);
    expect(count(bench, 'item.alerted')).toBe(1);
    expect(last(bench, 'item.alerted')?.details).toEqual({ to: 'supervisors', reason: 'owner_gone' });
    set('available');
    expect(row(item)).toMatchObject({ state: 'assigned', flags: [] });
  });

  it('says no longer that it stays once it is laid aside for her', () => {
    const { bench, hers, row, set } = desk();
    const item = hers('own');
    set('offline');
    bench.wait(GRACE_MS);
    expect(row(item).flags).toEqual(['owner_gone']);
    bench.do({ verb: 'pause', item, until: null, forCustomer: false, reason: null });
    expect(row(item).flags).toEqual([]);
  });

  it('goes back when she is removed, or when somebody releases it', () => {
    for (const command of [
      { verb: 'remove_agent', agent: 'anna' },
      { verb: 'release', item: 'wi_0003', reason: null },
    ] as const) {
      const { bench, hers, row, set } = desk();
      const item = hers('own');
      set('offline');
      bench.wait(GRACE_MS);
      bench.do(command.verb === 'release' ? { ...command, item } : command);
      expect(row(item)).toMatchObject({ state: 'waiting', flags: [] });
    }
  });
});

describe('what was bound to an agent who has gone', () => {
  const forAnna = { requirements: { skills: {}, groups: [], attributes: {}, agent: 'anna' } };

  it('is for anyone once it comes back', () => {
    const { bench, hers, row, set } = desk();
    const item = hers('chat', forAnna);
    bench.agent('bo');
    set('offline');
    expect([bench.holder(item), row(item).requirements.agent]).toEqual(['bo', null]);
    expect(last(bench, 'item.unbound')).toMatchObject({ item, agent: 'anna' });
  });

  it('waits for her when she was away before it came', () => {
    const { bench, set } = desk();
    set('offline');
    bench.agent('bo');
    expect(bench.state(bench.item(forAnna))).toBe('waiting');
  });

  it.each<[string, (at: Desk) => string]>([
    ['waits', ({ bench, set }) => (set('away'), bench.item(forAnna))],
    ['is offered', ({ bench }) => bench.item(forAnna)],
    ['is in her hands', ({ hers }) => hers('chat', forAnna)],
    ['is scheduled', ({ bench }) => bench.item({ ...forAnna, notBefore: START + MINUTE })],
    [
      'is paused',
      ({ bench, hers }) => {
        const item = hers('chat', forAnna);
        bench.do(pause(item));
        return item;
      },
    ],
  ])('is bound to her no more once she is removed while it %s', (_where, make) => {
    const at = desk();
    const item = make(at);
    at.bench.do({ verb: 'remove_agent', agent: 'anna' });
    expect(at.row(item)).toMatchObject({
      requirements: { agent: null },
      payload: { given: { requirements: { agent: null } } },
    });
    at.bench.now += MINUTE;
    at.bench.agent('bo');
    if (at.row(item).state === 'scheduled') at.bench.wait(30 * SECOND);
    if (at.row(item).state === 'paused') at.bench.do({ verb: 'resume', item, agent: null });
    expect(at.bench.holder(item)).toBe('bo');
  });
});

describe('the end of a shift', () => {
  const day = { from: 8 * 60, to: 17 * 60 };
  const week = (ranges: readonly object[]) =>
    Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((name) => [name, ranges]));
  const calendar = (ranges: readonly object[]) =>
    ({
      timeZone: 'UTC',
      weekly: week(ranges),
      exceptions: {},
      isHoliday: () => false,
      holidays: null,
    }) as unknown as Configuration['calendars'][string];
  const onShift = {
    calendars: { office: calendar([day]), never: calendar([]) },
    profiles: { desk: profile({ shift: 'office' }) },
  };
  /** Milliseconds from the start until five in the afternoon. */
  const untilFive = Math.ceil((START - 17 * 60 * MINUTE) / 86_400_000) * 86_400_000 + 17 * 60 * MINUTE - START;

  it('takes back what she is asked for, but what a person chose for her, and leaves her what she has', () => {
    const { bench, row, set } = desk(onShift);
    set('offline');
    bench.wait(untilFive - 10 * SECOND);
    set('available');
    const mine = bench.item();
    bench.accept(mine);
    const asked = bench.item();
    const chosen = bench.item({ requirements: skill('german', 1) });
    bench.do({ verb: 'assign', item: chosen, agent: 'anna', offer: true });
    bench.wait(10 * SECOND);
    expect([mine, asked, chosen].map((item) => row(item).state)).toEqual(['assigned', 'waiting', 'offered']);
  });

  /** Shortly before five: what she has, and what she is asked for. */
  function atFive(change: Partial<Configuration> = {}) {
    const workstreams = { chat: workstream({ offerTimeoutMs: 60 * MINUTE }) };
    const at = desk({ ...onShift, workstreams, ...change });
    at.set('offline');
    at.bench.wait(untilFive - 10 * SECOND);
    at.set('available');
    return { ...at, mine: at.hers(), asked: at.bench.item() };
  }

  it('takes it back too where nobody led while it came', () => {
    const { bench, mine, asked } = atFive();
    bench.now += MINUTE;
    const world = bench.rebuilt();
    tick(world, bench.now);
    expect([mine, asked].map((item) => world.items.get(item)?.state)).toEqual(['assigned', 'waiting']);
  });

  it('is that of the profile that she is given', () => {
    const { bench, mine, asked, row } = atFive({
      profiles: { ...onShift.profiles, late: profile({ shift: 'never' }) },
    });
    const { name, groups, skills, attributes, capacity, limits, connectivity } = bench.world.agents.get('anna')!;
    const input = { name, groups, skills, attributes, capacity, limits, connectivity, profile: 'late' };
    bench.do({ verb: 'put_agent', agent: 'anna', input });
    expect([mine, asked].map((item) => row(item).state)).toEqual(['assigned', 'waiting']);
  });

  it('may come by a publish', () => {
    const { bench, mine, asked, row } = atFive();
    const profiles = { desk: profile({ shift: 'never' }) };
    putInForce(bench.world, { ...bench.world.configuration, version: 2, profiles });
    bench.wait(1);
    expect([mine, asked].map((item) => row(item).state)).toEqual(['assigned', 'waiting']);
  });
});
