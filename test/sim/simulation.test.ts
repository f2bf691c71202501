import { describe, expect, it } from 'vitest';
import type { Agent } from '../../core/agent.ts';
import { compile } from '../../core/configuration/compile.ts';
import type { Configuration } from '../../core/configuration/compiled.ts';
import type { Item } from '../../core/item.ts';
import { simulationSentences } from '../../sim/sentences.ts';
import { Simulation } from '../../sim/simulation.ts';
import { makeAgent, makeItem, NOW } from '../db/fixtures.ts';

const agent = (id: string, change: Partial<Agent> = {}): Agent => ({
  ...makeAgent({ id, profile: 'desk' }),
  ...change,
});

interface Rules {
  readonly classify?: object;
  readonly queue?: readonly object[];
  readonly more?: object;
}

const configurationOf = ({ classify, queue = [{ to: 'regular' }], more = {} }: Rules = {}): Configuration => {
  const compiled = compile(
    {
      organisation: { name: 'Test' },
      skills: { german: { name: 'German' } },
      groups: { night: { name: 'Night' } },
      calendars: { office: { timeZone: 'UTC', weekly: { sun: ['16:00-16:01'] } } },
      queues: { regular: { name: 'Regular' }, vip: { name: 'Important' } },
      workstreams: { chat: { channel: 'chat', cost: 2, queue, ...(classify === undefined ? {} : { classify }) } },
      profiles: { desk: { name: 'Desk', capacity: 4, channels: { chat: {} }, queues: [{ queue: 'regular' }] } },
      ...more,
    },
    1,
  );
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.findings));
  return compiled.configuration;
};

const past = (change: Partial<Item> = {}, payload: Partial<Item['payload']> = {}): Item => {
  const item = makeItem(change);
  return { ...item, payload: { ...item.payload, ...payload } };
};
const asked = (given: Partial<Item['payload']['given']>) => ({ given: { ...past().payload.given, ...given } });

function simulate(rules: { before?: Rules; after?: Rules }, items: readonly Item[], agents: readonly Agent[] = []) {
  const simulation = new Simulation({
    before: configurationOf(rules.before),
    after: configurationOf(rules.after),
  });
  simulation.admit(agents);
  simulation.add(items);
  return simulation.result();
}

