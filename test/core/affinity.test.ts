import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../core/configuration/compiled.ts';
import { explainNew } from '../../core/explain/new-item.ts';
import { canonical } from '../../core/rebuild.ts';
import { ADMIN, Bench, configuration, newItem, profile, queue, skill, workstream } from './fixtures.ts';

const MINUTE = 60_000;
const AFFINITY = { withinMs: 60 * MINUTE, forMs: MINUTE };
const affine = (change: Partial<Configuration> = {}): Configuration =>
  configuration({ workstreams: { chat: workstream({ affinity: AFFINITY }) }, ...change });

/** Bo has been idle for longer, and Anna has just served customer c-1. */
function served(settings: Configuration = affine()): Bench {
  const bench = new Bench(settings);
  bench.agent('anna');
  bench.accept(bench.item({ customerRef: 'c-1' }));
  bench.agent('bo');
  bench.wait(1000);
  bench.complete([...bench.world.items.keys()][0]!);
  return bench;
}

const again = (bench: Bench, change: object = {}): string => bench.item({ customerRef: 'c-1', ...change });
const row = (bench: Bench, item: string) => bench.world.items.get(item)!;
const details = (bench: Bench, type: string) =>
  bench.world.log.events.filter((event) => event.type === type).at(-1)?.details;

describe('a customer who comes back', () => {
  it('is kept for whoever served her last, although another one is longest idle', () => {
    const bench = served();
    const item = again(bench);
    expect(bench.holder(item)).toBe('anna');
    expect(row(bench, item)).toMatchObject({ preferredAgent: 'anna', preferredUntil: bench.now + MINUTE });
    expect(details(bench, 'item.created')?.preferred).toEqual({
      agent: 'anna',
      until: bench.now + MINUTE,
      servedLast: true,
    });
    expect(bench.holder(bench.item({ customerRef: 'c-2' }))).toBe('bo');
  });

  it('waits for her while she is full, and then goes to anybody', () => {
    const bench = served(affine({ profiles: { desk: profile({ capacity: 1 }) } }));
    bench.do({ verb: 'assign', item: bench.item(), agent: 'anna', offer: false });
    const item = again(bench);
    expect(bench.state(item)).toBe('waiting');
    bench.wait(MINUTE - 1);
    expect(bench.state(item)).toBe('waiting');
    bench.wait(1);
    expect(bench.holder(item)).toBe('bo');
  });

  it.each([
    ['is away', (bench: Bench) => bench.do({ verb: 'set_presence', agent: 'anna', intent: 'away', reason: null }), {}],
    ['has been removed', (bench: Bench) => bench.do({ verb: 'remove_agent', agent: 'anna' }), {}],
    ['lacks a skill that it asks for', () => undefined, { requirements: skill('german', 2) }],
    ['serves another queue', () => undefined, { queue: 'other' }],
    ['served her too long ago', (bench: Bench) => bench.wait(60 * MINUTE), {}],
  ])('is not kept for an agent who %s', (_why, happen, change) => {
    const queues = { regular: queue(), other: queue() };
    const bench = served(affine({ queues }));
    happen(bench);
    expect(row(bench, again(bench, change)).preferredAgent).toBeNull();
  });

  it('is kept for an agent who may help after a delay, though not yet', () => {
    const queues = { regular: { rank: 1, afterMs: 20_000 } };
    const late = new Bench(affine({ profiles: { desk: profile({ queues }) } }));
    late.agent('anna');
    const first = late.item({ customerRef: 'c-1' });
    late.wait(20_000);
    late.accept(first);
    late.complete(first);
    const item = again(late);
    expect(late.state(item)).toBe('waiting');
    expect(row(late, item).preferredAgent).toBe('anna');
  });

  it('goes to whom a rule prefers or an item names, before that', () => {
    const bench = served();
    const named = { skills: {}, groups: [], attributes: {}, agent: 'bo' };
    const item = again(bench, { requirements: named });
    expect(row(bench, item).preferredAgent).toBeNull();
    expect(bench.holder(item)).toBe('bo');
  });

  it('is nobody special in another workstream, and in one without affinity', () => {
    const workstreams = {
      chat: workstream({ affinity: AFFINITY }),
      other: workstream(),
      third: workstream({ affinity: AFFINITY }),
    };
    const bench = served(affine({ workstreams }));
    expect(row(bench, again(bench, { workstream: 'other' })).preferredAgent).toBeNull();
    expect(row(bench, again(bench, { workstream: 'third' })).preferredAgent).toBeNull();
    const before = bench.world.served.size;
    const other = again(bench, { workstream: 'other' });
    bench.do({ verb: 'assign', item: other, agent: 'bo', offer: false });
    bench.complete(other);
    expect(bench.world.served.size).toBe(before);
  });

  it('is kept for whoever served her last when a scheduled item comes due, not when it was scheduled', () => {
    const bench = served();
    const item = again(bench, { notBefore: bench.now + 10 * MINUTE });
    expect(row(bench, item).preferredAgent).toBeNull();
    const between = again(bench);
    bench.do({ verb: 'assign', item: between, agent: 'bo', offer: false });
    bench.complete(between);
    bench.wait(10 * MINUTE);
    bench.do({ verb: 'admit', item }, { kind: 'temporal', identity: 'timer' });
    expect(row(bench, item).preferredAgent).toBe('bo');
    expect(details(bench, 'item.admitted')).toMatchObject({ preferred: { agent: 'bo', servedLast: true } });
  });

  it('is kept for her still when what was said of the item changes', () => {
    const bench = served(affine({ profiles: { desk: profile({ capacity: 1 }) } }));
    bench.do({ verb: 'assign', item: bench.item(), agent: 'anna', offer: false });
    const item = again(bench);
    const { preferredUntil } = row(bench, item);
    bench.wait(MINUTE / 2);
    bench.do({ verb: 'patch', item, patch: { priority: 1 } });
    expect(row(bench, item)).toMatchObject({ preferredAgent: 'anna', preferredUntil });
  });

  it('is said to be kept for her before she comes', () => {
    const bench = served();
    const told = explainNew(bench.world, newItem('wi_9', { workstream: 'chat', customerRef: 'c-1' }), null);
    expect(told).toMatchObject({ preferred: { agent: 'anna', servedLast: true } });
    expect('sentences' in told && told.sentences[2]).toMatch(/kept for anna, who served this customer last/);
  });
});

