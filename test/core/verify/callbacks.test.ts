import { describe, expect, it } from 'vitest';
import type { AttemptOutcome } from '../../../core/callback/callback.ts';
import type { Event } from '../../../core/event.ts';
import { booked, desk, MINUTE, settings } from '../callback/desk.ts';
import { agentKey } from '../fixtures.ts';
import { forged, violationsOf } from './logs.ts';

const IN_FORCE = settings();
const SLOT = Date.parse('2026-11-25T10:00:00Z');

/** Two call-backs of one slot, and one of now that is tried with these outcomes. */
function log(...outcomes: AttemptOutcome[]): Event[] {
  const bench = desk();
  booked(bench, '2026-11-25T11:00');
  booked(bench, '2026-11-25T11:00');
  bench.agent('anna');
  const item = booked(bench, null);
  for (const outcome of outcomes) {
    bench.accept(item);
    bench.wait(1000);
    bench.do({ verb: 'attempt', item, outcome, note: null }, agentKey('anna'));
    bench.wait(15 * MINUTE + 30_000);
  }
  return [...bench.world.log.events];
}
const names = (events: readonly Event[], said: RegExp) =>
  expect(violationsOf(events, IN_FORCE)).toContainEqual(expect.stringMatching(said));

describe('the log of call-backs', () => {
  it.each([[['no_answer', 'busy', 'voicemail']], [['no_answer', 'reached']], [['wrong_number']]] as const)(
    'is sound after %s',
    (outcomes) => {
      expect(violationsOf(log(...outcomes), IN_FORCE)).toEqual([]);
    },
  );

  it('names a slot that is booked too often, or past', () => {
    const third = { place: 2, details: { callback: { slot: SLOT } } };
    names(forged(log('no_answer'), 'item.created', third), /I3 .*beside 2 others, of at most 2 in all/);
    names(forged(log('no_answer'), 'item.created', { details: { callback: { slot: 1 } } }), /I6 .*which is past/);
  });

  it('names an attempt by somebody else, out of count, or of what is no call-back', () => {
    names(forged(log('no_answer'), 'item.attempted', { agent: 'bo' }), /I1 .*is attempted by bo, and anna has it/);
    names(forged(log('no_answer'), 'item.attempted', { details: { number: 2 } }), /I6 .*has attempt 2 after 0/);
    const reached = log('reached');
    const created = reached.filter(({ type }) => type === 'item.created')[2]!;
    const { callback: _, ...details } = created.details;
    const plain = reached.map((one) => (one === created ? { ...one, details } : one));
    names(plain, /I1 .*is attempted and is no call-back/);
  });

  it('names a rest that is too short, or is not kept', () => {
    const [tried] = log('no_answer').filter(({ type }) => type === 'item.attempted');
    const short = { details: { notBefore: tried!.at + 1000 } };
    names(forged(log('no_answer'), 'item.attempted', short), /I6 .*rests 1000 ms after an attempt/);
    const long = { details: { notBefore: tried!.at + 60 * MINUTE } };
    names(forged(log('no_answer'), 'item.attempted', long), /I6 .*is admitted at .*, and rests until/);
  });

  it('names an end that comes too soon, too late or otherwise', () => {
    const busy = { details: { outcome: 'wrong_number' } };
    names(forged(log('no_answer'), 'item.attempted', busy), /I6 .*rests after attempt 1/);
    const last = forged(log('no_answer', 'busy', 'busy'), 'item.attempted', {
      place: 2,
      details: { outcome: 'reached' },
    });
    expect(violationsOf(last, IN_FORCE)).toEqual([]);
    const other = forged(log('wrong_number'), 'item.needs_attention', { type: 'item.responded' });
    names(other, /I6 .*is item.responded after its last attempt, not item.needs_attention/);
  });
});
