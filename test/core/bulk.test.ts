import { beforeEach, describe, expect, it } from 'vitest';
import type { BulkView } from '../../core/bulk.ts';
import type { BulkInput, Command } from '../../core/command.ts';
import type { Outcome } from '../../core/outcome.ts';
import { previewBulk } from '../../core/verbs/bulk.ts';
import { ADMIN, ANY_ITEM, Bench, configuration, NO_PARAMETERS, queue } from './fixtures.ts';

const BULK = 'bk_1';
const WORKFLOW = { kind: 'temporal', identity: 'bulk' } as const;
const SUPERVISOR = { ...ADMIN, id: 'ke_lead', role: 'supervisor' } as const;

let bench: Bench;
beforeEach(() => {
  bench = new Bench(configuration({ queues: { regular: queue(), other: queue() } }));
});

const input = (change: Partial<BulkInput> = {}): BulkInput => ({
  action: 'cancel',
  filter: { ...ANY_ITEM, queue: 'regular' },
  parameters: NO_PARAMETERS,
  reason: null,
  ...change,
});
const start = (change: Partial<BulkInput> = {}, atMost: number | null = 1000): Outcome =>
  bench.do({ verb: 'start_bulk', bulk: BULK, input: input(change), atMost }, SUPERVISOR);
const step = (position: number): Outcome => bench.do({ verb: 'bulk_step', bulk: BULK, position }, WORKFLOW);
const view = (outcome: Outcome): BulkView => {
  if (outcome.kind !== 'bulk') throw new Error(JSON.stringify(outcome));
  return outcome.bulk;
};
const items = (count: number): string[] => Array.from({ length: count }, () => bench.item());

describe('a bulk operation', () => {
  it('deals with a hundred items at a time, each once, and counts them', () => {
    const all = items(250);
    expect(view(start())).toMatchObject({ state: 'running', matched: 250, position: 0 });
    expect([100, 200, 250].map((to) => view(step(to === 250 ? 200 : to - 100)).position)).toEqual([100, 200, 250]);
    expect(all.map((id) => bench.state(id)).every((state) => state === 'settled')).toBe(true);
    expect(bench.world.bulks.size).toBe(0);
    expect(bench.events('bulk.advanced')).toHaveLength(3);
    expect(bench.events('item.cancelled')).toHaveLength(250);
  });

  it('acts once, however often it is asked for the same slice', () => {
    items(150);
    start();
    step(0);
    expect(view(step(0))).toMatchObject({ position: 100, done: 100 });
    expect(bench.events('item.cancelled')).toHaveLength(100);
  });

  it('acts in the name of whoever began it, and is the cause of what it does', () => {
    const [item] = items(1);
    start();
    step(0);
    const events = bench.world.log.events.filter((one) => one.item === item && one.type === 'item.cancelled');
    expect(events).toMatchObject([{ actor: 'key:ke_lead', cause: `bulk/${BULK}` }]);
    const [advanced] = bench.world.log.events.filter(({ type }) => type === 'bulk.advanced');
    expect(advanced?.actor).toBe('temporal:bulk');
  });

  it('passes over what has changed meanwhile, and says why', () => {
    const [gone, moved, left] = items(3);
    start();
    bench.do({ verb: 'cancel', item: gone!, reason: null });
    bench.do({ verb: 'transfer', item: moved!, queue: 'other', agent: null });
    expect(view(step(0))).toMatchObject({
      state: 'done',
      done: 1,
      skipped: 2,
      failed: 0,
      skippedReasons: { settled: 1, no_longer_matches: 1 },
    });
    expect([bench.state(moved!), bench.state(left!)]).toEqual(['waiting', 'settled']);
  });

  it('leaves what comes in later alone', () => {
    items(1);
    start();
    const late = bench.item();
    step(0);
    expect(bench.state(late)).toBe('waiting');
  });

  it('counts as refused what cannot be done', () => {
    items(2);
    start({ action: 'transfer', parameters: { ...NO_PARAMETERS, queue: 'other' } });
    const { queues } = bench.world.configuration;
    (bench.world as { configuration: unknown }).configuration = {
      ...bench.world.configuration,
      queues: { regular: queues['regular']! },
    };
    expect(view(step(0))).toMatchObject({ done: 0, failed: 2, skippedReasons: { invalid: 2 } });
  });

  it.each<[string, Partial<BulkInput>, string, object]>([
    [
      'transfers',
      { action: 'transfer', parameters: { ...NO_PARAMETERS, queue: 'other' } },
      'waiting',
      { queue: 'other' },
    ],
    [
      'sets priorities',
      { action: 'set_priority', parameters: { ...NO_PARAMETERS, priority: 7 } },
      'waiting',
      { priority: 7 },
    ],
  ])('%s', (_what, change, state, row) => {
    const [item] = items(1);
    start(change, null);
    step(0);
    expect(bench.state(item!)).toBe(state);
    expect(bench.world.items.get(item!)).toMatchObject(row);
  });

  it('reschedules, and gives back', () => {
    const [item] = items(1);
    start({ action: 'reschedule', parameters: { ...NO_PARAMETERS, notBefore: bench.now + 60_000 } }, null);
    step(0);
    expect(bench.state(item!)).toBe('scheduled');
    bench.agent('anna');
    const other = bench.item();
    bench.accept(other);
    start({ action: 'release', filter: { ...ANY_ITEM, agent: 'anna' } }, null);
    step(0);
    expect(bench.state(other)).toBe('waiting');
  });

  it('rests while it is paused, goes on, and leaves the rest when it is cancelled', () => {
    items(250);
    start();
    const steer = (verb: 'pause_bulk' | 'resume_bulk' | 'cancel_bulk') => view(bench.do({ verb, bulk: BULK }));
    expect(steer('pause_bulk').state).toBe('paused');
    expect(steer('pause_bulk').rev).toBe(2);
    expect(view(step(0))).toMatchObject({ state: 'paused', position: 0 });
    steer('resume_bulk');
    expect(view(step(0)).position).toBe(100);
    expect(steer('cancel_bulk')).toMatchObject({ state: 'cancelled', position: 100, matched: 250 });
    expect(step(100)).toMatchObject({ kind: 'refused', code: 'not_found' });
    expect(bench.events('item.cancelled')).toHaveLength(100);
  });

  it('is done at once where nothing matches', () => {
    expect(view(start())).toMatchObject({ state: 'done', matched: 0 });
  });

  it('goes on after a takeover', () => {
    items(150);
    start();
    step(0);
    const rebuilt = bench.rebuilt();
    expect([...rebuilt.bulks.values()]).toEqual([...bench.world.bulks.values()]);
  });
});

