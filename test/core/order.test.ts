import { describe, expect, it } from 'vitest';
import type { Command } from '../../core/command.ts';
import { type Configuration, type Method, STRICT_STEP_MS } from '../../core/configuration/compiled.ts';
import { Bench, configuration, profile, queue, skill, step, workstream } from './fixtures.ts';

const MINUTE = 60_000;
/** A step due after 10 s that no workflow takes: the engine does it after a grace of 30 s. */
const RELAXED = 40_000;

/** Agents come in one after another, `idle` minutes apart, and are away until work is there. */
interface Staff {
  readonly [agent: string]: { skills?: Record<string, number>; capacity?: number; profile?: string };
}

function desk(settings: Partial<Configuration>, staff: Staff, idle = 0): Bench {
  const bench = new Bench(configuration(settings));
  for (const [agent, change] of Object.entries(staff)) {
    bench.agent(agent, change);
    bench.do({ verb: 'set_presence', agent, intent: 'away', reason: null });
    bench.wait(idle * MINUTE);
  }
  return bench;
}

const available = (agent: string): Command => ({ verb: 'set_presence', agent, intent: 'available', reason: null });

/** Everybody is there at once; who was offered what, in the order of the offers. */
function offersTo(bench: Bench, ...agents: string[]): string[] {
  bench.together(agents.map(available));
  return bench.world.log.events
    .filter((event) => event.type === 'offer.made')
    .map((event) => `${event.item} to ${event.agent}`);
}

const one = { capacity: 1 };
const relaxing = { soon: [step(10_000, { relax: 'all' })] };

describe('pairs are taken by effective key', () => {
  it('before widening: the older item first, though she lacks what it once asked for', () => {
    const settings = { escalations: relaxing, queues: { regular: queue({ escalation: 'soon' }) } };
    const bench = desk(settings, { anna: one, bo: { ...one, skills: { stocks: 3 } } });
    const older = bench.item({ requirements: { ...skill('german', 3, true), agent: 'anna' } });
    bench.wait(RELAXED);
    const younger = bench.item({ requirements: skill('stocks', 3) });
    expect(offersTo(bench, 'anna', 'bo')).toEqual([`${older} to anna`, `${younger} to bo`]);
  });

  it('where a step of priority counts as so much waiting, no more and no less', () => {
    const chosen = (ageMs: number): boolean => {
      const bench = desk({ queues: { regular: queue({ millisPerPriority: 2 * MINUTE }) } }, { anna: one });
      bench.item();
      bench.wait(ageMs);
      const urgent = bench.item({ priority: 1 });
      return offersTo(bench, 'anna')[0] === `${urgent} to anna`;
    };
    expect(chosen(2 * MINUTE - 1)).toBe(true);
    expect(chosen(2 * MINUTE + 1)).toBe(false);
  });

  it('where a strict queue knows no age that outweighs priority', () => {
    const bench = desk({ queues: { regular: queue({ millisPerPriority: STRICT_STEP_MS }) } }, { anna: one });
    bench.item({ priority: -1 });
    const plain = bench.item();
    bench.wait(30 * 24 * 60 * MINUTE);
    const urgent = bench.item({ priority: 1 });
    expect(offersTo(bench, 'anna')).toEqual([`${urgent} to anna`]);
    bench.accept(urgent);
    bench.complete(urgent);
    expect(bench.holder(plain)).toBe('anna');
  });
});

describe('for an agent, a queue of lower rank', () => {
  const ranked = (rankHandicapMs: number): Partial<Configuration> => ({
    queues: { regular: queue(), second: queue() },
    profiles: {
      desk: profile({ rankHandicapMs, queues: { regular: { rank: 1, afterMs: 0 }, second: { rank: 3, afterMs: 0 } } }),
    },
  });
  const takesSecond = (ageMs: number, rankHandicapMs: number): boolean => {
    const bench = desk(ranked(rankHandicapMs), { anna: one });
    const second = bench.item({ queue: 'second' });
    bench.wait(ageMs);
    bench.item();
    return offersTo(bench, 'anna')[0] === `${second} to anna`;
  };

  it('is set back by the handicap for each rank below the first', () => {
    expect(takesSecond(2 * MINUTE + 1, MINUTE)).toBe(true);
    expect(takesSecond(2 * MINUTE - 1, MINUTE)).toBe(false);
  });

  it('never comes first where the handicap is strict', () => {
    expect(takesSecond(30 * 24 * 60 * MINUTE, STRICT_STEP_MS)).toBe(false);
  });

  it('comes first for an agent who has it at rank one', () => {
    const settings = ranked(MINUTE);
    const other = profile({ queues: { second: { rank: 1, afterMs: 0 }, regular: { rank: 3, afterMs: 0 } } });
    const staff = { anna: one, bo: { ...one, profile: 'other' } };
    const bench = desk({ ...settings, profiles: { ...settings.profiles, other } }, staff);
    const [second, regular] = [bench.item({ queue: 'second' }), bench.item()];
    expect(offersTo(bench, 'anna', 'bo').sort()).toEqual([`${second} to bo`, `${regular} to anna`].sort());
  });
});

