import { describe, expect, it } from 'vitest';
import type { Configuration, Queue } from '../../core/configuration/compiled.ts';
import { match } from '../../core/match.ts';
import { putInForce } from '../../core/reindex.ts';
import { tick } from '../../core/tick.ts';
import { Bench, configuration, newItem, profile, queue } from './fixtures.ts';
import { forged, violationsOf, without } from './verify/logs.ts';

const MINUTE = 60_000;
const settings = (alerts: Queue['alerts']): Configuration =>
  configuration({ queues: { regular: queue({ alerts }) }, profiles: { desk: profile({ capacity: 1 }) } });
const CROWDED = settings({ waitingOver: 2, longestWaitOverMs: null });
const SLOW = settings({ waitingOver: null, longestWaitOverMs: 10 * MINUTE });

const told = ({ world }: Pick<Bench, 'world'>) =>
  world.log.events
    .filter(({ type }) => type === 'queue.alerted')
    .map(({ queue: of, at, details: { reason, over, saw } }) => ({ of, at, reason, over, saw }));

/** Somebody else leads so long after the last decision: memory anew, and a first batch. */
function takenOver(bench: Bench, afterMs = 0): Bench {
  const next = Object.assign(new Bench(bench.world.configuration), { now: bench.now + afterMs });
  const world = Bench.prototype.rebuilt.call({ world: bench.world, now: next.now });
  tick(world, next.now);
  match(world, next.now);
  return Object.assign(next, { world });
}

describe('supervisors are told that more wait than they want', () => {
  it('once as it begins, and again only once it was over', () => {
    const bench = new Bench(CROWDED);
    const items = [bench.item(), bench.item()];
    expect(told(bench)).toEqual([]);
    items.push(bench.item(), bench.item());
    expect(told(bench)).toEqual([{ of: 'regular', at: bench.now, reason: 'waiting', over: 2, saw: 3 }]);
    bench.do({ verb: 'cancel', item: items[0]!, reason: null });
    bench.item();
    expect(told(bench)).toHaveLength(1);
    for (const item of items.slice(1)) bench.do({ verb: 'cancel', item, reason: null });
    bench.item();
    bench.item();
    expect(told(bench)).toHaveLength(2);
  });

  it('not by what is taken in the batch in which it comes', () => {
    const bench = new Bench(CROWDED);
    bench.agent('anna');
    bench.together(
      ['a', 'b', 'c'].map((id) => ({ verb: 'create', item: newItem(`wi_${id}`, { workstream: 'chat' }) })),
    );
    expect(told(bench)).toEqual([]);
    bench.item();
    expect(told(bench)).toHaveLength(1);
  });

  it('not again by whoever leads next', () => {
    const bench = new Bench(CROWDED);
    for (let count = 0; count < 3; count += 1) bench.item();
    const next = takenOver(bench);
    expect(told(next)).toEqual([]);
    next.do({ verb: 'cancel', item: [...next.world.items.keys()][0]!, reason: null });
    next.item();
    expect(told(next)).toHaveLength(1);
  });

  it('by a publish that wants fewer, and not by one that wants more', () => {
    const bench = new Bench(CROWDED);
    for (let count = 0; count < 3; count += 1) bench.item();
    const publish = (alerts: Queue['alerts']) => {
      putInForce(bench.world, { ...settings(alerts), version: bench.world.configuration.version + 1 });
      bench.wait(1);
    };
    publish({ waitingOver: 5, longestWaitOverMs: null });
    publish(null);
    expect(told(bench)).toHaveLength(1);
    publish({ waitingOver: 1, longestWaitOverMs: null });
    publish({ waitingOver: 1, longestWaitOverMs: null });
    expect(told(bench).map(({ over }) => over)).toEqual([2, 1]);
  });
});

