import { describe, expect, it } from 'vitest';
import type { Workstream } from '../../core/configuration/compiled.ts';
import type { Outcome } from '../../core/outcome.ts';
import { agentKey, Bench, configuration, profile, workstream } from './fixtures.ts';

const MINUTE = 60_000;
const GRACE_MS = 30_000;
const TIMER = { kind: 'temporal', identity: 'timer' } as const;

interface Wrapping {
  readonly bench: Bench;
  readonly item: string;
  /** Also once it is settled. */
  readonly row: ReturnType<Bench['world']['items']['get']> & object;
  readonly close: (outcome?: string | null, note?: string | null) => Outcome;
  readonly extend: (byMs?: number | null) => Outcome;
}

/** Anna, who has room for one, wraps an item up. */
function wrapping(change: Partial<NonNullable<Workstream['wrapUp']>> = {}, outcome: string | null = null): Wrapping {
  const wrapUp = { timeoutMs: MINUTE, holdsCapacity: true, codes: [], required: false, extension: null, ...change };
  const bench = new Bench(
    configuration({ workstreams: { chat: workstream({ wrapUp }) }, profiles: { desk: profile({ capacity: 1 }) } }),
  );
  bench.agent('anna');
  const item = bench.item();
  bench.accept(item);
  const row = bench.world.items.get(item)!;
  bench.do({ verb: 'complete', item, outcome, note: null });
  return {
    bench,
    item,
    row,
    close: (said = null, note = null) => bench.do({ verb: 'close', item, outcome: said, note }, agentKey('anna')),
    extend: (byMs = null) => bench.do({ verb: 'extend', item, byMs }, agentKey('anna')),
  };
}

const CODES = { codes: ['solved', 'spam'], required: true };
const last = (bench: Bench, type: string) => bench.world.log.events.filter((event) => event.type === type).at(-1);

describe('wrap-up', () => {
  it.each([
    [true, 'waiting'],
    [false, 'offered'],
  ])('that holds capacity (%s) leaves the next item %s', (holdsCapacity, next) => {
    const { bench, item } = wrapping({ holdsCapacity });
    expect([bench.state(item), bench.state(bench.item())]).toEqual(['wrapping_up', next]);
    expect(bench.rebuilt().holdings.get('anna')?.get(item)?.units).toBe(holdsCapacity ? 1 : 0);
  });

  it('ends at its time, by a timer or by the engine after the grace, and never before', () => {
    const { bench, item, row } = wrapping();
    expect(bench.do({ verb: 'end_wrap_up', item }, TIMER)).toMatchObject({
      code: 'precondition',
      current: { dueAt: bench.now + MINUTE },
    });
    bench.wait(MINUTE + GRACE_MS - 1);
    expect(row.state).toBe('wrapping_up');
    bench.wait(1);
    expect(row.state).toBe('closed');
    expect(last(bench, 'item.wrap_up_ended')?.details).toEqual({ by: 'timeout' });
    const other = wrapping();
    other.bench.now += MINUTE;
    other.bench.do({ verb: 'end_wrap_up', item: other.item }, TIMER);
    expect(other.row.state).toBe('closed');
  });

  it('is ended by nobody but those who lead and her whose it is', () => {
    const { bench, item, row } = wrapping();
    bench.agent('bo');
    const close = { verb: 'close', item, outcome: null, note: null } as const;
    expect(bench.do(close, agentKey('bo'))).toMatchObject({ code: 'not_found' });
    bench.do(close);
    expect(row.state).toBe('closed');
    expect(bench.do(close)).toMatchObject({ code: 'conflict', current: { state: 'closed' } });
  });
});

describe('the outcome', () => {
  it('may be said when the work is done, or while it is wrapped up, and the later word counts', () => {
    const { row, close, bench } = wrapping(CODES, 'spam');
    expect(close('solved', 'Sent a new one.')).toMatchObject({ kind: 'item' });
    expect(row).toMatchObject({ state: 'closed', flags: [], payload: { outcome: 'solved', note: 'Sent a new one.' } });
    expect(last(bench, 'item.wrap_up_ended')?.details).toEqual({ by: 'person', outcome: 'solved' });
  });

  it('that was said before is kept', () => {
    const { row, close } = wrapping(CODES, 'spam');
    close();
    expect(row).toMatchObject({ state: 'closed', payload: { outcome: 'spam' } });
  });

  it.each([
    ['that is missing', null, /asks for an outcome: say what came of wi_\d+, one of solved, spam\./],
    ['that is none of the codes', 'else', /Outcome "else" is not one of solved, spam\./],
  ])('%s is refused with what may be said', (_what, outcome, sentence) => {
    const { row, close } = wrapping(CODES);
    expect(close(outcome)).toMatchObject({ code: 'invalid', findings: [{ pointer: '/outcome' }] });
    expect((close(outcome) as { detail: string }).detail).toMatch(sentence);
    expect(row.state).toBe('wrapping_up');
  });

  it('may be anything where its workstream names no codes', () => {
    const { row, close } = wrapping({ required: true });
    expect(close()).toMatchObject({ detail: expect.stringMatching(/in your own words/) });
    close('It worked.');
    expect(row.payload.outcome).toBe('It worked.');
  });

  it.each<[string, (at: Wrapping) => void]>([
    ['its time is over', ({ bench }) => bench.wait(MINUTE + GRACE_MS)],
    ['its agent is removed', ({ bench }) => bench.do({ verb: 'remove_agent', agent: 'anna' })],
  ])('that nobody has said by the time that %s is flagged', (_when, end) => {
    const at = wrapping(CODES);
    end(at);
    expect(at.row).toMatchObject({ state: 'closed', flags: ['no_outcome'] });
    expect(last(at.bench, 'item.wrap_up_ended')?.details).toMatchObject({ missing: 'outcome' });
  });
});

describe('an extension', () => {
  const EXTENSION = { extension: { byMs: 30_000, times: 2 } };

  it('moves the end, as often as its workstream allows', () => {
    const { bench, row, extend } = wrapping(EXTENSION);
    const ends = row.wrapUpEndsAt!;
    extend();
    extend(10_000);
    expect(row).toMatchObject({ wrapUpEndsAt: ends + 40_000, wrapUpExtended: 2 });
    expect(last(bench, 'item.wrap_up_extended')?.details).toEqual({ until: ends + 40_000, times: 2 });
    expect(extend()).toMatchObject({ code: 'conflict', current: { extended: 2, atMost: 2 } });
    bench.wait(MINUTE + 40_000 + GRACE_MS - 1);
    expect(row.state).toBe('wrapping_up');
    bench.wait(1);
    expect(row.state).toBe('closed');
  });

  it('is not undone by the timer of the end that it moved', () => {
    const { bench, item, row, extend } = wrapping(EXTENSION);
    extend();
    bench.now += MINUTE;
    expect(bench.do({ verb: 'end_wrap_up', item }, TIMER)).toMatchObject({ code: 'precondition' });
    expect(row.state).toBe('wrapping_up');
  });

  it('is refused beyond what its workstream allows at once, where it allows none, and when it is too late', () => {
    expect(wrapping(EXTENSION).extend(30_001)).toMatchObject({ code: 'invalid', findings: [{ pointer: '/by' }] });
    expect(wrapping().extend()).toMatchObject({ code: 'conflict', current: { atMost: 0 } });
    const late = wrapping(EXTENSION);
    late.bench.now += MINUTE;
    expect(late.extend()).toMatchObject({ code: 'conflict', current: { state: 'closed' } });
  });
});
