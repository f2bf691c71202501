import { describe, expect, it } from 'vitest';
import type { Event } from '../../../core/event.ts';
import { Bench, configuration, START, workstream } from '../fixtures.ts';
import { forged, renumbered, violationsOf } from './logs.ts';

const MINUTE = 60_000;
const SETTINGS = configuration({
  channels: { chat: { live: false, offerTimeoutMs: MINUTE, cost: 1 } },
  workstreams: {
    chat: workstream({ targets: { ...workstream().targets, firstResponseMs: 10 * MINUTE, resolutionMs: 60 * MINUTE } }),
  },
});

/** Anna has an item that is due; its first response is missed, and she pauses it for the customer and has it again. */
function log(): Event[] {
  const bench = new Bench(SETTINGS);
  bench.agent('anna');
  const item = bench.item({ dueAt: START + 20 * MINUTE });
  bench.accept(item);
  for (let minute = 0; minute < 30; minute += 1) bench.wait(MINUTE);
  bench.do({ verb: 'pause', item, until: null, forCustomer: true, reason: null });
  bench.do({ verb: 'resume', item, agent: 'anna' });
  bench.complete(item);
  return [...bench.world.log.events];
}

const found = (events: readonly Event[]): string[] => violationsOf(events, SETTINGS);
const named = (pattern: RegExp) => expect.arrayContaining([expect.stringMatching(pattern)]);
const withMore = (events: readonly Event[], type: string, more: (event: Event) => Event): Event[] => {
  const place = events.findLastIndex((one) => one.type === type);
  return renumbered(events.toSpliced(place + 1, 0, more(events[place]!)));
};

describe('the log of what was promised', () => {
  it('is sound when it warns and is missed in time', () => {
    const events = log();
    expect(events.filter(({ type }) => type.startsWith('item.target_'))).toHaveLength(4);
    expect(found(events)).toEqual([]);
  });

  it('names a warning that comes twice, and a miss without one', () => {
    expect(found(withMore(log(), 'item.target_warned', (event) => event))).toEqual(
      named(/I6 .* warns after it was warned/),
    );
    expect(found(forged(log(), 'item.target_breached', { details: { target: 'resolution' } }))).toEqual(
      named(/I6 resolution .* is missed after it was begun/),
    );
  });

  it('names a miss that comes too early, and one by another due time', () => {
    const late = START + 60 * MINUTE;
    expect(found(forged(log(), 'item.target_breached', { details: { dueAt: late } }))).toEqual(named(/I6 .*before/));
    const other = forged(log(), 'item.target_warned', { place: 1, details: { dueAt: START } });
    expect(found(other)).toEqual(named(/I6 due .*and it is due at/));
  });

  it('names a warning of what was met, and of what stands still', () => {
    const details = { target: 'firstResponse', dueAt: START, raisePriority: 1 };
    const warned = (event: Event): Event => ({ ...event, type: 'item.target_warned', details });
    expect(found(withMore(log(), 'item.paused', warned))).toEqual(named(/I6 firstResponse .*although it was met/));
    const still = (event: Event): Event => ({ ...warned(event), details: { ...details, target: 'resolution' } });
    expect(found(withMore(log(), 'item.paused', still))).toEqual(named(/I6 resolution .*although it stands still/));
  });

  it('names steps that the configuration does not give', () => {
    const dear = forged(log(), 'item.target_warned', { details: { raisePriority: 5 } });
    expect(found(dear)).toEqual(named(/I6 .*adds 5 steps, not 1/));
  });
});