describe('among agents for one item', () => {
  it('fewer widening steps come before the method', () => {
    const settings = { escalations: relaxing, queues: { regular: queue({ escalation: 'soon' }) } };
    const bench = desk(settings, { anna: {}, bo: { skills: { german: 3 } } }, 1);
    const item = bench.item({ requirements: skill('german', 3, true) });
    bench.wait(RELAXED);
    expect(offersTo(bench, 'anna', 'bo')).toEqual([`${item} to bo`]);
  });

  /** Anna has a case that a call may interrupt, and the call needs all of her. */
  const interruptible = (change: Partial<Configuration> = {}): Partial<Configuration> => ({
    channels: {
      chat: { live: true, offerTimeoutMs: 30_000, cost: 1 },
      case: { live: false, offerTimeoutMs: 30_000, cost: 1 },
    },
    workstreams: { chat: workstream({ cost: 10 }), case: workstream({ channel: 'case' }) },
    profiles: {
      desk: profile({
        channels: {
          chat: { atMost: 10, cost: null, interruptibleBy: [] },
          case: { atMost: 10, cost: null, interruptibleBy: ['chat'] },
        },
      }),
    },
    ...change,
  });
  const occupied = (settings: Partial<Configuration>, staff: Staff): Bench => {
    const bench = desk(settings, staff, 1);
    bench.do({ verb: 'assign', item: busied(bench), agent: 'anna', offer: false });
    return bench;
  };
  const busied = (bench: Bench): string => {
    bench.do({ verb: 'set_presence', agent: 'anna', intent: 'busy', reason: null });
    return bench.item({ workstream: 'case' });
  };

  it('fewer widening steps come before whoever need not interrupt anything', () => {
    const settings = interruptible({ escalations: relaxing, queues: { regular: queue({ escalation: 'soon' }) } });
    const bench = occupied(settings, { anna: { skills: { german: 3 } }, bo: {} });
    const item = bench.item({ requirements: skill('german', 3, true) });
    bench.wait(RELAXED);
    expect(offersTo(bench, 'anna', 'bo')).toEqual([`${item} to anna`]);
  });

  it('whoever need not interrupt anything comes before the method', () => {
    const bench = occupied(interruptible(), { anna: {}, bo: {} });
    const item = bench.item();
    expect(offersTo(bench, 'anna', 'bo')).toEqual([`${item} to bo`]);
    const idle = desk(interruptible(), { anna: {}, bo: {} }, 1);
    expect(offersTo(idle, 'anna', 'bo')).toEqual([]);
    expect(idle.holder(idle.item())).toBe('anna');
  });

  it.each<{ method: Method; staff: Staff }>([
    { method: 'longest-idle', staff: { zoe: {}, anna: {} } },
    { method: 'most-free-capacity', staff: { anna: { capacity: 2 }, zoe: { capacity: 3 } } },
    { method: 'best-skill', staff: { anna: { skills: { german: 3 } }, zoe: { skills: { german: 4 } } } },
    { method: 'least-flexible', staff: { anna: { skills: { german: 3, stocks: 1 } }, zoe: { skills: { german: 3 } } } },
  ])('$method decides, not the name', ({ method, staff }) => {
    const equal = Object.fromEntries(
      Object.entries(staff).map(([id, change]) => [id, { skills: { german: 3 }, ...change }]),
    );
    const bench = desk({ queues: { regular: queue({ method }) } }, equal, 1);
    const item = bench.item({ requirements: skill('german', 3) });
    expect(offersTo(bench, 'anna', 'zoe')).toEqual([`${item} to zoe`]);
  });

  it('round-robin goes to who had the last offer longest ago', () => {
    const bench = desk({ queues: { regular: queue({ method: 'round-robin' }) } }, { anna: {}, bo: {}, cleo: {} });
    const items = [1, 2, 3, 4, 5].map(() => bench.item());
    const agents = offersTo(bench, 'cleo', 'bo', 'anna').map((offer) => offer.split(' ').at(-1));
    expect(agents).toEqual(['anna', 'bo', 'cleo', 'anna', 'bo']);
    expect(items.map((item) => bench.holder(item))).toEqual(agents);
  });

  it('the id of the agent comes last', () => {
    const bench = desk({}, { zoe: {}, anna: {}, mia: {} });
    const item = bench.item();
    expect(offersTo(bench, 'zoe', 'mia', 'anna')).toEqual([`${item} to anna`]);
  });
});

describe('among items of one key', () => {
  it('the method comes before the id of the item', () => {
    const bench = desk(
      { queues: { regular: queue({ method: 'best-skill' }) } },
      { anna: { skills: { german: 4 }, ...one } },
    );
    bench.item();
    const german = bench.item({ requirements: skill('german', 3) });
    expect(offersTo(bench, 'anna')).toEqual([`${german} to anna`]);
  });

  it('the id of the item comes before the id of the agent', () => {
    const staff = { anna: { ...one, skills: { german: 3 } }, bo: { ...one, skills: { stocks: 3 } } };
    const bench = desk({}, staff);
    const stocks = bench.item({ requirements: skill('stocks', 3) });
    const german = bench.item({ requirements: skill('german', 3) });
    expect(offersTo(bench, 'anna', 'bo')).toEqual([`${stocks} to bo`, `${german} to anna`]);
  });
});

it('a named agent restricts who, never when', () => {
  const settings = { workstreams: { chat: workstream() } };
  const bench = desk(settings, { anna: one, bo: one });
  const older = bench.item();
  bench.wait(1000);
  const hers = bench.item({ requirements: { skills: {}, groups: [], attributes: {}, agent: 'anna' } });
  expect(offersTo(bench, 'anna')).toEqual([`${older} to anna`]);
  expect(offersTo(bench, 'bo')).toEqual([`${older} to anna`]);
  bench.accept(older);
  bench.complete(older);
  expect(bench.holder(hers)).toBe('anna');
});
