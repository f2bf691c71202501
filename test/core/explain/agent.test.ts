import { describe, expect, it } from 'vitest';
import { type Calendar, WEEKDAYS } from '../../../core/calendar/calendar.ts';
import { explainAgent } from '../../../core/explain/agent.ts';
import { explainWaiting } from '../../../core/explain/item.ts';
import { agentKey, Bench, configuration, profile, queue, START, skill, workstream } from '../fixtures.ts';

const NOBODY = { skills: {}, groups: [], attributes: {}, agent: null };

/** Two queues, a big case, and a list to pick from. */
const settings = () =>
  configuration({
    queues: { regular: queue(), other: queue(), list: queue() },
    workstreams: {
      chat: workstream(),
      case: workstream({ channel: 'case', cost: 8 }),
      list: workstream({ mode: 'pick', fallback: 'list' }),
      elsewhere: workstream({ fallback: 'other' }),
    },
    profiles: {
      desk: profile({
        channels: {
          chat: { atMost: 2, cost: null, interruptibleBy: [] },
          case: { atMost: 2, cost: null, interruptibleBy: [] },
        },
        may: { decline: true, pause: true, pick: ['chat'], transferTo: [] },
        queues: { regular: { rank: 1, afterMs: 0 }, list: { rank: 1, afterMs: 60_000 } },
      }),
      night: profile({ queues: { other: { rank: 1, afterMs: 0 } }, groups: ['night'] }),
    },
  });

function start(): { bench: Bench; explain: () => ReturnType<typeof explainAgent> } {
  const bench = new Bench(settings());
  bench.agent('anna', { name: 'Anna' });
  return { bench, explain: () => explainAgent(bench.world, bench.world.agents.get('anna')!) };
}

