import { describe, expect, it } from 'vitest';
import type { Event } from '../../../core/event.ts';
import { Bench, configuration, profile, queue, step, workstream } from '../fixtures.ts';
import { forged, renumbered, violationsOf, without } from './logs.ts';

/** Two chats wait for Anna, the second of them for longer than she is away. */
function twoWait(settings = configuration()): { bench: Bench; older: string; younger: string } {
  const bench = new Bench(settings);
  bench.agent('anna', { capacity: 1 });
  bench.do({ verb: 'set_presence', agent: 'anna', intent: 'away', reason: null });
  const older = bench.item();
  bench.wait(1000);
  return { bench, older, younger: bench.item() };
}

const back = (bench: Bench): Event[] => {
  bench.do({ verb: 'set_presence', agent: 'anna', intent: 'available', reason: null });
  return bench.world.log.events;
};
const AWAY = configuration({ profiles: { desk: profile({ presence: { ...profile().presence, away: [] } }) } });

describe('the order of offers', () => {
  it('finds nothing when the older comes first', () => {
    expect(violationsOf(back(twoWait(AWAY).bench), AWAY)).toEqual([]);
  });

  it('names an offer of the younger', () => {
    const { bench, younger } = twoWait(AWAY);
    const found = violationsOf(forged(back(bench), 'offer.made', { item: younger }), AWAY);
    expect(found).toContainEqual(expect.stringMatching(/I8 .*comes first/));
  });

  it('names an offer of what is less urgent by priority', () => {
    const { bench, older } = twoWait(AWAY);
    const log = forged(back(bench), 'item.created', { place: 1, details: { priority: 9 } });
    expect(violationsOf(log, AWAY)).toContainEqual(expect.stringMatching(new RegExp(`I8 ${older} .*comes first`)));
  });

  it('names an offer against the rank of the queues', () => {
    const ranked = (rank: number) =>
      configuration({
        queues: { regular: queue(), other: queue() },
        profiles: {
          desk: profile({
            queues: { regular: { rank: 1, afterMs: 0 }, other: { rank, afterMs: 0 } },
            presence: { ...profile().presence, away: [] },
          }),
        },
      });
    const bench = new Bench(ranked(1));
    bench.agent('anna', { capacity: 1 });
    bench.do({ verb: 'set_presence', agent: 'anna', intent: 'away', reason: null });
    bench.item({ queue: 'other' });
    bench.wait(1000);
    bench.item();
    const log = back(bench);
    expect(violationsOf(log, ranked(1))).toEqual([]);
    expect(violationsOf(log, ranked(2))).toContainEqual(expect.stringMatching(/I8 .*comes first/));
  });

  it('names an offer to an agent who is kept free for something that comes before', () => {
    const settings = configuration({
      workstreams: { chat: workstream({ cost: 1 }), big: workstream({ cost: 2, reserveAfterMs: 1000 }) },
    });
    const bench = new Bench(settings);
    bench.agent('anna', { capacity: 2 });
    bench.accept(bench.item());
    const big = bench.item({ workstream: 'big' });
    bench.wait(2000);
    const late = bench.item();
    const log = bench.world.log.events;
    expect(bench.events('agent.kept_free')).toHaveLength(1);
    expect(violationsOf(log, settings)).toEqual([]);
    const last = log.at(-1)!;
    const made = log.find(({ type }) => type === 'offer.made')!;
    const taken = { ...made, seq: last.seq + 1, at: last.at, item: late, offer: 'of_late' };
    expect(violationsOf([...log, taken], settings)).toContainEqual(
      expect.stringMatching(new RegExp(`I8 .*kept free for ${big}`)),
    );
  });
});

