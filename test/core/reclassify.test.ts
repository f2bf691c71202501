import { describe, expect, it } from 'vitest';
import { canonical } from '../../core/rebuild.ts';
import { SLICE } from '../../core/reclassify.ts';
import { takeChanges } from '../../core/world.ts';
import { Bench, configuration } from './fixtures.ts';

const document = (to: string) => ({
  organisation: { name: 'Test' },
  queues: { regular: { name: 'Regular' }, late: { name: 'Late' } },
  workstreams: { chat: { channel: 'chat', queue: [{ to }] } },
  profiles: {
    desk: { name: 'Desk', capacity: 1000, channels: { chat: {} }, queues: [{ queue: 'regular' }, { queue: 'late' }] },
  },
});

const publish = (bench: Bench, to: string, reclassify: boolean) =>
  bench.do({ verb: 'publish', document: document(to), author: 'ke_admin', ifMatch: '*', reason: null, reclassify });

function waiting(count: number): { bench: Bench; items: string[] } {
  const bench = new Bench(configuration());
  const items = Array.from({ length: count }, () => bench.item());
  return { bench, items };
}

const queuesOf = (bench: Bench) => [...bench.world.items.values()].map(({ queue }) => queue);

describe('a publish', () => {
  it('leaves what waits where it is, unless it asks for more', () => {
    const { bench } = waiting(3);
    publish(bench, 'late', false);
    expect(queuesOf(bench)).toEqual(['regular', 'regular', 'regular']);
  });

  it('that asks for it takes in anew what waits, with its age, and says so', () => {
    const { bench, items } = waiting(2);
    const { enqueuedAt } = bench.world.items.get(items[0]!)!;
    bench.now += 5000;
    publish(bench, 'late', true);
    bench.wait(0);
    expect(queuesOf(bench)).toEqual(['late', 'late']);
    expect(bench.world.items.get(items[0]!)).toMatchObject({ enqueuedAt, configurationVersion: 2 });
    expect(bench.events('item.classified')).toHaveLength(2);
  });

  it('offers nothing that it has not taken in anew, and holds no batch with more than a slice', () => {
    const { bench, items } = waiting(2 * SLICE + 1);
    publish(bench, 'late', true);
    bench.agent('anna');
    expect(items.filter((item) => bench.state(item) !== 'waiting')).toEqual([]);
    for (const expected of [SLICE, 2 * SLICE, items.length, items.length]) {
      bench.wait(1);
      expect(bench.events('item.classified')).toHaveLength(expected);
    }
    expect(queuesOf(bench).filter((queue) => queue !== 'late')).toEqual([]);
    expect(items.filter((item) => bench.state(item) === 'offered')).toHaveLength(items.length);
  });

  it('is carried on after a takeover in the middle of it', () => {
    const { bench } = waiting(SLICE + 20);
    publish(bench, 'late', true);
    bench.wait(0);
    const rebuilt = bench.rebuilt();
    expect(canonical(rebuilt)).toBe(canonical(bench.world));
    expect(rebuilt.unclassified.size).toBe(20);
  });

  it('takes in anew what comes back from an offer that was made before', () => {
    const { bench, items } = waiting(1);
    bench.agent('anna');
    publish(bench, 'late', true);
    bench.do({ verb: 'decline', offer: bench.offer(items[0]!), reason: null, retryAfterMs: 0 });
    expect(bench.state(items[0]!)).toBe('waiting');
    bench.wait(0);
    expect(bench.world.items.get(items[0]!)).toMatchObject({
      state: 'offered',
      queue: 'late',
      configurationVersion: 2,
    });
  });

  it('lets nobody pick what it has not taken in anew', () => {
    const { bench, items } = waiting(1);
    const published = document('late');
    const desk = { ...published.profiles.desk, may: { pick: ['chat'] } };
    const profiles = { desk };
    bench.agent('anna', { capacity: 0 });
    const envelope = { verb: 'publish', author: 'ke_admin', ifMatch: '*', reason: null, reclassify: true } as const;
    bench.do({ ...envelope, document: { ...published, profiles } });
    const pick = { verb: 'pick', item: items[0]!, agent: 'anna' } as const;
    expect(bench.do(pick)).toMatchObject({ kind: 'refused', code: 'conflict', current: { reason: 'unclassified' } });
    bench.wait(0);
    expect(bench.do(pick)).toMatchObject({ kind: 'refused', current: { reason: 'full' } });
  });

  it('keeps every version where several are published in one batch', () => {
    const { bench } = waiting(0);
    publish(bench, 'late', false);
    publish(bench, 'regular', true);
    const { versions } = takeChanges(bench.world);
    expect(versions.map(({ version, classifiedSince }) => [version, classifiedSince])).toEqual([
      [2, 0],
      [3, 3],
    ]);
  });

  it('takes nobody work out of hand', () => {
    const { bench } = waiting(0);
    bench.agent('anna');
    const item = bench.item();
    bench.accept(item);
    publish(bench, 'late', true);
    bench.wait(0);
    expect(bench.world.items.get(item)).toMatchObject({ state: 'assigned', queue: 'regular', configurationVersion: 1 });
  });

  it('creates a thousand agents and refuses more, naming the import', () => {
    const { bench } = waiting(0);
    const agents = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, place) => [`a${place}`, { name: 'A', profile: 'desk' }]));
    const envelope = { verb: 'publish', author: 'ke_admin', ifMatch: '*', reason: null, reclassify: false } as const;
    const refused = bench.do({ ...envelope, document: { ...document('late'), agents: agents(1001) } });
    expect(refused).toMatchObject({
      kind: 'refused',
      code: 'invalid',
      detail: expect.stringContaining('agents/import'),
    });
    expect(bench.do({ ...envelope, document: { ...document('late'), agents: agents(1000) } })).toMatchObject({
      version: 2,
    });
    expect(bench.do({ ...envelope, document: { ...document('late'), agents: agents(1001) } })).toMatchObject({
      version: 3,
    });
    expect(bench.world.agents.size).toBe(1001);
  });
});