describe('who served whom', () => {
  it('is in rows, and forgotten when it is too long ago', () => {
    const bench = served();
    expect(canonical(bench.rebuilt())).toBe(canonical(bench.world));
    bench.wait(61 * MINUTE);
    const item = bench.item({ customerRef: 'c-2' });
    bench.accept(item);
    bench.complete(item);
    expect([...bench.world.served.values()].map(({ customerRef }) => customerRef)).toEqual(['c-2']);
    const kept = [...bench.world.log.served.values()].map(({ served: one, gone, isNew }) => [
      one.customerRef,
      gone,
      isNew,
    ]);
    expect(kept).toEqual([
      ['c-1', true, true],
      ['c-2', false, true],
    ]);
  });

  it('is not who called and reached nobody', () => {
    const callback = { attempts: 1, minimumGapMs: MINUTE, voicemailEnds: false, slots: null };
    const bench = served(affine({ workstreams: { chat: workstream({ affinity: AFFINITY, callback }) } }));
    const call = again(bench);
    bench.do({ verb: 'assign', item: call, agent: 'bo', offer: false });
    bench.do({ verb: 'attempt', item: call, outcome: 'no_answer', note: null });
    expect(bench.state(call)).toBe('settled');
    expect(row(bench, again(bench)).preferredAgent).toBe('anna');
  });

  it('is not who served before somebody whom no version noted', () => {
    const bench = served();
    const under = (settings: Configuration) => {
      (bench.world as { configuration: Configuration }).configuration = settings;
    };
    under(configuration());
    const between = again(bench);
    bench.do({ verb: 'assign', item: between, agent: 'bo', offer: false });
    bench.complete(between);
    under(affine());
    expect(row(bench, again(bench)).preferredAgent).toBeNull();
    expect(bench.world.served.size).toBe(0);
  });

  it('is forgotten a few at a time once nothing asks for it, and nobody is preferred by it', () => {
    const bench = served();
    for (let place = 0; place < 20; place += 1) {
      const item = bench.item({ customerRef: `d-${place}` });
      bench.do({ verb: 'assign', item, agent: 'anna', offer: false }, ADMIN);
      bench.complete(item);
    }
    expect(bench.world.served.size).toBe(21);
    bench.wait(61 * MINUTE);
    const item = again(bench);
    bench.do({ verb: 'assign', item, agent: 'anna', offer: false });
    bench.complete(item);
    // Set anew, customer c-1 is the last of them.
    expect(bench.world.served.size).toBe(13);
    expect([...bench.world.served.values()].at(-1)?.customerRef).toBe('c-1');
  });
});
