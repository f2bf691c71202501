import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../../core/configuration/compiled.ts';
import type { Event } from '../../../core/event.ts';
import { Bench } from '../fixtures.ts';
import {
  benchOf,
  CALL,
  CLOSED,
  END,
  FULL,
  HOUR,
  INTO_MINUTE,
  MINUTE,
  OLD,
  rule,
  SCHEDULE,
  SLOW,
  to,
} from '../overflow-bench.ts';
import { forged, violationsOf, without } from './logs.ts';

const settings: Configuration = benchOf({
  regular: { overflow: [rule(OLD, to('second')), rule(FULL, to('second')), rule(SLOW, CALL)], fallback: 'closing' },
  second: {},
  closing: { hours: 'morning', overflow: [rule(CLOSED, SCHEDULE)] },
  shut: { hours: 'later', overflow: [rule(CLOSED, END)] },
}).world.configuration;

/** Two wait and the third goes on; one gets too old; one is scheduled, and one ended, outside hours. */
function log(): Event[] {
  const bench = new Bench(settings);
  for (let count = 0; count < 3; count += 1) bench.item();
  bench.item({ queue: 'closing' });
  bench.item({ queue: 'shut' });
  bench.wait(10 * MINUTE + 30_000);
  bench.wait(2 * HOUR - INTO_MINUTE - 10 * MINUTE - 30_000);
  return [...bench.world.log.events];
}

const found = (events: readonly Event[]): string[] => violationsOf(events, settings);
const named = (pattern: RegExp) => expect.arrayContaining([expect.stringMatching(pattern)]);

describe('the log of overflow', () => {
  it('is sound as the core writes it', () => {
    const events = log();
    const types = events.map(({ type }) => type).filter((type) => /overflowed|callback_offered/.test(type));
    expect(types.length).toBeGreaterThan(6);
    expect(found(events)).toEqual([]);
  });

  it('names a rule that there is not, and one that says otherwise', () => {
    expect(found(forged(log(), 'item.overflowed', { details: { rule: 9 } }))).toEqual(
      named(/I6 .* rule 9, which there is not/),
    );
    expect(found(forged(log(), 'item.overflowed', { details: { when: CLOSED } }))).toEqual(
      named(/I6 .*says otherwise when/),
    );
    expect(found(forged(log(), 'item.overflowed', { details: { then: to('shut') } }))).toEqual(
      named(/I6 .*says otherwise what/),
    );
  });

  const place = (which: (event: Event) => boolean): number =>
    log()
      .filter(({ type }) => type === 'item.overflowed')
      .findIndex(which);
  const by = (kind: string) => place(({ details }) => (details['when'] as { kind: string }).kind === kind);

  it('names numbers that the log does not have', () => {
    const full = { place: by('waitingOver'), details: { saw: 7 } };
    expect(found(forged(log(), 'item.overflowed', full))).toEqual(named(/I6 .*saw 7 where the log has 3/));
    const old = { place: by('waitedOver'), details: { saw: 1 } };
    expect(found(forged(log(), 'item.overflowed', old))).toEqual(named(/I6 .*saw 1 where the log has/));
    const slow = { details: { expected: { place: 1, inHand: 4, meanMs: 1, closedMs: 0 } } };
    expect(found(forged(log(), 'item.callback_offered', slow))).toEqual(named(/I6 .*saw 4 in hand/));
  });

  it('names a rule that acts before one that comes first', () => {
    const late = { place: by('waitedOver'), details: { rule: 2, when: FULL, saw: 1 } };
    expect(found(forged(log(), 'item.overflowed', late))).toEqual(named(/I6 .*rule 2, which does not apply/));
  });

  it('names a call-back that is offered twice in a queue', () => {
    const events = log();
    const offer = events.find(({ type }) => type === 'item.callback_offered')!;
    const twice = events.toSpliced(events.indexOf(offer) + 1, 0, offer).map((one, at) => ({ ...one, seq: at + 1 }));
    expect(found(twice)).toEqual(named(/I6 .*call-back has been offered there before/));
  });

  it('names an overflow after which something else comes, and what comes without one', () => {
    const gone = without(log(), ({ type, cause }) => type === 'item.cancelled' && cause === 'overflow');
    expect(found(gone)).toEqual(named(/I6 .*overflows \(end\), and nothing comes of it/));
    const untold = without(log(), ({ type, details }) => type === 'item.overflowed' && details['rule'] === 2);
    expect(found(untold)).toEqual(named(/I6 .*item.enqueued by overflow, and no rule/));
    const other = forged(log(), 'item.cancelled', { details: { message: 'Go away.' } });
    expect(found(other)).toEqual(named(/I6 .*overflows \(end\), and then comes item.cancelled/));
  });
});