describe('what may be begun', () => {
  it('is no more lost work than was confirmed', () => {
    items(2);
    expect(start({}, null)).toMatchObject({ code: 'conflict' });
    expect(start({}, 1)).toMatchObject({ code: 'conflict', current: { matched: 2 } });
    expect(start({}, 2).kind).toBe('bulk');
  });

  it.each<[string, Partial<BulkInput>, string]>([
    ['all items', { filter: ANY_ITEM }, '/filter'],
    ['items of an unknown queue', { filter: { ...ANY_ITEM, queue: 'gone' } }, '/filter/queue'],
    ['items of an unknown workstream', { filter: { ...ANY_ITEM, workstream: 'gone' } }, '/filter/workstream'],
    ['items of an unknown channel', { filter: { ...ANY_ITEM, channel: 'gone' } }, '/filter/channel'],
    ['a transfer to nowhere', { action: 'transfer' }, '/parameters/queue'],
    [
      'a transfer to an unknown queue',
      { action: 'transfer', parameters: { ...NO_PARAMETERS, queue: 'x' } },
      '/parameters/queue',
    ],
    ['what has no such parameter', { parameters: { ...NO_PARAMETERS, priority: 1 } }, '/parameters/priority'],
    [
      'too far ahead',
      { action: 'reschedule', parameters: { ...NO_PARAMETERS, notBefore: 1e14 } },
      '/parameters/notBefore',
    ],
  ])('is not %s', (_what, change, pointer) => {
    const findings = [{ pointer }];
    expect(start(change)).toMatchObject({ kind: 'refused', code: 'invalid', findings });
    expect(previewBulk(bench.world, input(change))).toMatchObject({ kind: 'refused', findings });
  });

  it('is not more than twenty at a time', () => {
    items(1);
    const begin = (nth: number): Command => ({ verb: 'start_bulk', bulk: `bk_${nth}`, input: input(), atMost: 1 });
    for (let nth = 0; nth < 20; nth += 1) expect(bench.do(begin(nth)).kind).toBe('bulk');
    expect(bench.do(begin(20))).toMatchObject({ code: 'conflict' });
  });
});

describe('a preview', () => {
  it('counts what matches and shows some, and changes nothing', () => {
    const all = items(12);
    expect(previewBulk(bench.world, input())).toEqual({ matched: 12, sample: all.slice(0, 10) });
    expect(bench.events('bulk.started')).toEqual([]);
  });
});
