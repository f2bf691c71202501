import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePairs, type Pair } from '../../../core/order.ts';
import { canonical, rebuild } from '../../../core/rebuild.ts';
import { settings, steps } from './commands.ts';
import { brokenLog, brokenRows, firstPair, pairsLeft } from './judge.ts';
import { act, begin, snapshot } from './run.ts';

const LONG = process.env['SIGNALBOX_TEST_LONG'] === '1';
const runs = (short: number, long: number): { numRuns: number } => ({ numRuns: LONG ? long : short });
const TIME = { timeout: 900_000 };

describe('for any sequence of verbs and ticks', () => {
  it('holds every limit and leaves nobody waiting in vain', TIME, () => {
    fc.assert(
      fc.property(settings, steps(30), (configuration, sequence) => {
        const run = begin(configuration);
        for (const [at, step] of sequence.entries()) {
          act(run, step, at);
          const now = snapshot(run);
          expect(brokenRows(now, run.byHand)).toEqual([]);
          expect(pairsLeft(now).map(([item, agent]) => `I13 ${item.id} could go to ${agent.id}`)).toEqual([]);
        }
        expect(brokenLog(run.events)).toEqual([]);
      }),
      runs(6000, 40_000),
    );
  });

  it('gives first what the documented order puts first', TIME, () => {
    fc.assert(
      fc.property(settings, steps(20), (configuration, sequence) => {
        const run = begin(configuration);
        for (const [at, step] of sequence.entries()) {
          let expected: string | null = null;
          let from = 0;
          act(run, step, at, () => {
            const pair = firstPair(snapshot(run));
            expected = pair === null ? null : `${pair[0].id} to ${pair[1].id}`;
            from = run.world.log.events.length + run.events.length;
          });
          const given = run.events.slice(from).find((event) => event.type === 'offer.made');
          expect(given === undefined ? null : `${given.item} to ${given.agent}`).toEqual(expected);
        }
      }),
      runs(4000, 20_000),
    );
  });

  it('decides the same from rows as from memory', TIME, () => {
    fc.assert(
      fc.property(settings, steps(25), (configuration, sequence) => {
        const run = begin(configuration);
        for (const [at, step] of sequence.entries()) act(run, step, at);
        const { world } = run;
        const rows = structuredClone({
          seq: world.seq,
          items: [...world.items.values()],
          offers: [...world.offers.values()],
          agents: [...world.agents.values()],
        });
        expect(canonical(rebuild(configuration, rows, run.now))).toEqual(canonical(world));
      }),
      runs(3000, 10_000),
    );
  });

  it('writes the same log for the same commands', TIME, () => {
    fc.assert(
      fc.property(settings, steps(25), (configuration, sequence) => {
        const logs = [begin(configuration), begin(configuration)].map((run) => {
          for (const [at, step] of sequence.entries()) act(run, step, at);
          return JSON.stringify(run.events);
        });
        expect(logs[0]).toEqual(logs[1]);
      }),
      runs(2000, 5000),
    );
  });
});

describe('the order of pairs', () => {
  const pair = fc
    .tuple(
      fc.integer({ min: 0, max: 2 }),
      fc.integer({ min: 0, max: 1 }),
      fc.integer({ min: 0, max: 2 }),
      fc.constantFrom('a', 'b'),
      fc.constantFrom('x', 'y'),
    )
    .map(
      ([effectiveKey, widening, score, item, agent]) =>
        ({ effectiveKey, widening, score, item: { id: item }, agent: { id: agent } }) as Pair,
    );

  it('is total: antisymmetric, transitive, equal only for itself', () => {
    fc.assert(
      fc.property(pair, pair, pair, (a, b, c) => {
        expect(Math.sign(comparePairs(a, b))).toBe(0 - Math.sign(comparePairs(b, a)));
        if (comparePairs(a, b) <= 0 && comparePairs(b, c) <= 0) expect(comparePairs(a, c)).toBeLessThanOrEqual(0);
        if (comparePairs(a, b) === 0) expect(JSON.stringify(a)).toBe(JSON.stringify(b));
      }),
      runs(1000, 10_000),
    );
  });
});
