import { describe, expect, it } from 'vitest';
import type { ItemState } from '../../core/item.ts';
import { Bench, configuration, profile, workstream } from './fixtures.ts';

const MINUTE = 60_000;
/** As long as an item lives here. */
const LIFE_MS = 10 * MINUTE;
/** Within which the engine acts where no workflow does. */
const GRACE_MS = 30_000;
const TIMER = { kind: 'temporal', identity: 'timer' } as const;

interface Life {
  readonly bench: Bench;
  readonly item: string;
  readonly state: () => string;
  readonly row: () => ReturnType<Bench['world']['items']['get']> & object;
}

function life(change: object = {}, settings: object = {}): Life {
  const bench = new Bench(
    configuration({
      workstreams: {
        chat: workstream({
          timeToLiveMs: LIFE_MS,
          wrapUp: { timeoutMs: 60 * MINUTE, holdsCapacity: true, codes: [], required: false, extension: null },
        }),
      },
      profiles: { desk: profile({ presence: { ...profile().presence, away: [] } }) },
      ...settings,
    }),
  );
  const item = bench.item(change);
  return { bench, item, state: () => bench.state(item), row: () => bench.world.items.get(item)! };
}

/** Anna comes, and has it. */
function taken(): Life {
  const at = life();
  at.bench.agent('anna');
  at.bench.accept(at.item);
  return at;
}

const pause = (item: string) => ({ verb: 'pause', item, until: null, forCustomer: false, reason: null }) as const;
const away = { verb: 'set_presence', agent: 'anna', intent: 'away', reason: null } as const;

const STATES: [ItemState, runs: boolean, () => Life][] = [
  ['waiting', true, () => life()],
  [
    'offered',
    true,
    () => {
      const at = life(
        {},
        { workstreams: { chat: workstream({ timeToLiveMs: LIFE_MS, offerTimeoutMs: 60 * MINUTE }) } },
      );
      at.bench.agent('anna');
      return at;
    },
  ],
  [
    'needs_attention',
    true,
    () => life({}, { workstreams: { chat: workstream({ timeToLiveMs: LIFE_MS, fallback: null }) } }),
  ],
  ['scheduled', false, () => life({ notBefore: 1_795_600_000_000 + 60 * MINUTE })],
  ['assigned', false, taken],
  [
    'paused',
    false,
    () => {
      const at = taken();
      at.bench.do(pause(at.item));
      return at;
    },
  ],
  [
    'wrapping_up',
    false,
    () => {
      const at = taken();
      at.bench.complete(at.item);
      return at;
    },
  ],
];

describe('the time to live of an item', () => {
  it.each(STATES)('that is %s runs: %s', (name, runs, make) => {
    const { bench, item, state } = make();
    expect(state()).toBe(name);
    bench.wait(LIFE_MS - 1);
    expect(state()).toBe(name);
    bench.wait(1);
    bench.do({ verb: 'expire_item', item }, TIMER);
    expect(state()).toBe(runs ? 'settled' : name);
    if (runs)
      expect(bench.world.log.events.at(-1)).toMatchObject({
        type: 'item.expired',
        details: { reason: 'time to live' },
      });
    bench.wait(GRACE_MS);
    expect(state()).toBe(runs ? 'settled' : name);
  });

  it('is the clock of a timer: too early it says until when', () => {
    const { bench, item } = life();
    expect(bench.do({ verb: 'expire_item', item }, TIMER)).toMatchObject({
      code: 'precondition',
      current: { dueAt: bench.now + LIFE_MS },
    });
  });

  it('stands still while somebody has it, and goes on where it stood', () => {
    const { bench, item, state } = life();
    bench.wait(4 * MINUTE);
    bench.agent('anna');
    bench.accept(item);
    bench.wait(60 * MINUTE);
    bench.do(away);
    bench.do({ verb: 'release', item, reason: null });
    expect(state()).toBe('waiting');
    bench.wait(6 * MINUTE - 1);
    expect(state()).toBe('waiting');
    bench.wait(1 + GRACE_MS);
    expect(state()).toBe('settled');
  });

  it('counts neither a pause nor what is done after it twice', () => {
    const { bench, item, row } = taken();
    const ends = row().timeToLiveEndsAt!;
    bench.wait(MINUTE);
    bench.do(pause(item));
    bench.wait(MINUTE);
    bench.do({ verb: 'resume', item, agent: 'anna' });
    bench.wait(MINUTE);
    bench.do(away);
    bench.do({ verb: 'release', item, reason: null });
    expect(row().timeToLiveEndsAt).toBe(ends + 3 * MINUTE);
  });

  it('counts from its start where it is for later, also where that is moved', () => {
    const later = 1_795_600_000_000 + 60 * MINUTE;
    const { bench, item, row } = life({ notBefore: later });
    expect(row().timeToLiveEndsAt).toBe(later + LIFE_MS);
    bench.do({ verb: 'reschedule', item, notBefore: later + MINUTE });
    expect(row().timeToLiveEndsAt).toBe(later + MINUTE + LIFE_MS);
    bench.do({ verb: 'reschedule', item, notBefore: bench.now - MINUTE });
    expect(row()).toMatchObject({ state: 'waiting', timeToLiveEndsAt: bench.now + LIFE_MS });
    bench.wait(MINUTE);
    const { timeToLiveEndsAt } = row();
    bench.do({ verb: 'reschedule', item, notBefore: bench.now });
    expect(row().timeToLiveEndsAt).toBe(timeToLiveEndsAt);
    bench.do({ verb: 'reschedule', item, notBefore: later });
    expect(row()).toMatchObject({ state: 'scheduled', timeToLiveEndsAt: later + LIFE_MS });
  });
});
