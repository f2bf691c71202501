import { describe, expect, it } from 'vitest';
import { explainWaiting } from '../../../core/explain/item.ts';
import { rebuild } from '../../../core/rebuild.ts';
import { Bench, configuration, profile, skill } from '../fixtures.ts';

const IDS = Array.from({ length: 70 }, (_, place) => `a${String(place).padStart(2, '0')}`);

/** Every third has the skill; all of them are full. */
function desk(ids: readonly string[]): Bench {
  const bench = new Bench(configuration({ profiles: { desk: profile({ capacity: 1 }) } }));
  for (const id of ids) bench.agent(id, { skills: Number(id.slice(1)) % 3 === 0 ? { german: 3 } : {} });
  for (const _ of ids) bench.item();
  return bench;
}

const namesIn = (bench: Bench, item: string): Record<string, readonly string[]> =>
  Object.fromEntries(
    explainWaiting(bench.world, bench.world.items.get(item)!)!.ruledOut.map((one) => [one.reason, one.agents]),
  );

describe('the roster', () => {
  it('names the first twenty by id, in whatever order agents came', () => {
    const shuffled = [...IDS].sort((a, b) => ((Number(a.slice(1)) * 37) % 70) - ((Number(b.slice(1)) * 37) % 70));
    const bench = desk(shuffled);
    const names = namesIn(bench, bench.item({ requirements: skill('german', 3) }));
    const german = IDS.filter((_, place) => place % 3 === 0);
    expect(names).toEqual({
      skill: IDS.filter((id) => !german.includes(id)).slice(0, 20),
      full: german.slice(0, 20),
    });
  });

  it('says the same after agents left and after a takeover', () => {
    const bench = desk(IDS);
    for (const agent of ['a00', 'a31', 'a33', 'a69']) bench.do({ verb: 'remove_agent', agent });
    bench.agent('a31', { skills: { german: 3 } });
    const item = bench.item({ requirements: skill('german', 3) });
    const { configuration: settings, seq, items, offers, agents } = bench.world;
    const rows = {
      seq,
      items: [...items.values()],
      offers: [...offers.values()],
      agents: [...agents.values()],
      drafts: [],
      recurrences: [],
      bulks: [],
      served: [],
    };
    const before = explainWaiting(bench.world, items.get(item)!)!;
    const after = explainWaiting(rebuild(settings, rows, bench.now), items.get(item)!);
    expect(after).toEqual(before);
    expect(before.ruledOut.map((one) => [one.reason, one.count])).toEqual([
      ['skill', 45],
      ['full', 22],
    ]);
  });
});
