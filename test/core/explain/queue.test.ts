import { describe, expect, it } from 'vitest';
import { fullDesk, KINDS } from '../../../bench/desk.ts';
import type { Calendar } from '../../../core/calendar/calendar.ts';
import { explainQueue } from '../../../core/explain/queue.ts';
import type { Item } from '../../../core/item.ts';
import { ORDER } from '../../../core/order.ts';
import { Bench, configuration, profile, queue, skill, workstream } from '../fixtures.ts';

const tomorrow = { from: 9 * 60, to: 17 * 60 };
/** The tests begin on a Wednesday at 10:46 in Berlin. */
const OFFICE: Calendar = {
  timeZone: 'Europe/Berlin',
  weekly: { mon: [], tue: [], wed: [], thu: [tomorrow], fri: [], sat: [], sun: [] },
  exceptions: {},
  isHoliday: () => false,
};

/** Two profiles serve `regular`, the second of them after 20 s; chats cost 1 and cases 4. */
const settings = () =>
  configuration({
    queues: { regular: queue(), other: queue() },
    workstreams: { chat: workstream(), case: workstream({ channel: 'case', cost: 4 }) },
    profiles: {
      desk: profile({
        capacity: 5,
        channels: {
          chat: { atMost: 3, cost: null, interruptibleBy: [] },
          case: { atMost: 2, cost: null, interruptibleBy: [] },
        },
      }),
      help: profile({ queues: { regular: { rank: 2, afterMs: 20_000 } } }),
      elsewhere: profile({ queues: { other: { rank: 1, afterMs: 0 } } }),
    },
  });

function start(): { bench: Bench; explain: (queue?: string) => NonNullable<ReturnType<typeof explainQueue>> } {
  const bench = new Bench(settings());
  bench.agent('anna', { skills: { german: 2 } });
  bench.agent('bo', { profile: 'help' });
  bench.agent('cleo', { profile: 'elsewhere' });
  bench.agent('dora');
  bench.do({ verb: 'set_presence', agent: 'dora', intent: 'offline', reason: null });
  return { bench, explain: (name = 'regular') => explainQueue(bench.world, name)! };
}

