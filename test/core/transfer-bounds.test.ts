import { beforeEach, describe, expect, it } from 'vitest';
import { ADMIN, agentKey, Bench, configuration, profile, queue, skill, workstream } from './fixtures.ts';

const may = { decline: true, pause: true, pick: [], transferTo: ['regular', 'legal', 'stocks'] };
const serves = (...names: string[]) => Object.fromEntries(names.map((name) => [name, { rank: 1, afterMs: 0 }]));
const SUPERVISOR = { ...ADMIN, role: 'supervisor' } as const;
const NOTHING = { skills: {}, groups: [], attributes: {}, agent: null };

let bench: Bench;
beforeEach(() => {
  bench = new Bench(
    configuration({
      queues: { regular: queue(), legal: queue(), stocks: queue() },
      workstreams: { chat: workstream({ transferTo: ['legal'] }) },
      profiles: {
        desk: profile({ may, queues: serves('regular', 'legal') }),
        elsewhere: profile({ queues: serves('stocks') }),
        phones: profile({
          channels: { voice: { atMost: 1, cost: null, interruptibleBy: [] } },
          queues: serves('regular'),
        }),
      },
    }),
  );
  bench.agent('anna');
});

function held(change: Parameters<Bench['item']>[0] = {}): string {
  const item = bench.item(change);
  bench.accept(item);
  return item;
}
const transfer = (item: string, to: { queue?: string; agent?: string }, actor: Parameters<Bench['do']>[1] = ADMIN) =>
  bench.do({ verb: 'transfer', item, queue: to.queue ?? null, agent: to.agent ?? null }, actor);

describe('a workstream that says where its items are handed on', () => {
  it('binds agents, whatever their profiles allow', () => {
    const item = held();
    const refused = transfer(item, { queue: 'stocks' }, agentKey('anna'));
    expect(refused).toMatchObject({ kind: 'refused', code: 'forbidden', findings: [{ pointer: '/queue' }] });
    expect('detail' in refused && refused.detail).toContain('not handed to queue stocks, but to legal');
    expect(bench.state(item)).toBe('assigned');
    expect(transfer(item, { queue: 'legal' }, agentKey('anna')).kind).toBe('item');
  });

  it('leaves an item within its queue alone', () => {
    bench.agent('bo');
    const item = held({ requirements: { ...NOTHING, agent: 'anna' } });
    expect(transfer(item, { agent: 'bo' }, agentKey('anna')).kind).toBe('item');
  });

  it('may be exceeded by supervisors, and the event says so', () => {
    const item = held();
    expect(transfer(item, { queue: 'stocks' }, SUPERVISOR).kind).toBe('item');
    const [event] = bench.world.log.events.filter(({ type }) => type === 'item.transferred');
    expect(event?.details).toMatchObject({ exceedsWorkstream: true });
  });

  it('is not exceeded where it is kept to', () => {
    const item = held();
    transfer(item, { queue: 'legal' }, SUPERVISOR);
    const [event] = bench.world.log.events.filter(({ type }) => type === 'item.transferred');
    expect(event?.details).not.toHaveProperty('exceedsWorkstream');
  });
});

describe('a transfer to an agent', () => {
  it.each<[string, string, object, object, RegExp]>([
    ['who serves another queue', 'elsewhere', {}, NOTHING, /does not serve queue regular/],
    ['who does not take the channel', 'phones', {}, NOTHING, /does not take channel chat/],
    ['who lacks a skill', 'desk', { german: 2 }, skill('german', 3), /lacks german at level 3/],
    ['who is not in the group', 'desk', {}, { ...NOTHING, groups: ['night'] }, /is not in group night/],
    ['who has another attribute', 'desk', {}, { ...NOTHING, attributes: { site: 'north' } }, /another site/],
  ])('%s is refused, and says what she fails', (_who, name, skills, requirements, sentence) => {
    bench.agent('bo', { profile: name, skills: skills as Record<string, number> });
    bench.agent('anna', { skills: { german: 5 }, groups: ['night'], attributes: { site: 'north' } });
    const item = held({ requirements: requirements as typeof NOTHING });
    const refused = transfer(item, { agent: 'bo' });
    expect(refused).toMatchObject({ kind: 'refused', code: 'conflict' });
    expect('detail' in refused && refused.detail).toMatch(sentence);
    expect(bench.holder(item)).toBe('anna');
  });

  it('who has no room now waits for her', () => {
    bench.agent('bo', { capacity: 1 });
    const full = held({ requirements: { ...NOTHING, agent: 'bo' } });
    const item = held({ requirements: { ...NOTHING, agent: 'anna' } });
    expect([bench.holder(full), transfer(item, { agent: 'bo' }).kind]).toEqual(['bo', 'item']);
    expect(bench.state(item)).toBe('waiting');
    bench.complete(full);
    expect(bench.holder(item)).toBe('bo');
  });
});