describe('a simulation', () => {
  it('finds nothing where the rules are the same', () => {
    const { items, changed, unplaced } = simulate({}, [past(), past()]);
    expect({ items, changed, unplaced }).toEqual({ items: 2, changed: 0, unplaced: { count: 0, examples: [] } });
  });

  it('counts what would be otherwise, field by field, with both values', () => {
    const gold = past({}, { customer: { tier: 'gold' } });
    const classify = {
      worth: [
        {
          when: 'customer.tier == "gold"',
          then: { priority: 10, cost: 3, queue: 'vip', require: { german: 2 } },
        },
      ],
    };
    const result = simulate({ after: { classify } }, [past(), gold]);
    expect(result).toMatchObject({ items: 2, changed: 1 });
    const one = (before: unknown, after: unknown) => ({ count: 1, examples: [{ item: gold.id, before, after }] });
    expect(result.queue).toEqual(one('regular', 'vip'));
    expect(result.priority).toEqual(one(0, 10));
    expect(result.cost).toEqual(one(2, 3));
    expect(result.requirements.examples[0]!.after.skills).toEqual({ german: { level: 2, relaxable: false } });
  });

  it('compares with the rules in force, not with what became of the item', () => {
    const moved = past({ queue: 'vip', priority: 99, state: 'closed' });
    expect(simulate({}, [moved]).changed).toBe(0);
  });

  it('takes each item in at the instant at which it came', () => {
    const queue = [{ when: 'calendars.office', to: 'vip' }, { to: 'regular' }];
    const items = [NOW - 1_000, NOW, NOW + 120_000].map((createdAt) => past({ createdAt }));
    const result = simulate({ after: { queue } }, items);
    expect(result.queue.examples.map(({ item }) => item)).toEqual([items[1]!.id]);
    const lone = simulate({ after: { queue } }, [past({ createdAt: NOW + 5 * 365 * 86_400_000 }), items[1]!]);
    expect(lone.queue.examples.map(({ item }) => item)).toEqual([items[1]!.id]);
  });

  it('takes what was for later in when its time had come', () => {
    const queue = [{ when: 'calendars.office', to: 'vip' }, { to: 'regular' }];
    const later = past({ createdAt: NOW - 86_400_000, notBefore: NOW });
    expect(simulate({ after: { queue } }, [later]).queue.count).toBe(1);
  });

  it('names what could not be placed, and why', () => {
    const queue = [{ when: 'item.attributes.topic == "x"', to: 'regular' }];
    const lost = past();
    const result = simulate({ after: { queue } }, [lost, past({}, { attributes: { topic: 'x' } })]);
    expect(result.unplaced).toEqual({
      count: 1,
      examples: [{ item: lost.id, reason: 'No rule leads to a queue.' }],
    });
    expect(result.queue.examples).toEqual([{ item: lost.id, before: 'regular', after: null }]);
  });

  it.each([
    ['workstream', { workstream: 'fax' }, {}, 'Workstream fax is not there.'],
    ['queue', {}, asked({ queue: 'gone' }), 'It asks for queue gone, which is not there.'],
    ['skill', {}, asked({ requirements: needs('latin', 1) }), 'It asks for skill latin, which is not there.'],
    [
      'level',
      {},
      asked({ requirements: needs('german', 9) }),
      'It asks for level 9 of skill german, which is not there.',
    ],
    [
      'group',
      {},
      asked({ requirements: { ...needs('german', 1), groups: ['day'] } }),
      'It asks for group day, which is not there.',
    ],
  ])('names a %s that is gone', (_, change, payload, reason) => {
    const item = past(change, payload);
    const { unplaced, changed } = simulate({}, [item]);
    expect([unplaced, changed]).toEqual([{ count: 1, examples: [{ item: item.id, reason }] }, 0]);
  });

  it('takes what it was where the rules in force no longer know its workstream', () => {
    const more = {
      workstreams: {
        chat: { channel: 'chat', queue: [{ to: 'regular' }] },
        fax: { channel: 'chat', queue: [{ to: 'vip' }] },
      },
    };
    const item = past({ workstream: 'fax', queue: 'regular' });
    expect(simulate({ after: { more } }, [item]).queue.examples).toEqual([
      { item: item.id, before: 'regular', after: 'vip' },
    ]);
  });

  it('says which items other agents could ever take, and for which nobody could any longer', () => {
    const german = past({}, { customer: { tier: 'gold' } });
    const plain = past();
    const classify = {
      worth: [{ when: 'customer.tier == "gold"', then: { require: { german: 2 } } }],
    };
    const agents = [agent('anna', { skills: { german: 1 } }), agent('bo', { intent: 'offline' })];
    const nobody = simulate({ after: { classify } }, [german, plain], agents);
    expect(nobody).toMatchObject({ changed: 1, requirements: { count: 1 } });
    const lost = { item: german.id, before: 2, after: 0, gained: [], gainedCount: 0, lostCount: 2 };
    expect(nobody.eligible).toEqual({ count: 1, nobody: 1, examples: [{ ...lost, lost: ['anna', 'bo'] }] });
    const all = [...agents, agent('cleo', { skills: { german: 3 } }), agent('zoe', { profile: 'gone' })];
    const one = simulate({ before: { classify }, after: {} }, [german], all);
    expect(one.eligible.examples).toEqual([
      { item: german.id, before: 1, after: 3, gained: ['anna', 'bo'], gainedCount: 2, lost: [], lostCount: 0 },
    ]);
  });

  it('counts an item that only other agents could take as one that would be otherwise', () => {
    const more = {
      profiles: { desk: { name: 'Desk', capacity: 1, channels: { chat: {} }, queues: [{ queue: 'regular' }] } },
    };
    const result = simulate({ after: { more } }, [past()], [agent('anna')]);
    expect(result).toMatchObject({ changed: 1, queue: { count: 0 }, eligible: { count: 1, nobody: 1 } });
  });

  it('lets the conditions of the document choose the workstream, where those in force chose the one it has', () => {
    const chat = { channel: 'chat', cost: 2, queue: [{ to: 'regular' }] };
    const vip = { ...chat, when: 'customer.tier == "gold"', queue: [{ to: 'vip' }] };
    const more = { workstreams: { chat, vip } };
    const gold = past({}, { customer: { tier: 'gold' } });
    const result = simulate({ after: { more } }, [past(), gold]);
    expect(result.workstream).toEqual({ count: 1, examples: [{ item: gold.id, before: 'chat', after: 'vip' }] });
    expect(result.queue.examples).toEqual([{ item: gold.id, before: 'regular', after: 'vip' }]);
    // Named, since the conditions in force would have chosen another.
    expect(simulate({ before: { more }, after: { more } }, [past({ workstream: 'vip' })]).changed).toBe(0);
  });

  it.each([
    [{ case: { channel: 'case', queue: [{ to: 'vip' }] } }, 'No workstream of channel chat would take it in.'],
    [
      {
        one: { channel: 'chat', queue: [{ to: 'vip' }] },
        two: { channel: 'chat', queue: [{ to: 'vip' }] },
      },
      'Channel chat would have several workstreams for it: one and two.',
    ],
  ])('names an item that no single workstream would take in', (workstreams, reason) => {
    const item = past();
    const { unplaced } = simulate({ after: { more: { workstreams } } }, [item]);
    expect(unplaced).toEqual({ count: 1, examples: [{ item: item.id, reason }] });
  });

  it('says what would become of what comes to a closed queue, as far as hours alone decide it', () => {
    const [open, closed] = [Date.parse('2026-11-22T16:00:30Z'), Date.parse('2026-11-22T12:00:00Z')];
    const items = [past({ createdAt: open, notBefore: null }), past({ createdAt: closed, notBefore: null })];
    const by = (...overflow: object[]) => ({
      more: { queues: { regular: { name: 'Regular', hours: 'office', overflow }, vip: { name: 'Important' } } },
    });
    const outside = (then: object) => ({ when: 'outside-hours', then });
    const would = (...overflow: object[]) => simulate({ before: by(), after: by(...overflow) }, items).overflow;
    const one = (says: string) => ({ count: 1, examples: [{ item: items[1]!.id, before: null, after: says }] });
    expect(would(outside({ queue: 'vip' }))).toEqual(one('queue vip'));
    expect(would(outside({ end: { message: 'Closed.' } }))).toEqual(one('end'));
    expect(would(outside({ scheduleForOpening: true }))).toEqual(one('scheduleForOpening'));
    expect(would(outside({ waitForOpening: true })).count).toBe(0);
    expect(would({ when: { waitingOver: 1 }, then: { queue: 'vip' } }).count).toBe(0);
    const busy = { when: { expectedWaitOver: 'PT1M' }, then: { queue: 'vip' } };
    expect(would(busy, outside({ end: { message: 'Closed.' } }))).toEqual(one('end'));
    expect(
      simulate({ before: by(outside({ queue: 'vip' })), after: by(outside({ queue: 'vip' })) }, items),
    ).toMatchObject({ changed: 0, overflow: { count: 0 } });
  });

  it('is told in sentences', () => {
    const classify = { worth: [{ then: { queue: 'vip', priority: 5, require: { german: 2 } } }] };
    const item = past();
    const result = simulate({ after: { classify } }, [item], [agent('anna')]);
    expect(simulationSentences(result, { version: 4, complete: true })).toEqual([
      'Of the last 1 item, 1 would be otherwise than by version 4.',
      '1 item would have another queue.',
      `${item.id}: vip, regular before.`,
      '1 item would have another priority.',
      `${item.id}: 5, 0 before.`,
      '1 item would have other requirements.',
      `${item.id}: german ≥ 2, nothing asked for before.`,
      '1 item could be taken by other agents than before, 1 of them by nobody.',
      `${item.id}: nobody could take it, 1 agent before; anna no longer could.`,
    ]);
  });

  it('shows twenty examples at most, and counts all', () => {
    const items = Array.from({ length: 30 }, () => past());
    const { queue } = simulate({ after: { queue: [{ to: 'vip' }] } }, items);
    expect([queue.count, queue.examples.length]).toEqual([30, 20]);
  });
});

function needs(skill: string, level: number): Item['requirements'] {
  return { skills: { [skill]: { level, relaxable: false } }, groups: [], attributes: {}, agent: null };
}
