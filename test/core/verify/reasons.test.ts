import { describe, expect, it } from 'vitest';
import type { Event } from '../../../core/event.ts';
import { Bench, configuration, profile, queue, skill, workstream } from '../fixtures.ts';
import { check, forged, violationsOf } from './logs.ts';

const SETTINGS = configuration({
  queues: { regular: queue(), other: queue() },
  workstreams: { chat: workstream(), case: workstream({ channel: 'case', cost: 8 }) },
  profiles: {
    desk: profile({
      channels: {
        chat: { atMost: 2, cost: null, interruptibleBy: [] },
        case: { atMost: 1, cost: null, interruptibleBy: [] },
      },
    }),
    help: profile({ queues: { regular: { rank: 2, afterMs: 20_000 } } }),
    elsewhere: profile({ queues: { other: { rank: 1, afterMs: 0 } } }),
  },
});

/** One offer with somebody ruled out by nearly every condition there is. */
function offered(): { log: Event[]; ruledOut: Record<string, unknown>[] } {
  const bench = new Bench(SETTINGS);
  const german = { skills: { german: 3 } };
  bench.agent('anna', german);
  bench.accept(bench.item({ workstream: 'case' }));
  bench.agent('bo', { profile: 'help', ...german });
  bench.agent('cleo', { profile: 'elsewhere', ...german });
  bench.agent('dora', german);
  bench.do({ verb: 'set_presence', agent: 'dora', intent: 'away', reason: null });
  bench.agent('emil', german);
  bench.do({ verb: 'set_presence', agent: 'emil', intent: 'offline', reason: null });
  bench.agent('fritz');
  bench.agent('gina', german);
  bench.item({ workstream: 'case', requirements: skill('german', 3) });
  const log = bench.world.log.events;
  const made = log.findLast(({ type }) => type === 'offer.made')!;
  return { log, ruledOut: made.details['ruledOut'] as Record<string, unknown>[] };
}

const LAST = { place: 1 };

describe('the reasons of an offer', () => {
  it('are those that the log tells', () => {
    const { log, ruledOut } = offered();
    expect(ruledOut.map(({ reason, agents }) => [reason, agents])).toEqual([
      ['offline', ['emil']],
      ['intent', ['dora']],
      ['not_in_queue', ['cleo']],
      ['channel_not_allowed', ['bo']],
      ['skill', ['fritz']],
      ['full', ['anna']],
    ]);
    expect(violationsOf(log, SETTINGS)).toEqual([]);
    expect(check(log, SETTINGS).reasons).toMatchObject({ judged: 2, passedOver: 0 });
  });

  it.each<[string, (ruledOut: Record<string, unknown>[]) => Record<string, unknown>[]]>([
    ['one too few', (ruledOut) => ruledOut.slice(1)],
    ['one too many', (ruledOut) => [...ruledOut, { reason: 'delay', count: 1, agents: ['gina'] }]],
    ['another count', ([first, ...rest]) => [{ ...first, count: 2 }, ...rest]],
    ['somebody else', ([first, ...rest]) => [{ ...first, agents: ['gina'] }, ...rest]],
    ['more that is missing', (ruledOut) => [...ruledOut.slice(0, -1), { ...ruledOut.at(-1), missingUnits: 7 }]],
    ['whoever was chosen as kept free', (all) => [...all, { reason: 'kept_free', count: 1, agents: ['gina'] }]],
  ])('are named where they say %s', (_, change) => {
    const { log, ruledOut } = offered();
    const forgery = forged(log, 'offer.made', { ...LAST, details: { ruledOut: change(ruledOut) } });
    expect(violationsOf(forgery, SETTINGS)).toContainEqual(expect.stringMatching(/^I9 The reasons of wi_\d+ at seq /));
  });

  it('are named where they count other agents', () => {
    const { log } = offered();
    const forgery = forged(log, 'offer.made', { ...LAST, details: { considered: 3 } });
    expect(violationsOf(forgery, SETTINGS)).toEqual([expect.stringMatching(/count 3 agents, not 7\.$/)]);
  });

  it('are passed over, and counted, where agents are too many for the length of the log', () => {
    const bench = new Bench(SETTINGS);
    const names = Array.from({ length: 600 }, (_, place) => `a${place}`);
    for (const name of names) bench.agent(name, { profile: 'elsewhere' });
    bench.agent('anna');
    for (let chats = 0; chats < 300; chats += 1) {
      const item = bench.item();
      bench.accept(item);
      bench.complete(item);
    }
    const { reasons, violations } = check(bench.world.log.events, SETTINGS);
    expect(violations).toEqual([]);
    expect(reasons.judged + reasons.passedOver).toBe(300);
    expect(reasons.passedOver).toBeGreaterThan(0);
    expect(reasons.judged).toBeGreaterThan(150);
  });
});