describe('what is left at the end of a batch', () => {
  it('names what waits beside somebody who could have it', () => {
    const { bench } = twoWait(AWAY);
    const log = without(back(bench), ({ type }) => type === 'offer.made');
    expect(violationsOf(log, AWAY)).toContainEqual(expect.stringMatching(/I13 .*waits .*anna could have it/));
  });

  it('names what is not offered again when its back-off has ended', () => {
    const bench = new Bench();
    bench.agent('anna');
    const item = bench.item();
    bench.do({ verb: 'decline', offer: bench.offer(item), reason: null, retryAfterMs: 5_000 });
    bench.wait(5_000);
    bench.do({
      verb: 'create_key',
      key: { id: 'ke_1', name: '', role: 'ops', agent: null, source: null, hash: '', expiresAt: null },
    });
    const log = bench.world.log.events;
    expect(violationsOf(log)).toEqual([]);
    const again = log.filter(({ type }) => type === 'offer.made')[1];
    expect(violationsOf(without(log, (event) => event === again))).toContainEqual(
      expect.stringMatching(new RegExp(`I13 ${item} waits`)),
    );
  });

  it('names what is left when a calendar opens', () => {
    const open = { from: 0, to: 24 * 60 };
    const weekly = { mon: [open], tue: [open], wed: [open], thu: [open], fri: [open], sat: [open], sun: [open] };
    const calendar = { timeZone: 'UTC', weekly, exceptions: { '2026-11-25': [] }, isHoliday: () => false };
    const settings = configuration({ calendars: { days: calendar }, queues: { regular: queue({ hours: 'days' }) } });
    const bench = new Bench(settings);
    bench.agent('anna');
    bench.item();
    bench.wait(86_400_000);
    const log = bench.world.log.events;
    expect(log.filter(({ type }) => type === 'offer.made')).toHaveLength(1);
    expect(violationsOf(log, settings)).toEqual([]);
    const later = log.at(-1)!.at;
    const shut = log.map((event) =>
      event.type === 'offer.made' ? { ...event, type: 'key.created' as const, item: null } : event,
    );
    expect(violationsOf(shut, settings)).toContainEqual(expect.stringMatching(new RegExp(`I13 .*waits at ${later}`)));
  });
});

describe('a choice by hand', () => {
  const owned = (type: Event['type'], details: Record<string, unknown>): string[] => {
    const bench = new Bench(AWAY);
    bench.agent('anna');
    bench.do({ verb: 'set_presence', agent: 'anna', intent: 'away', reason: null });
    const item = bench.item();
    bench.do({ verb: 'assign', item, agent: 'anna', offer: false });
    const log = bench.world.log.events;
    expect(violationsOf(log, AWAY)).toEqual([]);
    const last = log.at(-1)!;
    const taken: Event = { ...last, type, actor: 'engine', cause: 'tick', details };
    return violationsOf(renumbered([...log, taken]), AWAY);
  };

  it('is named when automation takes it away', () => {
    expect(owned('item.released', { reason: 'owner_gone' })).toContainEqual(expect.stringMatching(/I10 .*released/));
    expect(owned('item.cancelled', { reason: null })).toContainEqual(expect.stringMatching(/I10 .*cancelled/));
  });

  it('is not named when its agent has been removed', () => {
    expect(owned('item.released', { reason: 'agent_removed' }).filter((one) => one.startsWith('I10'))).toEqual([]);
  });
});

describe('a ladder', () => {
  const ladder = (...afterMs: number[]) =>
    configuration({
      queues: { regular: queue({ escalation: 'ladder' }) },
      escalations: { ladder: afterMs.map((one) => step(one, { raisePriority: 1 })) },
    });
  const climbed = (): Event[] => {
    const bench = new Bench(ladder(5_000));
    const item = bench.item();
    bench.wait(5_000);
    bench.do({ verb: 'escalate', item, step: 0 });
    expect(bench.events('item.escalated')).toHaveLength(1);
    return bench.world.log.events;
  };

  it('is climbed in time', () => {
    expect(violationsOf(climbed(), ladder(5_000))).toEqual([]);
  });

  it('is named when a step comes before its time, or is not on it', () => {
    expect(violationsOf(climbed(), ladder(5_001))).toContainEqual(expect.stringMatching(/I6 .*before its time/));
    expect(violationsOf(climbed(), ladder())).toContainEqual(expect.stringMatching(/I6 .*does not have/));
  });
});
