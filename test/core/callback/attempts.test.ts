import { describe, expect, it } from 'vitest';
import type { AttemptOutcome } from '../../../core/callback/callback.ts';
import { putInForce } from '../../../core/reindex.ts';
import { agentKey, type Bench } from '../fixtures.ts';
import { booked, desk, document, lastEvent, MINUTE, refusal, row, until } from './desk.ts';

const QUARTER = 15 * MINUTE;

function inHand(change: Parameters<typeof desk>[0] = {}): { bench: Bench; item: string } {
  const bench = desk(change);
  bench.agent('anna');
  const item = booked(bench, null);
  bench.accept(item);
  bench.wait(1000);
  return { bench, item };
}
const say = (bench: Bench, item: string, outcome: AttemptOutcome, agent = 'anna') =>
  bench.do({ verb: 'attempt', item, outcome, note: null }, agentKey(agent));

describe('an attempt', () => {
  it.each(['no_answer', 'busy', 'voicemail'] as const)(
    'that ends in %s frees her and is made again after the gap',
    (outcome) => {
      const { bench, item } = inHand();
      const { enqueuedAt } = row(bench, item);
      say(bench, item, outcome);
      const notBefore = bench.now + QUARTER;
      expect(row(bench, item)).toMatchObject({
        state: 'scheduled',
        notBefore,
        agentId: null,
        enqueuedAt,
        callback: { attempts: [{ at: bench.now, agent: 'anna', outcome }] },
      });
      expect(bench.world.holdings.get('anna')?.size).toBe(0);
      expect(bench.world.agents.get('anna')!.idleSince).toBe(bench.now);
      expect(lastEvent(bench, 'item.attempted')).toMatchObject({
        agent: 'anna',
        units: 1,
        details: { number: 1, of: 3, outcome, notBefore },
      });
      bench.wait(QUARTER + 31_000);
      expect(bench.holder(item)).toBe('anna');
      expect(row(bench, item).enqueuedAt).toBe(enqueuedAt);
    },
  );

  it('is made again within the hours of the queue', () => {
    const { bench, item } = inHand({ hours: ['08:00-18:00'] });
    until(bench, '2026-11-25T16:50:00Z');
    say(bench, item, 'no_answer');
    expect(row(bench, item).notBefore).toBe(Date.parse('2026-11-26T07:00:00Z'));
  });

  it('that is the last closes it as not reached', () => {
    const { bench, item } = inHand({ more: { wrapUp: { timeout: 'PT60S' } } });
    for (let nth = 1; nth < 3; nth += 1) {
      say(bench, item, 'busy');
      bench.wait(QUARTER + 31_000);
      bench.accept(item);
    }
    const outcome = say(bench, item, 'no_answer');
    expect(outcome).toMatchObject({ item: { state: 'closed', payload: { outcome: 'not_reached' } } });
    expect(outcome).toMatchObject({ item: { callback: { attempts: [{}, {}, { outcome: 'no_answer' }] } } });
    expect(bench.events().slice(-3)).toEqual(['item.attempted', 'item.completed', 'item.closed']);
    expect(bench.world.holdings.get('anna')?.size).toBe(0);
  });

  it('that reached the customer stays with her, who completes it and calls no more', () => {
    const { bench, item } = inHand();
    say(bench, item, 'reached');
    expect(row(bench, item)).toMatchObject({ state: 'assigned', agentId: 'anna' });
    expect(refusal(say(bench, item, 'no_answer'))).toMatchObject({ code: 'conflict' });
    bench.complete(item);
    expect(bench.state(item)).toBe('settled');
  });

  it('may be made by whoever has it next, although the customer was reached before', () => {
    const { bench, item } = inHand();
    say(bench, item, 'reached');
    bench.agent('bo');
    bench.do({ verb: 'release', item, reason: null }, agentKey('anna'));
    bench.accept(item);
    expect(say(bench, item, 'no_answer', 'bo')).toMatchObject({ item: { state: 'scheduled' } });
  });

  it('may be made by the same agent who has it a second time', () => {
    const { bench, item } = inHand();
    say(bench, item, 'reached');
    bench.do({ verb: 'release', item, reason: null }, agentKey('anna'));
    bench.wait(61_000);
    bench.accept(item);
    expect(say(bench, item, 'no_answer')).toMatchObject({ item: { state: 'scheduled' } });
  });

  it('gives the place of its slot back', () => {
    const bench = desk();
    bench.agent('anna');
    const item = booked(bench, '2026-11-25T11:00');
    until(bench, '2026-11-25T10:00:31Z');
    bench.accept(item);
    say(bench, item, 'busy');
    expect(row(bench, item).callback!.slotAt).toBe(null);
    expect(bench.world.bookings.slots.size).toBe(0);
  });

  it('with a wrong number waits for somebody who knows the right one', () => {
    const { bench, item } = inHand();
    say(bench, item, 'wrong_number');
    expect(row(bench, item)).toMatchObject({ state: 'needs_attention', agentId: null });
    expect(lastEvent(bench, 'item.needs_attention')!.details).toEqual({ reason: 'wrong_number' });
    bench.do({ verb: 'publish', document: document(), author: 'test', ifMatch: '*', reason: null, reclassify: true });
    bench.wait(1000);
    expect(row(bench, item)).toMatchObject({ state: 'needs_attention', attention: { reason: 'wrong_number' } });
    bench.do({ verb: 'patch', item, patch: { customer: { phone: '+45 1' } } });
    expect(bench.holder(item)).toBe('anna');
  });

  it('with a wrong number goes where the rules lead once the queue that was asked for is gone', () => {
    const bench = desk();
    bench.agent('anna');
    const item = booked(bench, null, { queue: 'night' });
    bench.accept(item);
    say(bench, item, 'wrong_number');
    const { night: _, ...queues } = bench.world.configuration.queues;
    putInForce(bench.world, { ...bench.world.configuration, version: 2, queues });
    bench.do({ verb: 'patch', item, patch: { customer: { phone: '+45 1' } } });
    expect(row(bench, item).queue).toBe('desk');
  });

  it('ends it where a message on a machine is enough', () => {
    const { bench, item } = inHand({ callback: { voicemail: 'ends' } });
    expect(say(bench, item, 'voicemail')).toMatchObject({
      item: { state: 'closed', payload: { outcome: 'voicemail' } },
    });
  });

  it('is none where she refuses, lets it lapse or gives it back', () => {
    const { bench, item } = inHand();
    bench.do({ verb: 'release', item, reason: null }, agentKey('anna'));
    bench.wait(61_000);
    bench.do({ verb: 'decline', offer: bench.offer(item), reason: null, retryAfterMs: 0 }, agentKey('anna'));
    bench.wait(31_000);
    expect(row(bench, item).callback!.attempts).toEqual([]);
  });

  it('is made of what is in hand, and of call-backs alone', () => {
    const { bench, item } = inHand();
    say(bench, item, 'no_answer');
    expect(refusal(say(bench, item, 'no_answer')).code).toBe('conflict');
    const chat = bench.item();
    bench.accept(chat);
    expect(refusal(say(bench, chat, 'no_answer')).detail).toMatch(/no call-back/);
    expect(refusal(say(bench, chat, 'no_answer', 'bo')).code).toBe('not_found');
  });

  it('lets her who made it see it, move it and cancel it until somebody has it', () => {
    const { bench, item } = inHand();
    bench.agent('bo');
    say(bench, item, 'no_answer');
    const slot = { at: '2026-11-26T09:15', timeZone: 'Europe/Copenhagen' };
    const move = { verb: 'reschedule', item, notBefore: null, slot } as const;
    expect(refusal(bench.do(move, agentKey('bo'))).code).toBe('not_found');
    expect(bench.do(move, agentKey('anna'))).toMatchObject({ item: { enqueuedAt: null } });
    expect(bench.do({ verb: 'cancel', item, reason: null }, agentKey('anna'))).toMatchObject({ kind: 'item' });
  });
});
