import { describe, expect, it } from 'vitest';
import type { Event } from '../../../core/event.ts';
import { Bench, configuration, hours, profile, workstream } from '../fixtures.ts';
import { forged, violationsOf, without } from './logs.ts';

const MINUTE = 60_000;
const under = (ownerGoneAfterMs: number, ownerGoneThen: 'back-to-queue' | 'stay' = 'back-to-queue') =>
  configuration({ workstreams: { chat: workstream({ ownerGoneAfterMs, ownerGoneThen }) } });

/** Anna has an item, is asked for another, and leaves; what she had goes back after the grace. */
function log(settings = under(MINUTE)): Event[] {
  const bench = new Bench(settings);
  bench.agent('anna');
  bench.accept(bench.item());
  bench.item();
  bench.do({ verb: 'set_presence', agent: 'anna', intent: 'offline', reason: null });
  bench.wait(MINUTE);
  bench.wait(MINUTE);
  return [...bench.world.log.events];
}

const found = (events: Event[], settings = under(MINUTE)): string => violationsOf(events, settings).join('\n');
const drained = ({ type, details }: Event): boolean =>
  type === 'agent.intent_changed' && details['reason'] === 'drained';

describe('the log of an agent who leaves', () => {
  it('is sound where her work went back, and where it may stay', () => {
    expect(found(log())).toBe('');
    expect(found(log(under(0, 'stay')), under(0, 'stay'))).toBe('');
  });

  it('names what stays with her beyond the grace', () => {
    expect(found(log(under(0, 'stay')), under(0))).toMatch(/I14 wi_\d+ is with anna at \d+, who left at \d+/);
  });

  it('names what she is still asked for', () => {
    expect(found(without(log(), ({ type }) => type === 'offer.withdrawn'))).toMatch(/I14 wi_\d+ is offered to anna/);
  });

  it('names an item that comes back too early where a person chose her', () => {
    const bench = new Bench(under(MINUTE));
    bench.agent('anna');
    const item = bench.item();
    bench.do({ verb: 'assign', item, agent: 'anna', offer: false });
    bench.do({ verb: 'set_presence', agent: 'anna', intent: 'offline', reason: null });
    bench.wait(MINUTE);
    const events = [...bench.world.log.events];
    expect(found(events)).toBe('');
    expect(found(events, under(2 * MINUTE))).toMatch(/I10 Automation takes/);
  });

  it('names an agent who drains with empty hands, and who says too late that she is offline', () => {
    const bench = new Bench(under(0));
    bench.agent('anna');
    const item = bench.item();
    bench.accept(item);
    bench.do({ verb: 'set_presence', agent: 'anna', intent: 'draining', reason: null });
    bench.complete(item);
    bench.wait(MINUTE);
    const events = [...bench.world.log.events];
    expect(found(events)).toBe('');
    expect(found(without(events, drained))).toMatch(/I14 anna drains with empty hands/);
    expect(found(forged(events, 'agent.intent_changed', { place: 2, details: { to: 'draining' } }))).toMatch(
      /I14 anna drains/,
    );
  });

  it('names what somebody is asked for whose shift has ended, but not what a person chose her for', () => {
    const settings = configuration({
      calendars: { day: hours(0, 1) },
      workstreams: { chat: workstream({ offerTimeoutMs: 120 * MINUTE }) },
      profiles: { desk: profile({ shift: 'day' }) },
    });
    const bench = new Bench(settings);
    bench.agent('anna');
    bench.item();
    bench.do({ verb: 'assign', item: bench.item(), agent: 'anna', offer: true });
    bench.wait(60 * MINUTE);
    const events = [...bench.world.log.events];
    expect(found(events, settings)).toBe('');
    const taken = events.findLast(({ type }) => type === 'offer.withdrawn');
    const kept = without(events, (event) => event === taken);
    expect(found(kept, settings)).toMatch(/I14 wi_\d+ is offered to anna, who is off shift/);
  });
});