describe('what is said of a queue', () => {
  it('is who could take one more of each workstream, and who not by the first reason', () => {
    const { explain } = start();
    expect(explain()).toMatchObject({
      waiting: 0,
      longestWaitMs: 0,
      next: null,
      hours: { open: true, until: null },
      serving: 3,
      here: 2,
      able: 1,
      sentence: 'Nothing waits; 1 person could take one more now.',
      profiles: [
        { profile: 'desk', rank: 1, afterMs: 0, serving: 2, here: 1, able: 1, agents: ['anna'], freeUnits: 5 },
        { profile: 'help', rank: 2, afterMs: 20_000, serving: 1, here: 1, able: 0, agents: [], freeUnits: 0 },
      ],
      requirements: [],
    });
    const [ofCases, ofChats] = explain().lines;
    expect(ofCases).toMatchObject({ workstream: 'case', channel: 'case', cost: 4, able: 1, freeUnits: 5, more: 1 });
    expect(ofChats).toMatchObject({ workstream: 'chat', channel: 'chat', cost: 1, able: 1, freeUnits: 5, more: 3 });
    expect(ofChats!.ruledOut).toEqual([
      { reason: 'offline', count: 1, agents: ['dora'] },
      { reason: 'not_in_queue', count: 1, agents: ['cleo'] },
      { reason: 'delay', count: 1, agents: ['bo'] },
    ]);
  });

  it('names the requirement that is scarcest first', () => {
    const { bench, explain } = start();
    bench.item({ requirements: skill('german', 3) });
    bench.wait(4 * 60_000);
    bench.item({ requirements: skill('german', 3) });
    bench.item({ requirements: { ...skill('stocks', 1), groups: ['night'] } });
    bench.agent('emil', { skills: { stocks: 1 } });
    bench.do({ verb: 'set_presence', agent: 'emil', intent: 'away', reason: null });
    expect(explain()).toMatchObject({
      waiting: 3,
      longestWaitMs: 4 * 60_000,
      sentence: '3 items wait, the oldest for 4 min; nobody with german ≥ 3 serves it.',
      requirements: [
        { kind: 'skill', skill: 'german', needs: 3, waiting: 2, have: 0, here: 0, room: 0 },
        { kind: 'group', group: 'night', waiting: 1, have: 0, here: 0, room: 0 },
        { kind: 'skill', skill: 'stocks', needs: 1, waiting: 1, have: 1, here: 0, room: 0 },
      ],
    });
  });

  it('counts who has it, is here and has room, and whoever is named', () => {
    const { bench, explain } = start();
    bench.item({ workstream: 'case', requirements: skill('german', 2) });
    const next = bench.item({ workstream: 'case', requirements: skill('german', 2) });
    bench.item({ requirements: { ...skill('german', 1), agent: 'dora' } });
    const { requirements, sentences } = explain();
    expect(requirements).toEqual([
      { kind: 'agent', agent: 'dora', waiting: 1, have: 1, here: 0, room: 0 },
      { kind: 'skill', skill: 'german', needs: 2, waiting: 1, have: 1, here: 1, room: 0 },
      { kind: 'skill', skill: 'german', needs: 1, waiting: 1, have: 1, here: 1, room: 1 },
    ]);
    expect(explain().next).toBe(next);
    expect(sentences).toContain(
      `The most urgent is ${next}. Waiting for 0 s: of 4 agents, 1 offline, 1 not in its queue, 1 not allowed this channel, 1 full, at least 3 units short.`,
    );
  });

  it('says when the queue opens', () => {
    const bench = new Bench(
      configuration({ calendars: { office: OFFICE }, queues: { regular: queue({ hours: 'office' }) } }),
    );
    bench.agent('anna');
    bench.item();
    expect(explainQueue(bench.world, 'regular')).toMatchObject({
      hours: { open: false, until: Date.parse('2026-11-26T08:00:00Z'), timeZone: 'Europe/Berlin' },
      sentence: '1 item waits, for 0 s; the queue is closed.',
    });
  });

  it('is nothing of a queue that is not there', () => {
    const { bench } = start();
    expect(explainQueue(bench.world, 'gone')).toBeNull();
    expect(explainQueue(bench.world, 'constructor')).toBeNull();
  });

  it('goes by what those who serve it may take, where no workstream leads to it', () => {
    const { explain } = start();
    expect(explain('other')).toMatchObject({ serving: 1, here: 1, able: 1 });
    expect(explain('other').lines.map(({ workstream: name, able }) => [name, able])).toEqual([['chat', 1]]);
  });

  it('says who could be offered the next item, and one of them is', () => {
    const { bench, explain } = start();
    for (let chats = 0; chats < 5; chats += 1) {
      const { able } = explain();
      expect(bench.holder(bench.item()) !== null, `${chats} chats`).toBe(able > 0);
    }
  });
});

it.each([1_000, 50_000])(
  'looks at no more of %i waiting items than there are classes',
  (waiting) => {
    const { world } = fullDesk(waiting, { kinds: KINDS, order: ORDER });
    const seen = new Set<string>();
    for (const item of world.items.values()) watchItem(item, seen);
    const classes = [...world.shelf.byQueue.values()].reduce((sum, { size }) => sum + size, 0);
    for (const name of Object.keys(world.configuration.queues)) explainQueue(world, name);
    expect(seen.size).toBeGreaterThan(0);
    // The place of the most urgent is looked for among the items of each class, by halves.
    expect(seen.size).toBeLessThanOrEqual(classes * Math.ceil(Math.log2(waiting)));
  },
  120_000,
);

function watchItem(item: Item, seen: Set<string>): void {
  for (const key of ['enqueuedAt', 'requirements', 'workstream', 'backOffs'] as const) {
    const value = item[key];
    Object.defineProperty(item, key, {
      get: () => {
        seen.add(item.id);
        return value;
      },
    });
  }
}