describe('supervisors are told that an item has waited for too long', () => {
  it('at that very instant, once, whatever comes later, and again for one that comes after it was over', () => {
    const bench = new Bench(SLOW);
    const [first, second] = [bench.item(), bench.item()];
    bench.wait(5 * MINUTE);
    const third = bench.item();
    bench.wait(5 * MINUTE - 1);
    expect(told(bench)).toEqual([]);
    bench.wait(1);
    expect(told(bench)).toEqual([
      { of: 'regular', at: bench.now, reason: 'longest_wait', over: 10 * MINUTE, saw: 10 * MINUTE },
    ]);
    bench.do({ verb: 'cancel', item: first!, reason: null });
    bench.wait(MINUTE);
    expect(told(bench)).toHaveLength(1);
    bench.do({ verb: 'cancel', item: second!, reason: null });
    bench.wait(4 * MINUTE - 1);
    expect(told(bench)).toHaveLength(1);
    bench.wait(1);
    expect(told(bench)).toHaveLength(2);
    expect(bench.state(third)).toBe('waiting');
  });

  it('at once of what comes with its age', () => {
    const bench = new Bench(SLOW);
    bench.agent('anna');
    const item = bench.item();
    bench.accept(item);
    bench.wait(20 * MINUTE);
    bench.do({ verb: 'set_presence', agent: 'anna', intent: 'offline', reason: null });
    expect(told(bench).map(({ saw }) => saw)).toEqual([20 * MINUTE]);
  });

  it('by whoever leads next, where nobody led as it began', () => {
    const bench = new Bench(SLOW);
    bench.item();
    expect(told(takenOver(bench, 10 * MINUTE - 1))).toEqual([]);
    expect(told(takenOver(bench, 11 * MINUTE)).map(({ saw }) => saw)).toEqual([11 * MINUTE]);
    bench.wait(10 * MINUTE);
    expect(told(takenOver(bench, MINUTE))).toEqual([]);
  });
});

describe('the log of what was told of queues', () => {
  const log = (of: Configuration) => {
    const bench = new Bench(of);
    for (let count = 0; count < 4; count += 1) bench.item();
    bench.wait(10 * MINUTE);
    return [...bench.world.log.events];
  };

  it('is sound', () => {
    expect(violationsOf(log(CROWDED), CROWDED)).toEqual([]);
    expect(violationsOf(log(SLOW), SLOW)).toEqual([]);
  });

  it('names numbers that the log does not have, and limits that there are not', () => {
    const named = (detail: RegExp) => expect.arrayContaining([expect.stringMatching(detail)]);
    const many = forged(log(CROWDED), 'queue.alerted', { details: { saw: 4 } });
    expect(violationsOf(many, CROWDED)).toEqual(
      named(/I6 Queue regular is alerted \(waiting\), which saw 4 where the log has 3/),
    );
    expect(violationsOf(log(CROWDED), SLOW)).toEqual(named(/I6 .*which its alerts do not say/));
    const long = forged(log(SLOW), 'queue.alerted', { details: { saw: 11 * MINUTE } });
    expect(violationsOf(long, SLOW)).toEqual(named(/I6 .*a wait of 660000 ms that none has/));
  });

  it('names what is told twice, and what nobody is told after the first time', () => {
    const bench = new Bench(CROWDED);
    const items = [bench.item(), bench.item(), bench.item()];
    bench.do({ verb: 'cancel', item: items[0]!, reason: null });
    bench.wait(MINUTE);
    bench.item();
    bench.wait(MINUTE);
    bench.do({ verb: 'heartbeat', agent: 'nobody' });
    const events = [...bench.world.log.events];
    const twice = events.filter(({ type }) => type === 'queue.alerted');
    expect(twice).toHaveLength(2);
    expect(
      violationsOf(
        without(events, (event) => event === twice[1]),
        CROWDED,
      ),
    ).toEqual([expect.stringMatching(/I6 Queue regular has 3 waiting, more than 2, and nobody was told/)]);
    const kept = without(events, ({ type }) => type === 'item.cancelled');
    expect(violationsOf(kept, CROWDED)).toContainEqual(expect.stringMatching(/I6 .*\(waiting\), and was before/));
  });
});
