import { describe, expect, it } from 'vitest';
import type { Event } from '../../../core/event.ts';
import { Bench, configuration, START, workstream } from '../fixtures.ts';
import { forged, violationsOf, without } from './logs.ts';

const MINUTE = 60_000;
const under = (change: object = {}) =>
  configuration({
    workstreams: {
      chat: workstream({
        wrapUp: {
          timeoutMs: MINUTE,
          holdsCapacity: true,
          codes: [],
          required: true,
          extension: { byMs: 30_000, times: 1 },
          ...change,
        },
      }),
    },
  });
const SETTINGS = under();

/** Two items: one is extended and ends by itself, of the other it is said what came of it. */
function log(): Event[] {
  const bench = new Bench(SETTINGS);
  bench.agent('anna');
  const [left, said] = [bench.item(), bench.item()];
  for (const item of [left, said]) {
    bench.accept(item);
    bench.complete(item);
  }
  bench.do({ verb: 'extend', item: left, byMs: null });
  bench.do({ verb: 'close', item: said, outcome: 'solved', note: null });
  bench.wait(2 * MINUTE);
  return [...bench.world.log.events];
}

const found = (events: Event[], settings = SETTINGS): string => violationsOf(events, settings).join('\n');

describe('the log of wrap-ups', () => {
  it('is sound where one was extended and left, and one was closed', () => {
    expect(found(log())).toBe('');
    expect(log().filter(({ type }) => type === 'item.closed')).toHaveLength(2);
  });

  it('names one that ends too early, and one that is extended too far or too often', () => {
    const longer = forged(log(), 'item.wrap_up_extended', { details: { until: START + 60 * MINUTE } });
    expect(found(longer)).toMatch(/I6 The wrap-up of wi_\d+ ends by itself/);
    expect(found(log(), under({ extension: { byMs: 1000, times: 1 } }))).toMatch(/I6 .*by 1000 ms at most/);
    expect(found(log(), under({ extension: null }))).toMatch(/I6 .*for time 1 of 0/);
    expect(found(forged(log(), 'item.wrap_up_extended', { details: { times: 2 } }))).toMatch(/I6 .*for time 2 of 1/);
  });

  it('names one that is extended without having been completed', () => {
    const { item } = log().find(({ type }) => type === 'item.wrap_up_extended')!;
    const uncompleted = without(log(), (event) => event.type === 'item.completed' && event.item === item);
    expect(found(uncompleted)).toMatch(/I6 .*is extended, and it was not completed/);
  });

  it('names an outcome that nobody said, and one that is said to be missing', () => {
    expect(found(forged(log(), 'item.wrap_up_ended', { details: { outcome: null } }))).toMatch(
      /I1 .*closed by a person without an outcome/,
    );
    expect(found(forged(log(), 'item.wrap_up_ended', { place: 1, details: { missing: null } }))).toMatch(
      /I1 .*lacks an outcome, which is not said/,
    );
    expect(found(log(), under({ required: false }))).toMatch(/I1 .*is said to lack an outcome/);
  });
});
