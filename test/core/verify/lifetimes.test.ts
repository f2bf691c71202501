import { describe, expect, it } from 'vitest';
import type { Event } from '../../../core/event.ts';
import { Bench, configuration, START, workstream } from '../fixtures.ts';
import { forged, violationsOf, without } from './logs.ts';

const MINUTE = 60_000;
const lasting = (timeToLiveMs: number | null) => configuration({ workstreams: { chat: workstream({ timeToLiveMs }) } });
const SETTINGS = lasting(10 * MINUTE);

/** Anna has it for an hour and gives it back; then it outlives its time. */
function log(): Event[] {
  const bench = new Bench(SETTINGS);
  bench.agent('anna');
  const item = bench.item();
  bench.accept(item);
  bench.wait(60 * MINUTE);
  bench.do({ verb: 'set_presence', agent: 'anna', intent: 'away', reason: null });
  bench.do({ verb: 'release', item, reason: null });
  bench.wait(11 * MINUTE);
  return [...bench.world.log.events];
}

describe('the log of times to live', () => {
  it('is sound where an item waited for as long as it may', () => {
    expect(log().at(-1)?.type).toBe('item.expired');
    expect(violationsOf(log(), SETTINGS)).toEqual([]);
  });

  it('names an item that expires too early, and one that never should', () => {
    expect(violationsOf(log(), lasting(20 * MINUTE))).toContainEqual(expect.stringMatching(/I1 .*before its time/));
    expect(violationsOf(log(), lasting(null))).toContainEqual(expect.stringMatching(/I1 .*no time to live/));
  });

  it('names one that expires in the hands of somebody', () => {
    const kept = without(log(), ({ type, details }) => type === 'item.enqueued' && details['reason'] === 'returned');
    expect(violationsOf(kept, SETTINGS)).toContainEqual(expect.stringMatching(/I1 .*while somebody has it/));
  });

  it('counts from the start of what is for later', () => {
    const bench = new Bench(SETTINGS);
    const item = bench.item({ notBefore: START + 60 * MINUTE });
    bench.do({ verb: 'reschedule', item, notBefore: START + 30 * MINUTE });
    bench.wait(30 * MINUTE);
    bench.do({ verb: 'admit', item });
    bench.wait(11 * MINUTE);
    const events = [...bench.world.log.events];
    expect(events.at(-1)?.type).toBe('item.expired');
    expect(violationsOf(events, SETTINGS)).toEqual([]);
    const early = forged(events, 'item.rescheduled', { details: { notBefore: START + 32 * MINUTE } });
    expect(violationsOf(early, SETTINGS)).toContainEqual(expect.stringMatching(/I1 .*before its time/));
  });
});