describe('why work does or does not come to an agent', () => {
  it('is that nothing waits', () => {
    const { explain } = start();
    expect(explain()).toMatchObject({
      agent: 'anna',
      waiting: 0,
      ruledOut: [],
      open: [],
      backOffs: [],
      keptFor: null,
      presence: { intent: 'available', connection: 'connected' },
      capacity: { units: 10, freeUnits: 10, channels: { chat: { atMost: 2, free: 2 }, case: { atMost: 2, free: 2 } } },
    });
    expect(explain().sentence).toBe('Nothing waits, so nothing comes to Anna, who has been available for 0 s.');
  });

  it('is, right after an offer, what she has, and that nothing else waits', () => {
    const { bench, explain } = start();
    const item = bench.item();
    expect(explain().sentence).toBe('Anna has 1 offer to answer; nothing else waits.');
    bench.accept(item);
    bench.item();
    expect(explain().sentence).toBe('Anna has 1 offer to answer and 1 item in hand; nothing else waits.');
  });

  it('is that she is offline, whatever else is true', () => {
    const { bench, explain } = start();
    bench.do({ verb: 'set_presence', agent: 'anna', intent: 'offline', reason: 'home' });
    bench.item();
    bench.item({ workstream: 'elsewhere' });
    bench.wait(120_000);
    expect(explain().sentence).toBe('Nothing comes to Anna, who has been offline for 2 min.');
    expect(explain().ruledOut.map(({ reason, count }) => [reason, count])).toEqual([
      ['offline', 1],
      ['offline', 1],
    ]);
  });

  it('is that she was not heard of', () => {
    const bench = new Bench(settings());
    bench.agent('anna', { name: 'Anna', connectivity: 'heartbeat' });
    bench.wait(60_000);
    bench.wait(30_000);
    expect(explainAgent(bench.world, bench.world.agents.get('anna')!).sentence).toBe(
      'Nothing comes to Anna: there has been no sign of life for 30 s.',
    );
  });

  it('names the first condition that she fails, queue by queue', () => {
    const { bench, explain } = start();
    bench.item({ requirements: skill('german', 3) });
    bench.item({ requirements: skill('german', 3) });
    bench.item({ requirements: { ...NOBODY, groups: ['night'] } });
    bench.item({ workstream: 'elsewhere' });
    bench.item({ workstream: 'list' });
    expect(explain().ruledOut).toEqual([
      { queue: 'regular', channel: 'chat', reason: 'skill', skill: 'german', needs: 3, count: 2 },
      { queue: 'list', channel: 'chat', reason: 'delay', count: 1 },
      { queue: 'other', channel: 'chat', reason: 'not_in_queue', count: 1 },
      { queue: 'regular', channel: 'chat', reason: 'group', group: 'night', count: 1 },
    ]);
    expect(explain().sentence).toBe(
      'What waits, seen from Anna: 2 that need german ≥ 3, 1 where help is asked for only later, 1 in queues of others, 1 for the group night.',
    );
  });

  it('is that she has no room, and how much is missing', () => {
    const { bench, explain } = start();
    bench.item({ workstream: 'case' });
    bench.item({ workstream: 'case' });
    expect(explain()).toMatchObject({
      capacity: { freeUnits: 2 },
      ruledOut: [{ channel: 'case', reason: 'full', missingUnits: 6, count: 1 }],
    });
    for (let chats = 0; chats < 3; chats += 1) bench.item();
    expect(explain().ruledOut).toContainEqual({
      queue: 'regular',
      channel: 'chat',
      reason: 'full',
      missingUnits: 1,
      count: 1,
    });
  });

  it('is what she refused, and until when', () => {
    const { bench, explain } = start();
    const item = bench.item();
    bench.do({ verb: 'decline', offer: bench.offer(item), reason: null, retryAfterMs: 90_000 });
    expect(explain()).toMatchObject({
      backOffs: [{ item, until: bench.now + 90_000 }],
      ruledOut: [{ reason: 'back_off', count: 1 }],
      waiting: 1,
    });
  });

  it('is the bigger item that she is kept free for', () => {
    const { bench, explain } = start();
    const small = bench.item();
    const big = bench.item({ workstream: 'case', priority: 5 });
    const bigger = bench.item({ workstream: 'case', priority: 5 });
    bench.accept(small);
    bench.accept(big);
    bench.wait(31_000);
    bench.complete(small);
    bench.item();
    expect(explain()).toMatchObject({ keptFor: bigger });
    expect(explain().ruledOut).toContainEqual({ queue: 'regular', channel: 'chat', reason: 'kept_free', count: 1 });
  });

  it('is that she may pick it herself', () => {
    const { bench, explain } = start();
    bench.item({ workstream: 'list' });
    bench.item({ workstream: 'list' });
    bench.wait(60_000);
    expect(explain()).toMatchObject({
      waiting: 2,
      open: [{ queue: 'list', channel: 'chat', count: 2, pick: true }],
      ruledOut: [],
      sentence: 'What waits, seen from Anna: 2 to be picked from the list.',
    });
  });

  it('is not that she may pick what her profile does not let her pick', () => {
    const other = new Bench(configuration({ workstreams: { chat: workstream({ mode: 'pick' }) } }));
    other.agent('anna', { name: 'Anna' });
    const item = other.item();
    const anna = other.world.agents.get('anna')!;
    expect(explainAgent(other.world, anna)).toMatchObject({
      open: [],
      ruledOut: [{ queue: 'regular', channel: 'chat', reason: 'channel_not_allowed', count: 1 }],
      sentence: 'What waits, seen from Anna: 1 on channels that only others may take.',
    });
    expect(explainWaiting(other.world, other.world.items.get(item)!)!.ruledOut).toEqual([
      { reason: 'channel_not_allowed', count: 1, agents: ['anna'] },
    ]);
  });

  it('is what would have to change, from what comes by itself to what needs another configuration', () => {
    const { bench, explain } = start();
    bench.do({ verb: 'set_presence', agent: 'anna', intent: 'away', reason: null });
    const first = bench.item();
    bench.wait(240_000);
    expect(explain()).toMatchObject({ remedies: [{ remedy: { kind: 'available' }, item: first }], nearest: null });
    expect(explain().sentences[1]).toBe(
      `Anna would be offered ${first} (chat, waiting for 4 min) if she set herself available.`,
    );
    bench.do({ verb: 'set_presence', agent: 'anna', intent: 'available', reason: null });
    bench.accept(first);
    bench.accept(bench.item());
    const full = bench.item();
    const german = bench.item({ requirements: skill('german', 3) });
    expect(explain().remedies).toEqual([{ remedy: { kind: 'less', channel: 'chat', holding: [first] }, item: full }]);
    expect(explain().sentences[1]).toMatch(/ if she had 1 chat item less in hand\.$/);
    bench.complete(first);
    bench.do({ verb: 'cancel', item: full, reason: null });
    const elsewhere = bench.item({ workstream: 'elsewhere' });
    expect(explain().remedies).toEqual([
      { remedy: { kind: 'skill', skill: 'german', level: 3 }, item: german },
      { remedy: { kind: 'queue', queue: 'other', profile: 'desk' }, item: elsewhere },
    ]);
  });

  it('is an instant, where time alone brings it', () => {
    const bench = new Bench(
      configuration({ profiles: { desk: profile({ queues: { regular: { rank: 2, afterMs: 20_000 } } }) } }),
    );
    bench.agent('anna', { name: 'Anna' });
    const item = bench.item();
    const { remedies, sentences } = explainAgent(bench.world, bench.world.agents.get('anna')!);
    const at = bench.now + 20_000;
    expect(remedies).toEqual([{ remedy: { kind: 'time', at, because: 'delay', queue: 'regular' }, item }]);
    expect(sentences[1]).toBe(
      `Anna would be offered ${item} (chat, waiting for 0 s) in 20 s, when queue regular lets her profile help (09:47).`,
    );
  });

  it('is the next opening where the queue closes at the instant that is waited for', () => {
    const minute = Math.floor((START % 86_400_000) / 60_000);
    const range = [{ from: minute - 60, to: minute + 1 }];
    const weekly = Object.fromEntries(WEEKDAYS.map((day) => [day, range])) as unknown as Calendar['weekly'];
    const morning: Calendar = { timeZone: 'UTC', weekly, exceptions: {}, isHoliday: () => false };
    const bench = new Bench(
      configuration({
        calendars: { morning },
        queues: { regular: queue({ hours: 'morning' }) },
        profiles: { desk: profile({ queues: { regular: { rank: 2, afterMs: 60_000 } } }) },
      }),
    );
    bench.agent('anna', { name: 'Anna' });
    bench.item();
    expect(explainAgent(bench.world, bench.world.agents.get('anna')!)).toMatchObject({
      ruledOut: [{ reason: 'delay' }],
      remedies: [
        {
          remedy: {
            kind: 'time',
            because: 'hours',
            at: (Math.floor(START / 86_400_000) + 1) * 86_400_000 + (minute - 60) * 60_000,
          },
        },
      ],
    });
  });

  it('is the end of a refusal, also behind an item that she is asked for', () => {
    const bench = new Bench(configuration({ workstreams: { chat: workstream({ atOnce: 2 }) } }));
    bench.agent('anna', { name: 'Anna' });
    bench.item();
    const refused = bench.item();
    bench.do({ verb: 'decline', offer: bench.offer(refused), reason: null, retryAfterMs: 90_000 });
    expect(explainAgent(bench.world, bench.world.agents.get('anna')!).remedies).toEqual([
      {
        remedy: { kind: 'time', at: bench.now + 90_000, because: 'back_off', queue: 'regular' },
        item: refused,
      },
    ]);
  });

  it('is that more than one thing would have to change, or that nothing would do', () => {
    const { bench, explain } = start();
    bench.do({ verb: 'set_presence', agent: 'anna', intent: 'away', reason: null });
    const item = bench.item({ requirements: skill('german', 3) });
    expect(explain()).toMatchObject({
      remedies: [],
      nearest: { item, needs: [{ kind: 'available' }, { kind: 'skill', skill: 'german', level: 3 }] },
    });
    bench.do({ verb: 'cancel', item, reason: null });
    bench.agent('bo', { profile: 'night' });
    bench.item({ requirements: { ...NOBODY, agent: 'bo' } });
    expect(explain()).toMatchObject({ remedies: [], nearest: null });
    expect(explain().sentences[1]).toBe('No single change would bring Anna work that waits now.');
  });

  it('agrees with what is said about each item', () => {
    const { bench } = start();
    bench.agent('bo', { profile: 'night' });
    bench.agent('cleo', { skills: { german: 2 } });
    for (let round = 0; round < 4; round += 1) {
      for (const workstreamName of ['chat', 'case', 'list', 'elsewhere'])
        bench.item({ workstream: workstreamName, requirements: round % 2 === 0 ? NOBODY : skill('german', round) });
      const offered = [...bench.world.offers.values()][0];
      if (offered)
        bench.do({ verb: 'decline', offer: offered.id, reason: null, retryAfterMs: null }, agentKey(offered.agentId));
      bench.wait(20_000);
    }
    for (const agent of bench.world.agents.values()) {
      const counts: Record<string, number> = {};
      for (const item of bench.world.items.values()) {
        if (item.state !== 'waiting') continue;
        const group = explainWaiting(bench.world, item)!.ruledOut.find(({ agents }) => agents.includes(agent.id));
        const reason = group?.reason ?? 'open';
        counts[reason] = (counts[reason] ?? 0) + 1;
      }
      const explained = explainAgent(bench.world, agent);
      const said: Record<string, number> = {};
      for (const { reason, count } of explained.ruledOut) said[reason] = (said[reason] ?? 0) + count;
      for (const { count } of explained.open) said['open'] = (said['open'] ?? 0) + count;
      expect(said, agent.id).toEqual(counts);
    }
  });
});
